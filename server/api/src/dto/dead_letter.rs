//! Events that a consumer gave up on, for the operator.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    domain::ids::{EventId, TenantId},
    ports::relay::{DeadLetter, Redriven},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::scalar::Time;

/// An event, the consumer that gave up on it, and its last error.
#[derive(Serialize, ToSchema)]
#[schema(as = DeadLetter, example = json!({
    "event_id": "019ab5d2-8e12-7aaa-8bbb-0c0d0e0f1011", "type": "order.placed",
    "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233", "subject_id": "019ab5d2-8e10-7c55-a1f3-0d9c4b7e2a66",
    "occurred_at": "2026-11-24T10:05:00.000Z", "consumer": "mail", "attempts": 5,
    "error": "the mail can't be sent just now", "at": "2026-11-24T10:06:30.000Z"
}))]
pub struct DeadLetterResponse<'a> {
    #[schema(value_type = Uuid)]
    event_id: EventId,
    r#type: &'a str,
    #[schema(value_type = Option<Uuid>, required)]
    tenant_id: Option<TenantId>,
    #[schema(required)]
    subject_id: Option<Uuid>,
    /// When the event was caused.
    occurred_at: Time,
    consumer: &'a str,
    attempts: u32,
    error: &'a str,
    /// When the consumer gave up.
    at: Time,
}

impl<'a> DeadLetterResponse<'a> {
    pub fn of(letter: &'a DeadLetter) -> Self {
        Self {
            event_id: letter.event.id,
            r#type: letter.event.kind.name(),
            tenant_id: letter.event.tenant,
            subject_id: letter.event.kind.subject(),
            occurred_at: Time(letter.event.at),
            consumer: &letter.consumer,
            attempts: letter.attempts,
            error: &letter.error,
            at: Time(letter.at),
        }
    }
}

/// How many dead letters their consumer gets again.
#[derive(Serialize, ToSchema)]
#[schema(as = RedrivenLetters, example = json!({"redriven": 311, "more": false}))]
pub struct RedrivenResponse {
    redriven: u64,
    /// Whether some are left: one call takes 10,000. Call again.
    more: bool,
}

impl RedrivenResponse {
    pub fn of(redriven: Redriven) -> Self {
        Self { redriven: redriven.count, more: redriven.more }
    }
}

/// Which consumer gets the event once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"consumer": "mail"}))]
pub struct Redrive {
    #[schema(min_length = 1, max_length = 100)]
    pub consumer: String,
}

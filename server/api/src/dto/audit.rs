//! The audit log.

use serde::Serialize;
use tenantry_core::domain::{
    ids::{ApiKeyId, EntryId, UserId},
    journal::{Actor, Change, Entry},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{names::ActorType, scalar::Time};

/// Who did what, when. Of personal fields it says only that they changed.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry, example = json!({
    "id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60", "at": "2026-11-24T10:05:00.000Z", "action": "product.updated",
    "actor": {"type": "member", "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
        "api_key_id": null},
    "subject_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "reason": null,
    "changes": [{"field": "price", "from": "64.50", "to": "69.00"}],
    "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f"
}))]
pub struct EntryResponse<'a> {
    #[schema(value_type = Uuid)]
    id: EntryId,
    at: Time,
    /// A stable name, as order.placed; all of them are explained at /v1/docs/actions.
    action: &'a str,
    actor: ActorResponse,
    /// What it was done to.
    #[schema(required)]
    subject_id: Option<Uuid>,
    #[schema(required)]
    reason: Option<&'a str>,
    changes: Vec<ChangeResponse<'a>>,
    #[schema(required)]
    request_id: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorResponse {
    #[schema(value_type = ActorType)]
    r#type: &'static str,
    #[schema(value_type = Option<Uuid>, required)]
    user_id: Option<UserId>,
    /// The API key of a program.
    #[schema(value_type = Option<Uuid>, required)]
    api_key_id: Option<ApiKeyId>,
}

/// From and to are null where the value is personal or long.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
struct ChangeResponse<'a> {
    field: &'a str,
    #[schema(required)]
    from: Option<&'a str>,
    #[schema(required)]
    to: Option<&'a str>,
}

impl<'a> EntryResponse<'a> {
    pub fn of(entry: &'a Entry) -> Self {
        let Entry {
            id,
            actor,
            at,
            action,
            subject,
            reason,
            changes,
            request_id,
            // The caller's own, or the one that an operator asked for.
            tenant: _,
            // The action names the first; consumers read them.
            events: _,
        } = entry;
        Self {
            id: *id,
            at: Time(*at),
            action,
            actor: ActorResponse::of(*actor),
            subject_id: *subject,
            reason: reason.as_deref(),
            changes: changes.iter().map(ChangeResponse::of).collect(),
            request_id: request_id.as_deref(),
        }
    }
}

impl ActorResponse {
    pub fn of(actor: Actor) -> Self {
        let (r#type, user_id, api_key_id) = match actor {
            Actor::Member(user) => ("member", Some(user), None),
            Actor::Operator(user) => ("operator", Some(user), None),
            Actor::ApiKey(key) => ("api_key", None, Some(key)),
            Actor::Visitor => ("visitor", None, None),
            Actor::System => ("system", None, None),
        };
        Self { r#type, user_id, api_key_id }
    }
}

impl<'a> ChangeResponse<'a> {
    fn of(change: &'a Change) -> Self {
        let Change { field, from, to } = change;
        Self { field, from: from.as_deref(), to: to.as_deref() }
    }
}

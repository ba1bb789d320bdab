//! What happened to an order.

use serde::Serialize;
use tenantry_core::{
    domain::order_status::Status,
    usecases::{Happened, Moment},
};
use utoipa::ToSchema;

use super::{audit::ActorResponse, names::OrderStatus, scalar::Time};

/// The history of an order, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Timeline, example = json!({"items": [
    {"type": "status", "at": "2026-11-24T10:05:00.000Z", "status": "pending",
     "actor": {"type": "member", "user_id": "019ab5d2-7a00-7c11-b2aa-6f0e1d2c3b4a",
               "api_key_id": null}, "name": "Olga Owner"},
    {"type": "mail", "at": "2026-11-24T10:05:00.210Z", "subject": "Walnut & Co has received your order"}
]}))]
pub struct TimelineResponse<'a> {
    items: Vec<MomentResponse<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TimelineItem)]
#[serde(tag = "type", rename_all = "lowercase")]
enum MomentResponse<'a> {
    /// It came into this status.
    Status {
        at: Time,
        #[schema(value_type = OrderStatus)]
        status: Status,
        actor: ActorResponse,
        /// The present name of the member or the API key; null for others, and for what is gone.
        #[schema(required)]
        name: Option<&'a str>,
    },
    /// The customer was sent a mail.
    Mail { at: Time, subject: &'a str },
}

impl<'a> TimelineResponse<'a> {
    pub fn of(moments: &'a [Moment]) -> Self {
        Self { items: moments.iter().map(MomentResponse::of).collect() }
    }
}

impl<'a> MomentResponse<'a> {
    fn of(Moment { at, what }: &'a Moment) -> Self {
        let at = Time(*at);
        match what {
            Happened::Moved { to, by, name } => {
                MomentResponse::Status { at, status: *to, actor: ActorResponse::of(*by), name: name.as_deref() }
            }
            Happened::Mailed { subject } => MomentResponse::Mail { at, subject },
        }
    }
}

/// How many orders are in each status.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCounts, example = json!({
    "all": 42, "by_status": {"pending": 3, "confirmed": 5, "shipped": 4, "delivered": 28, "cancelled": 2}
}))]
pub struct CountsResponse {
    all: u64,
    /// Every status.
    by_status: std::collections::BTreeMap<&'static str, u64>,
}

impl CountsResponse {
    pub fn of(counts: &[(Status, u64)]) -> Self {
        Self {
            all: counts.iter().map(|(_, count)| count).sum(),
            by_status: counts.iter().map(|(status, count)| (status.name(), *count)).collect(),
        }
    }
}

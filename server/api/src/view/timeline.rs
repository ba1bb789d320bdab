//! What happened to an order.

use serde::Serialize;
use tenantry_core::{
    handle::{Happened, Moment},
    order::Status,
};
use utoipa::ToSchema;

use super::{audit::ActorView, names::OrderStatus, scalar::Time};

/// The way of an order, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Timeline, example = json!({"items": [
    {"type": "status", "at": "2026-11-24T10:05:00.000Z", "status": "pending",
     "actor": {"type": "member", "user_id": "019ab5d2-7a00-7c11-b2aa-6f0e1d2c3b4a"}, "name": "Olga Owner"},
    {"type": "mail", "at": "2026-11-24T10:05:00.210Z", "subject": "Walnut & Co has your order"}
]}))]
pub struct TimelineView<'a> {
    items: Vec<MomentView<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TimelineItem)]
#[serde(tag = "type", rename_all = "lowercase")]
enum MomentView<'a> {
    /// It came into this status.
    Status {
        at: Time,
        #[schema(value_type = OrderStatus)]
        status: Status,
        actor: ActorView,
        /// The member's present name; null for others, and for those who have left.
        #[schema(required)]
        name: Option<&'a str>,
    },
    /// The customer was sent a mail.
    Mail { at: Time, subject: &'a str },
}

impl<'a> TimelineView<'a> {
    pub fn of(moments: &'a [Moment]) -> Self {
        Self { items: moments.iter().map(MomentView::of).collect() }
    }
}

impl<'a> MomentView<'a> {
    fn of(Moment { at, what }: &'a Moment) -> Self {
        let at = Time(*at);
        match what {
            Happened::Moved { to, by, name } => {
                MomentView::Status { at, status: *to, actor: ActorView::of(*by), name: name.as_deref() }
            }
            Happened::Mailed { subject } => MomentView::Mail { at, subject },
        }
    }
}

/// How many orders are in each status.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCounts, example = json!({
    "all": 42, "by_status": {"pending": 3, "confirmed": 5, "shipped": 4, "delivered": 28, "cancelled": 2}
}))]
pub struct CountsView {
    all: u64,
    /// Every status.
    by_status: std::collections::BTreeMap<&'static str, u64>,
}

impl CountsView {
    pub fn of(counts: &[(Status, u64)]) -> Self {
        Self {
            all: counts.iter().map(|(_, count)| count).sum(),
            by_status: counts.iter().map(|(status, count)| (status.name(), *count)).collect(),
        }
    }
}

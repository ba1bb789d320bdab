//! What a tenant used.

use serde::Serialize;
use tenantry_core::{
    cost,
    money::Currency,
    usage::{Activity, DayUsage, LimitUse, Usage},
};
use utoipa::ToSchema;

use super::scalar::{Amount, Day};

/// What a tenant used, by day of its time zone, and how much of its limits.
#[derive(Serialize, ToSchema)]
#[schema(as = Usage, example = json!({
    "from": "2026-11-24", "to": "2026-11-24",
    "total": {"requests": 1204, "errors": 0, "client_errors": 17, "duration_ms": 3842, "reads": 3310, "writes": 214,
              "mails": 57, "orders": 52},
    "days": [{"day": "2026-11-24", "requests": 1204, "errors": 0, "client_errors": 17, "duration_ms": 3842,
              "reads": 3310, "writes": 214, "mails": 57, "orders": 52,
              "bytes_stored": 184320, "products": 81, "users": 4}],
    "limits": [{"limit": "max_products", "used": 81, "max": 100, "percent": 81},
               {"limit": "max_orders", "used": 640, "max": null, "percent": null},
               {"limit": "max_users", "used": 5, "max": 10, "percent": 50}]
}))]
pub struct UsageView {
    from: Day,
    to: Day,
    total: ActivityView,
    /// Every day of the range.
    days: Vec<DayUsageView>,
    limits: Vec<LimitUseView>,
}

/// What a tenant used, and what that costs.
#[derive(Serialize, ToSchema)]
#[schema(as = TenantUsage, example = json!({
    "from": "2026-11-24", "to": "2026-11-24",
    "total": {"requests": 1204, "errors": 0, "client_errors": 17, "duration_ms": 3842, "reads": 3310, "writes": 214,
              "mails": 57, "orders": 52},
    "days": [{"day": "2026-11-24", "requests": 1204, "errors": 0, "client_errors": 17, "duration_ms": 3842,
              "reads": 3310, "writes": 214, "mails": 57, "orders": 52,
              "bytes_stored": 184320, "products": 81, "users": 4}],
    "limits": [{"limit": "max_products", "used": 81, "max": 100, "percent": 81}],
    "estimated_cost_usd": "0.02"
}))]
pub struct TenantUsageView {
    #[serde(flatten)]
    usage: UsageView,
    /// What these days cost on AWS, in dollars: an estimate from above by list prices, without what is fixed.
    #[schema(value_type = String)]
    estimated_cost_usd: Amount,
}

/// What adds up.
#[derive(Serialize, ToSchema)]
#[schema(as = Activity)]
struct ActivityView {
    requests: u64,
    /// Requests that failed on our side (5xx).
    errors: u64,
    /// Requests that were refused (4xx).
    client_errors: u64,
    /// Of all requests together.
    duration_ms: u64,
    /// Calls that read the tenant's data.
    reads: u64,
    /// Calls that wrote it.
    writes: u64,
    /// Mails sent.
    mails: u64,
    /// Orders placed.
    orders: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DayUsage)]
struct DayUsageView {
    day: Day,
    #[serde(flatten)]
    activity: ActivityView,
    /// At the end of the day, as last measured; null before the first measurement.
    #[schema(required)]
    bytes_stored: Option<u64>,
    /// Not archived, at the end of the day.
    products: u64,
    /// Members at the end of the day.
    users: u64,
}

/// How much of a limit is used now.
#[derive(Serialize, ToSchema)]
#[schema(as = LimitUse)]
struct LimitUseView {
    #[schema(value_type = super::names::LimitName)]
    limit: &'static str,
    used: u64,
    /// Null means unlimited.
    #[schema(required)]
    max: Option<u64>,
    /// Rounded down.
    #[schema(required)]
    percent: Option<u64>,
}

impl ActivityView {
    fn of((activity, mails, orders): (Activity, u64, u64)) -> Self {
        Self {
            requests: activity.requests,
            errors: activity.errors,
            client_errors: activity.client_errors,
            duration_ms: activity.micros / 1_000,
            reads: activity.reads,
            writes: activity.writes,
            mails,
            orders,
        }
    }
}

impl From<&DayUsage> for DayUsageView {
    fn from(day: &DayUsage) -> Self {
        Self {
            day: Day(day.day),
            activity: ActivityView::of((day.activity, day.mails, day.orders)),
            bytes_stored: day.bytes_stored,
            products: day.products,
            users: day.users,
        }
    }
}

impl From<&LimitUse> for LimitUseView {
    fn from(LimitUse { limit, used, max }: &LimitUse) -> Self {
        let percent = |max: u64| used.saturating_mul(100).checked_div(max);
        Self { limit: limit.name(), used: *used, max: *max, percent: max.and_then(percent) }
    }
}

impl UsageView {
    pub fn of(usage: &Usage) -> Self {
        Self {
            from: Day(usage.range.from),
            to: Day(usage.range.to),
            total: ActivityView::of(usage.total()),
            days: usage.days.iter().map(DayUsageView::from).collect(),
            limits: usage.limits.iter().map(LimitUseView::from).collect(),
        }
    }
}

impl TenantUsageView {
    pub fn of(usage: &Usage) -> Self {
        Self { usage: UsageView::of(usage), estimated_cost_usd: Amount::of(cost::estimate(usage), Currency::USD) }
    }
}

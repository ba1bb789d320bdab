//! What a tenant used.

use serde::Serialize;
use tenantry_core::domain::{
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
pub struct UsageResponse {
    from: Day,
    to: Day,
    total: ActivityResponse,
    /// Every day of the range.
    days: Vec<DayUsageResponse>,
    limits: Vec<LimitUseResponse>,
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
pub struct TenantUsageResponse {
    #[serde(flatten)]
    usage: UsageResponse,
    /// What these days cost on AWS, in dollars: an estimate from above by list prices, without what is fixed.
    #[schema(value_type = String)]
    estimated_cost_usd: Amount,
}

/// What adds up.
#[derive(Serialize, ToSchema)]
#[schema(as = Activity)]
struct ActivityResponse {
    requests: u64,
    /// Requests that failed on our side (5xx).
    errors: u64,
    /// Requests that were rejected (4xx).
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
struct DayUsageResponse {
    day: Day,
    #[serde(flatten)]
    activity: ActivityResponse,
    /// At the end of the day, as last measured; null before the first measurement.
    #[schema(required)]
    bytes_stored: Option<u64>,
    /// Not archived, at the end of the day.
    products: u64,
    /// Members at the end of the day.
    users: u64,
}

/// A limit and its present use.
#[derive(Serialize, ToSchema)]
#[schema(as = LimitUse)]
struct LimitUseResponse {
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

impl ActivityResponse {
    fn of((activity, mails, orders): (Activity, u64, u64)) -> Self {
        let Activity { requests, errors, client_errors, micros, reads, writes } = activity;
        Self { requests, errors, client_errors, duration_ms: micros / 1_000, reads, writes, mails, orders }
    }
}

impl From<&DayUsage> for DayUsageResponse {
    fn from(usage: &DayUsage) -> Self {
        let DayUsage { day, activity, bytes_stored, mails, orders, products, users } = *usage;
        Self { day: Day(day), activity: ActivityResponse::of((activity, mails, orders)), bytes_stored, products, users }
    }
}

impl From<&LimitUse> for LimitUseResponse {
    fn from(LimitUse { limit, used, max }: &LimitUse) -> Self {
        let percent = |max: u64| used.saturating_mul(100).checked_div(max);
        Self { limit: limit.name(), used: *used, max: *max, percent: max.and_then(percent) }
    }
}

impl UsageResponse {
    pub fn of(usage: &Usage) -> Self {
        Self {
            from: Day(usage.range.from),
            to: Day(usage.range.to),
            total: ActivityResponse::of(usage.total()),
            days: usage.days.iter().map(DayUsageResponse::from).collect(),
            limits: usage.limits.iter().map(LimitUseResponse::from).collect(),
        }
    }
}

impl TenantUsageResponse {
    pub fn of(usage: &Usage) -> Self {
        Self { usage: UsageResponse::of(usage), estimated_cost_usd: Amount::of(cost::estimate(usage), Currency::USD) }
    }
}

//! What a tenant may have, and what the operator granted beside its plan.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use tenantry_core::domain::{
    overrides::{Bound, LimitOverrides, Rate},
    quota::Quota,
    tier::Limits,
};
use utoipa::ToSchema;

use super::scalar::{Time, instant};

/// What holds at this moment: the operator's overrides while they are in force, else the plan. Null means unlimited.
#[derive(Serialize, ToSchema)]
#[schema(as = Limits)]
pub struct LimitsResponse {
    /// Products that are not archived.
    #[schema(required)]
    max_products: Option<u64>,
    /// Orders placed in one calendar month of the tenant's time zone.
    #[schema(required)]
    max_orders: Option<u64>,
    /// Members and open invitations.
    #[schema(required)]
    max_users: Option<u64>,
}

impl From<Limits> for LimitsResponse {
    fn from(limits: Limits) -> Self {
        let Limits { max_products, max_orders, max_users } = limits;
        Self { max_products, max_orders, max_users }
    }
}

/// Requests of all people of the tenant together.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RateQuota, example = json!({"per_second": 50, "burst": 100}))]
pub struct RateResponse {
    /// In the long run.
    #[schema(minimum = 1, maximum = 10_000)]
    per_second: u32,
    /// At once, after a rest.
    #[schema(minimum = 1, maximum = 100_000)]
    burst: u32,
}

impl From<Quota> for RateResponse {
    fn from(quota: Quota) -> Self {
        Self { per_second: quota.rate(), burst: quota.burst }
    }
}

/// What the operator granted beside the plan. A limit that is left out is the plan's; null means unlimited.
#[derive(Serialize, ToSchema)]
#[schema(as = LimitOverrides, example = json!({
    "max_products": 500, "max_orders": null, "rate": {"per_second": 100, "burst": 200},
    "expires_at": "2027-01-01T00:00:00.000Z", "reason": "Christmas season", "in_force": true
}))]
pub struct OverridesResponse<'a> {
    #[schema(value_type = Option<u64>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_products: Option<Option<u64>>,
    #[schema(value_type = Option<u64>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_orders: Option<Option<u64>>,
    #[schema(value_type = Option<u64>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_users: Option<Option<u64>>,
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<RateResponse>,
    /// The plan's limits hold again from this moment on.
    #[schema(required)]
    expires_at: Option<Time>,
    reason: &'a str,
    /// Whether they have not expired yet.
    in_force: bool,
}

impl<'a> OverridesResponse<'a> {
    pub fn of(overrides: &'a LimitOverrides, now: Timestamp) -> Self {
        let max = |bound: Option<Bound>| bound.map(Bound::max);
        let LimitOverrides { max_products, max_orders, max_users, rate, expires_at, reason } = overrides;
        Self {
            max_products: max(*max_products),
            max_orders: max(*max_orders),
            max_users: max(*max_users),
            rate: rate.map(|Rate { per_second, burst }| RateResponse { per_second, burst }),
            expires_at: expires_at.map(Time),
            reason,
            in_force: overrides.in_force(now),
        }
    }
}

/// Limits to hold instead of the plan's. A limit that is left out is the plan's; null means unlimited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLimitOverrides, example = json!({
    "max_products": 500, "max_orders": null, "rate": {"per_second": 100, "burst": 200},
    "expires_at": "2027-01-01T00:00:00Z", "reason": "Christmas season"
}))]
pub struct NewLimitOverridesRequest {
    #[schema(value_type = Option<u64>, maximum = 1_000_000_000)]
    #[serde(default, deserialize_with = "said")]
    max_products: Option<Option<u64>>,
    #[schema(value_type = Option<u64>, maximum = 1_000_000_000)]
    #[serde(default, deserialize_with = "said")]
    max_orders: Option<Option<u64>>,
    #[schema(value_type = Option<u64>, maximum = 1_000_000_000)]
    #[serde(default, deserialize_with = "said")]
    max_users: Option<Option<u64>>,
    rate: Option<RateResponse>,
    /// The plan's limits hold again from this moment on (RFC 3339). Never, if it is left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, deserialize_with = "instant")]
    expires_at: Option<Timestamp>,
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    reason: String,
}

/// Distinguishes a null from an absent field.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

impl NewLimitOverridesRequest {
    pub fn overrides(&self) -> LimitOverrides {
        LimitOverrides {
            max_products: self.max_products.map(Bound::from),
            max_orders: self.max_orders.map(Bound::from),
            max_users: self.max_users.map(Bound::from),
            rate: self.rate.map(|RateResponse { per_second, burst }| Rate { per_second, burst }),
            expires_at: self.expires_at,
            reason: self.reason.clone(),
        }
    }
}

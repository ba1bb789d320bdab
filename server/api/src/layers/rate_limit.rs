//! Requests per tenant, at the rate of its plan or what overrides it, reported in the `RateLimit`
//! headers of draft-ietf-httpapi-ratelimit-headers-10.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
    time::Instant,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tenantry_core::{
    domain::{ids::TenantId, quota::Quota, tier::Tier},
    runtime::limiter::{Decision, Gcra},
};

use crate::problem::{Problem, kinds};

static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The number of locks: enough that two tenants seldom share one.
const SHARDS: usize = 64;
/// Full buckets are forgotten, so memory follows the tenants at work.
const SWEEP_AT: usize = 1_024;
/// Nanoseconds in a second.
const NANOS: u64 = 1_000_000_000;

pub struct RateLimiter {
    shards: [Mutex<HashMap<TenantId, Gcra>>; SHARDS],
    started: Instant,
}

impl Default for RateLimiter {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), started: Instant::now() }
    }
}

impl RateLimiter {
    pub fn check(&self, tenant: TenantId, quota: Quota) -> Decision {
        // One second ahead, so that a fresh bucket is not the same as a used one.
        let now = NANOS + u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX / 2);
        self.check_at(tenant, quota, now)
    }

    fn check_at(&self, tenant: TenantId, quota: Quota, now: u64) -> Decision {
        // The last byte of a UUIDv7 is random.
        let shard = usize::from(tenant.as_bytes()[15]) % SHARDS;
        let mut buckets = self.shards[shard].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if buckets.len() >= SWEEP_AT {
            buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        buckets.entry(tenant).or_default().check(quota, now)
    }
}

pub fn refusal(decision: &Decision) -> Problem {
    Problem::new(&kinds::RATE_LIMITED, "your tenant sends more requests than its plan allows")
        .retry_after(decision.retry_after.div_ceil(NANOS).max(1))
}

/// Says what is allowed and, where that is known, what is left of it, also on a refusal.
pub fn set_headers(headers: &mut HeaderMap, quota: Quota, decision: Option<&Decision>) {
    headers.insert(&POLICY, policy(quota));
    let Some(decision) = decision else { return };
    let left = format!("\"tenant\";r={};t={}", decision.remaining, decision.reset_after.div_ceil(NANOS));
    if let Ok(left) = HeaderValue::from_str(&left) {
        headers.insert(&LIMIT, left);
    }
}

/// Those of the plans are written once; an override's is written each time.
fn policy(quota: Quota) -> HeaderValue {
    static POLICIES: LazyLock<Vec<(Quota, HeaderValue)>> = LazyLock::new(|| {
        let rates = Tier::ALL.into_iter().map(|tier| tier.plan().rate);
        rates.map(|rate| (rate, written(rate))).collect()
    });
    let known = POLICIES.iter().find(|(known, _)| *known == quota);
    known.map_or_else(|| written(quota), |(_, value)| value.clone())
}

fn written(quota: Quota) -> HeaderValue {
    let text = format!("\"tenant\";q={};w={}", quota.burst, quota.window_s());
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_tenant_is_held_to_its_own_rate_and_told_so() {
        let limiter = RateLimiter::default();
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let quota = Tier::Basic.plan().rate;
        let allowed = (0..150).filter(|_| limiter.check_at(one, quota, NANOS).allowed).count();
        assert_eq!(allowed, 100);
        assert!(limiter.check_at(other, quota, NANOS).allowed);

        let mut headers = HeaderMap::new();
        set_headers(&mut headers, quota, Some(&limiter.check_at(other, quota, NANOS)));
        assert_eq!(headers["ratelimit-policy"], "\"tenant\";q=100;w=2");
        assert_eq!(headers["ratelimit"], "\"tenant\";r=98;t=1");
        set_headers(&mut headers, quota, Some(&limiter.check_at(one, quota, NANOS)));
        assert_eq!(headers["ratelimit"], "\"tenant\";r=0;t=2");
    }

    #[test]
    fn idle_tenants_are_forgotten() {
        let limiter = RateLimiter::default();
        for tenant in 0..(SWEEP_AT as u128 * 2) {
            let id = TenantId(Uuid::from_u128(tenant << 8));
            limiter.check_at(id, Tier::Basic.plan().rate, NANOS * (1 + tenant as u64));
        }
        let kept = limiter.shards[0].lock().expect("a lock").len();
        assert!(kept <= SWEEP_AT, "{kept}");
    }
}

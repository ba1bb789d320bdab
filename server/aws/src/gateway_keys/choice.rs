//! By which key a request is counted. The keys that are shared are made by the
//! templates, so their values follow from the prefix: a key opens nothing, a
//! token is needed all the same.

use jiff::{SignedDuration, Timestamp};
use tenantry_core::domain::{quota::Quota, tenant::TenantRecord, tier::Tier};

use super::OwnKey;

/// The gateway learns of a key within moments, not at once.
const LEARNT: SignedDuration = SignedDuration::from_mins(1);

/// Returns the name of the API key that all operators share.
pub fn operators(prefix: &str) -> String {
    format!("{prefix}shared-operators")
}

/// All of a tier whose own key does not count yet, or who have none.
pub fn shared(prefix: &str, tier: Tier) -> String {
    format!("{prefix}shared-{tier}")
}

/// Its own key once the gateway knows it in the right plan, else the one that
/// is shared by all whom the same plan suits.
pub fn usage_key(prefix: &str, tenant: &TenantRecord, own: Option<&OwnKey>, now: Timestamp) -> String {
    let Some(tier) = plan_of(tenant.quota(now)) else {
        return format!("{prefix}shared-overridden");
    };
    let known = own.filter(|own| own.plan == Some(tier) && own.since.is_some_and(|since| since + LEARNT <= now));
    known.map_or_else(|| shared(prefix, tier), |own| own.value.clone())
}

/// The lowest plan that lets through all of a rate; an override may be above each of them.
pub(super) fn plan_of(quota: Quota) -> Option<Tier> {
    let suits = |plan: Quota| plan.rate() >= quota.rate() && plan.burst >= quota.burst;
    Tier::ALL.into_iter().find(|tier| suits(tier.plan().rate))
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::overrides::Rate;

    use super::*;

    #[test]
    fn a_rate_has_the_lowest_plan_that_lets_it_through() {
        for tier in Tier::ALL {
            assert_eq!(plan_of(tier.plan().rate), Some(tier));
        }
        let of = |per_second, burst| plan_of(Rate { per_second, burst }.quota());
        assert_eq!(of(1, 1), Some(Tier::Basic));
        assert_eq!(of(50, 101), Some(Tier::Premium), "the burst counts as well");
        assert_eq!(of(201, 1), Some(Tier::Enterprise));
        assert_eq!(of(1_001, 1), None);
    }
}

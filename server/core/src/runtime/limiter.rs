//! The generic cell rate algorithm (GCRA, ITU-T I.371): one number per
//! tenant, exact, and it knows when the next request will be let in.

use crate::domain::quota::Quota;

/// The theoretical arrival time of the next request, in nanoseconds of any
/// monotonic clock.
#[derive(Clone, Copy, Default, Debug)]
pub struct Gcra {
    arrival: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    pub allowed: bool,
    /// Requests that could follow at once.
    pub remaining: u32,
    /// Nanoseconds until one more request is let in (0 when one is now).
    pub retry_after: u64,
    /// Nanoseconds until the whole burst is available again.
    pub reset_after: u64,
}

impl Gcra {
    pub fn check(&mut self, quota: Quota, now: u64) -> Decision {
        let (cost, capacity) = (quota.cost(), quota.capacity());
        // Never further ahead than the quota reaches, whatever clock wrote it: nobody waits longer than its period.
        let arrival = self.arrival.clamp(now, now.saturating_add(capacity));
        let allowed = arrival + cost <= now + capacity;
        self.arrival = if allowed { arrival + cost } else { arrival };
        let used = self.arrival.saturating_sub(now);
        Decision {
            allowed,
            remaining: u32::try_from(capacity.saturating_sub(used) / cost).unwrap_or(u32::MAX),
            retry_after: (used + cost).saturating_sub(capacity),
            reset_after: used,
        }
    }

    /// Takes back what one request used up.
    pub fn give_back(&mut self, quota: Quota) {
        self.arrival = self.arrival.saturating_sub(quota.cost());
    }

    /// Returns whether forgetting this bucket changes nothing.
    pub fn is_full(&self, now: u64) -> bool {
        self.arrival <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NANOS: u64 = 1_000_000_000;
    const BASIC: Quota = Quota::per_second(50, 100);

    #[test]
    fn a_burst_then_the_steady_rate() {
        let mut bucket = Gcra::default();
        let at_once = (0..200).filter(|_| bucket.check(BASIC, NANOS).allowed).count();
        assert_eq!(at_once, 100);
        let refused = bucket.check(BASIC, NANOS);
        assert_eq!((refused.remaining, refused.retry_after), (0, NANOS / 50));
        assert!(bucket.check(BASIC, NANOS + refused.retry_after).allowed);
    }

    #[test]
    fn nobody_waits_longer_than_the_period_of_the_quota() {
        let quota = Quota::per_hour(10, 10);
        let mut bucket = Gcra::default();
        let ahead = 10 * 365 * 86_400 * NANOS;
        while bucket.check(quota, ahead).allowed {}
        let refused = bucket.check(quota, NANOS);
        assert!(!refused.allowed);
        assert!(refused.retry_after <= quota.capacity(), "{refused:?}");
        assert!(bucket.check(quota, NANOS + refused.retry_after).allowed);
    }

    proptest! {
        /// In any window, never more than the burst and what the rate refilled.
        #[test]
        fn never_more_than_the_quota(gaps in prop::collection::vec(0u64..40_000_000, 1..600)) {
            let (mut bucket, mut now, mut allowed) = (Gcra::default(), NANOS, 0u64);
            for gap in gaps {
                now += gap;
                allowed += u64::from(bucket.check(BASIC, now).allowed);
                let bound = 100 + (now - NANOS) * 50 / NANOS;
                prop_assert!(allowed <= bound, "{allowed} > {bound}");
            }
        }
    }
}

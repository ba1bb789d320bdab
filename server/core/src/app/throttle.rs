//! Slows down guessing: by account and by address, never a lock that an
//! attacker could turn against somebody.

use std::{collections::HashMap, sync::Mutex};

use jiff::Timestamp;

use crate::{
    error::{Error, Result},
    limiter::{Gcra, Quota},
};

/// Buckets are forgotten once they are full again, so memory stays bounded.
const SWEEP_AT: usize = 10_000;

#[derive(Default)]
pub(crate) struct Throttle {
    buckets: Mutex<HashMap<String, Gcra>>,
}

impl Throttle {
    pub fn check(&self, kind: &str, name: &str, quota: Quota, now: Timestamp) -> Result<()> {
        let now = u64::try_from(now.as_nanosecond()).unwrap_or_default();
        let mut buckets = self.buckets.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if buckets.len() >= SWEEP_AT {
            buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        let decision = buckets.entry(format!("{kind} {name}")).or_default().check(quota, now);
        if decision.allowed {
            return Ok(());
        }
        Err(Error::Throttled { retry_after_s: decision.retry_after.div_ceil(1_000_000_000).max(1) })
    }
}

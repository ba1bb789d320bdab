//! Buckets in the memory of the process, on its monotonic clock: a wall clock that steps back, or stood in a wrong future,
//! delays no caller. They are all that an installation of one process needs.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use crate::{
    domain::quota::Quota,
    ports::{
        env::Clock,
        store::Read,
        throttle::{BucketKey, Take, ThrottleStore},
    },
    runtime::limiter::Gcra,
};

/// Buckets are forgotten once they are full again. That is looked for when their number has doubled since, so
/// that it costs little even where many addresses call.
const SWEEP_AT: usize = 10_000;
/// More are never kept: all begin anew rather than take all memory.
const BUCKETS_MAX: usize = 1_000_000;

#[derive(Default)]
struct Buckets {
    of: HashMap<BucketKey, Gcra>,
    sweep_at: usize,
}

impl Buckets {
    fn sweep(&mut self, now: u64) {
        if self.of.len() < self.sweep_at.max(SWEEP_AT) {
            return;
        }
        self.of.retain(|_, bucket| !bucket.is_full(now));
        if self.of.len() >= BUCKETS_MAX {
            self.of.clear();
        }
        self.sweep_at = self.of.len() * 2;
    }
}

pub struct MemoryThrottles {
    clock: Arc<dyn Clock>,
    buckets: Mutex<Buckets>,
}

impl MemoryThrottles {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, buckets: Mutex::default() }
    }
}

#[async_trait]
impl ThrottleStore for MemoryThrottles {
    async fn take(&self, key: BucketKey, quota: Quota) -> Read<Take> {
        let now = u64::try_from(self.clock.monotonic().as_nanos()).unwrap_or(u64::MAX / 2);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.sweep(now);
        let decision = buckets.of.entry(key).or_default().check(quota, now);
        let retry_after = Duration::from_nanos(decision.retry_after);
        Ok(if decision.allowed { Take::Taken } else { Take::Empty { retry_after } })
    }

    async fn give_back(&self, key: BucketKey, quota: Quota) -> Read<()> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.of.get_mut(&key) {
            bucket.give_back(quota);
        }
        Ok(())
    }
}

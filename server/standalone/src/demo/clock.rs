//! A clock that stands where the demo puts it, so that the same use cases that
//! serve today's callers also wrote what happened months ago.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use jiff::Timestamp;
use tenantry_core::ports::env::Clock;

pub struct PastClock {
    now: AtomicI64,
    /// How far it ever came, so that what it wrote in a row counts as so far apart.
    latest: AtomicI64,
}

impl PastClock {
    pub fn at(at: Timestamp) -> Self {
        Self { now: AtomicI64::new(at.as_millisecond()), latest: AtomicI64::new(at.as_millisecond()) }
    }

    pub fn set(&self, at: Timestamp) {
        self.now.store(at.as_millisecond(), Ordering::Relaxed);
        self.latest.fetch_max(at.as_millisecond(), Ordering::Relaxed);
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.latest.load(Ordering::Relaxed).max(0).unsigned_abs())
    }
}

//! A clock that stands where the demo puts it, so that the same use cases that
//! serve today's callers also wrote what happened months ago.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tenantry_core::env::Clock;

pub struct PastClock(AtomicI64);

impl PastClock {
    pub fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_millisecond()))
    }

    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), Ordering::Relaxed);
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

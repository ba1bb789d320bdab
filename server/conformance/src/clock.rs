//! A clock that stands where a test puts it, so that no test waits for time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{domain::time::to_millisecond, ports::env::Clock};

/// Starts at the real time and moves only when asked. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct ManualClock {
    wall: Arc<AtomicI64>,
    passed: Arc<AtomicI64>,
}

impl ManualClock {
    pub fn starting_now() -> Self {
        Self { wall: Arc::new(AtomicI64::new(Timestamp::now().as_millisecond())), passed: Arc::default() }
    }

    /// Time passes, also on the monotonic clock. A negative time only steps the wall clock back.
    pub fn advance(&self, by: SignedDuration) {
        let by = by.as_millis() as i64;
        self.wall.fetch_add(by, Ordering::SeqCst);
        self.passed.fetch_add(by.max(0), Ordering::SeqCst);
    }

    /// Sets the wall clock; no time passes.
    pub fn set(&self, at: Timestamp) {
        self.wall.store(at.as_millisecond(), Ordering::SeqCst);
    }
}

impl ManualClock {
    /// Goes on by itself from where this clock stands, and moves with it.
    pub fn running(&self) -> RunningClock {
        RunningClock { clock: self.clone(), since: Instant::now() }
    }
}

/// Times what is delivered again: a test need not move it, and can.
#[derive(Clone, Debug)]
pub struct RunningClock {
    clock: ManualClock,
    since: Instant,
}

impl Clock for RunningClock {
    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.since.elapsed()).expect("a short test");
        to_millisecond(self.clock.now() + passed)
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic() + self.since.elapsed()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.wall.load(Ordering::SeqCst)).expect("a time that a test set")
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.passed.load(Ordering::SeqCst).unsigned_abs())
    }
}

//! Time and randomness are passed in, so that rules can be tested at any hour
//! and demo data can be placed by the same use cases months ago.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// The wall clock and a monotonic clock.
pub trait Clock: Send + Sync + 'static {
    /// Returns the present time in UTC, to the millisecond.
    fn now(&self) -> Timestamp;

    /// Returns the time since a fixed moment of this process. It never steps back, however the wall clock is set, so
    /// the throttles of one process count by it. It is never stored: it means nothing to another process.
    fn monotonic(&self) -> Duration;
}

/// Sleeping on a monotonic clock.
#[async_trait]
pub trait Timer: Send + Sync + 'static {
    /// Returns the time since a moment that stays the same.
    fn elapsed(&self) -> Duration;

    /// Sleeps for at least this time.
    async fn sleep(&self, time: Duration);
}

/// A cryptographically secure random number generator.
pub trait Random: Send + Sync + 'static {
    /// Overwrites all bytes with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

//! How often something may be asked for.

/// A steady rate with room for a burst.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Nanoseconds that one request uses up.
    cost: u64,
    pub burst: u32,
}

/// Nanoseconds in a second.
const NANOS: u64 = 1_000_000_000;

impl Quota {
    pub const fn per_second(rate: u32, burst: u32) -> Self {
        Self { cost: NANOS / rate as u64, burst }
    }

    pub const fn per_hour(rate: u32, burst: u32) -> Self {
        Self { cost: 3_600 * NANOS / rate as u64, burst }
    }

    pub const fn per_minute(rate: u32, burst: u32) -> Self {
        Self { cost: 60 * NANOS / rate as u64, burst }
    }

    /// Whole requests per second.
    pub const fn rate(self) -> u32 {
        (NANOS / self.cost) as u32
    }

    /// Nanoseconds that one request uses up.
    pub const fn cost(self) -> u64 {
        self.cost
    }

    /// Nanoseconds that a whole burst uses up.
    pub const fn capacity(self) -> u64 {
        self.cost * self.burst as u64
    }

    /// Whole seconds in which an empty bucket is full again.
    pub const fn window_s(self) -> u64 {
        self.capacity().div_ceil(NANOS)
    }
}

//! Counts by periods of time, in so many slots that are used over and over.
//! Recording only adds; the first record of a new period empties the slot
//! of the oldest.

use std::{
    hint,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use axum::http::StatusCode;

use super::histogram::{Histogram, RANGES, range_of};

pub struct Ring {
    slots: Box<[Slot]>,
    period_s: u64,
}

struct Slot {
    /// The number of the period that is counted in it.
    period: AtomicU64,
    client_errors: AtomicU32,
    server_errors: AtomicU32,
    throttled: AtomicU32,
    took: [AtomicU32; RANGES],
}

/// The period of a slot that is being emptied; no clock reaches it.
const EMPTYING: u64 = u64::MAX;

impl Default for Slot {
    fn default() -> Self {
        Self {
            period: AtomicU64::default(),
            client_errors: AtomicU32::default(),
            server_errors: AtomicU32::default(),
            throttled: AtomicU32::default(),
            took: std::array::from_fn(|_| AtomicU32::default()),
        }
    }
}

/// The counts of one period.
#[derive(Clone, Default)]
pub struct Counts {
    pub client_errors: u64,
    pub server_errors: u64,
    pub throttled: u64,
    pub took: Histogram,
}

impl Counts {
    pub fn add(&mut self, other: &Self) {
        self.client_errors += other.client_errors;
        self.server_errors += other.server_errors;
        self.throttled += other.throttled;
        self.took.add(&other.took);
    }
}

impl Ring {
    /// One more than are read, so that the oldest is whole while the next begins.
    pub fn new(periods: u64, period_s: u64) -> Self {
        Self { slots: (0..=periods).map(|_| Slot::default()).collect(), period_s }
    }

    pub fn record(&self, second: u64, status: StatusCode, took: Duration) {
        let Some(slot) = self.slot(second / self.period_s) else { return };
        slot.took[range_of(took)].fetch_add(1, Ordering::Relaxed);
        if status.is_server_error() {
            slot.server_errors.fetch_add(1, Ordering::Relaxed);
        } else if status.is_client_error() {
            slot.client_errors.fetch_add(1, Ordering::Relaxed);
            if status == StatusCode::TOO_MANY_REQUESTS {
                slot.throttled.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Every period up to now with the second it begins at, oldest first.
    pub fn read(&self, second: u64) -> Vec<(u64, Counts)> {
        let now = second / self.period_s;
        let periods = self.slots.len() as u64 - 1;
        ((now + 1).saturating_sub(periods)..=now)
            .map(|period| (period * self.period_s, self.place(period).counts(period)))
            .collect()
    }

    fn place(&self, period: u64) -> &Slot {
        &self.slots[(period % self.slots.len() as u64) as usize]
    }

    /// Nothing for a period that is past already.
    fn slot(&self, period: u64) -> Option<&Slot> {
        let slot = self.place(period);
        loop {
            match slot.period.load(Ordering::Acquire) {
                known if known == period => return Some(slot),
                EMPTYING => hint::spin_loop(),
                known if known > period => return None,
                known => {
                    let taken = slot.period.compare_exchange(known, EMPTYING, Ordering::AcqRel, Ordering::Relaxed);
                    if taken.is_ok() {
                        slot.empty();
                        slot.period.store(period, Ordering::Release);
                    }
                }
            }
        }
    }
}

impl Slot {
    fn empty(&self) {
        let counts = [&self.client_errors, &self.server_errors, &self.throttled];
        self.took.iter().chain(counts).for_each(|count| count.store(0, Ordering::Relaxed));
    }

    fn counts(&self, period: u64) -> Counts {
        if self.period.load(Ordering::Acquire) != period {
            return Counts::default();
        }
        let read = |count: &AtomicU32| u64::from(count.load(Ordering::Relaxed));
        Counts {
            client_errors: read(&self.client_errors),
            server_errors: read(&self.server_errors),
            throttled: read(&self.throttled),
            took: Histogram(std::array::from_fn(|range| read(&self.took[range]))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four threads cross from period to period at the same time.
    #[test]
    fn nothing_is_lost_at_the_turn_of_a_period() {
        let ring = Ring::new(4, 1);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for second in 1..=4 {
                        for _ in 0..10_000 {
                            ring.record(second, StatusCode::OK, Duration::from_millis(1));
                        }
                    }
                });
            }
        });
        let counts: Vec<u64> = ring.read(4).iter().map(|(_, counts)| counts.took.count()).collect();
        assert_eq!(counts, [40_000; 4]);
    }
}

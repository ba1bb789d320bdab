//! The machine's clock, and ids that rise.

use std::{
    sync::{LazyLock, Mutex},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    domain::time::to_millisecond,
    ports::env::{Clock, Random},
};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        to_millisecond(Timestamp::now())
    }

    fn monotonic(&self) -> Duration {
        static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
        STARTED.elapsed()
    }
}

/// Makes UUIDv7 ids (RFC 9562) that rise within one process, also inside one
/// millisecond and when the clock steps back: a 26-bit counter follows the
/// time (method 1 of section 6.2), the rest is random.
#[derive(Default)]
pub struct Ids {
    last: Mutex<(u64, u32)>,
}

/// The largest value of the 26-bit counter.
const COUNTER_MAX: u32 = (1 << 26) - 1;

impl Ids {
    pub fn next<T: From<Uuid>>(&self, now: Timestamp, random: &dyn Random) -> T {
        let mut noise = [0u8; 10];
        random.fill(&mut noise);
        let (millis, counter) = self.tick(now.as_millisecond().max(0) as u64, &noise);
        let mut tail = noise;
        tail[0] = (counter >> 22) as u8;
        tail[1] = (counter >> 14) as u8;
        tail[2] = (counter >> 8) as u8 & 0x3f;
        tail[3] = counter as u8;
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
    }

    fn tick(&self, now: u64, noise: &[u8; 10]) -> (u64, u32) {
        let mut last = self.last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *last = if now > last.0 {
            // Starting in the lower half leaves room to count.
            (now, u32::from_le_bytes([noise[0], noise[1], noise[2], noise[3]]) & (COUNTER_MAX >> 1))
        } else if last.1 == COUNTER_MAX {
            (last.0 + 1, 0)
        } else {
            (last.0, last.1 + 1)
        };
        *last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::OrderId;

    struct Fixed(u8);
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn ids_rise_even_when_the_clock_does_not() {
        let ids = Ids::default();
        let at = |ms| Timestamp::from_millisecond(ms).expect("a time");
        let made: Vec<OrderId> = [1_000, 1_000, 1_000, 999, 1_001, 5_000, 4_000]
            .into_iter()
            .map(|ms| ids.next(at(ms), &Fixed(0xff)))
            .collect();
        assert!(made.is_sorted_by(|a, b| a < b), "{made:?}");
        assert!(made.iter().all(|id| id.0.get_version_num() == 7));
    }

    #[test]
    fn a_million_ids_in_one_millisecond_still_rise() {
        let ids = Ids::default();
        let now = Timestamp::from_millisecond(1_000).expect("a time");
        let mut last: OrderId = ids.next(now, &Fixed(7));
        for _ in 0..1_000_000 {
            let next = ids.next(now, &Fixed(7));
            assert!(next > last);
            last = next;
        }
    }
}

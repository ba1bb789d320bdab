//! A circuit breaker for one consumer: while what it depends on is away, one delivery probes it and the others wait
//! without being tried.

use jiff::{SignedDuration, Timestamp};

use super::delivery::pause;

/// Passing failures in a row, with no delivery in between that was answered, after which deliveries are held.
pub const OPENS_AFTER: u32 = 5;

/// Counts how the deliveries of one consumer went. It lives in the memory of one process.
#[derive(Clone, Debug, Default)]
pub struct Breaker {
    in_a_row: u32,
    /// While deliveries are held: how often it was probed in vain, and when it is probed next.
    held: Option<Held>,
}

#[derive(Clone, Debug)]
struct Held {
    probes: u32,
    until: Timestamp,
    probing: bool,
    cause: String,
}

impl Breaker {
    /// Returns how many of `wanted` deliveries may begin at `now`: all of them, one as a probe, or none.
    pub fn room(&self, now: Timestamp, wanted: usize) -> usize {
        match &self.held {
            None => wanted,
            Some(held) if held.probing || now < held.until => 0,
            Some(_) => wanted.min(1),
        }
    }

    /// Begins a delivery, or says until when it is held.
    pub fn begin(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match &mut self.held {
            None => Ok(()),
            Some(held) if held.probing || now < held.until => Err(held.until),
            Some(held) => {
                held.probing = true;
                Ok(())
            }
        }
    }

    /// What the consumer depends on has answered, be it with a refusal.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// A delivery met a passing failure. `jitter` is from 0 to 1.
    pub fn failed(&mut self, now: Timestamp, cause: &str, first_pause: SignedDuration, jitter: f64) {
        self.in_a_row = self.in_a_row.saturating_add(1);
        let probes = match &self.held {
            None if self.in_a_row < OPENS_AFTER => return,
            None => 0,
            // It had begun before deliveries were held.
            Some(held) if !held.probing => return,
            Some(held) => held.probes,
        };
        // The failures that opened it have paused as often.
        let until = now + pause(first_pause, OPENS_AFTER + probes, jitter);
        self.held = Some(Held { probes: probes.saturating_add(1), until, probing: false, cause: cause.to_owned() });
    }

    /// Until when deliveries are held.
    pub fn held_until(&self) -> Option<Timestamp> {
        self.held.as_ref().map(|held| held.until)
    }

    /// Returns the passing failure that deliveries are held for.
    pub fn cause(&self) -> Option<&str> {
        self.held.as_ref().map(|held| held.cause.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: SignedDuration = SignedDuration::from_millis(500);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn an_outage_is_probed_by_one_delivery_and_ever_more_rarely() {
        let mut breaker = Breaker::default();
        for _ in 0..OPENS_AFTER {
            assert_eq!(breaker.room(at(0), 64), 64);
            breaker.begin(at(0)).expect("not held yet");
            breaker.failed(at(0), "refused", FIRST, 0.5);
        }
        // The others that had begun change nothing.
        let first = breaker.held_until().expect("held");
        breaker.failed(at(0), "refused", FIRST, 0.5);
        assert_eq!((breaker.held_until(), breaker.cause()), (Some(first), Some("refused")));
        assert_eq!((breaker.begin(at(0)), breaker.room(at(0), 64)), (Err(first), 0));

        let (mut now, mut probes) = (first, 0);
        while now < at(3_600) {
            assert_eq!(breaker.room(now, 64), 1);
            breaker.begin(now).expect("a probe");
            assert!(breaker.begin(now).is_err(), "one probe at a time");
            breaker.failed(now, "refused", FIRST, 0.5);
            let next = breaker.held_until().expect("held");
            assert!(next > now);
            (now, probes) = (next, probes + 1);
        }
        assert!(probes < 16, "{probes} probes in an hour");
        breaker.begin(now).expect("a probe");
        breaker.answered();
        assert_eq!((breaker.room(now, 64), breaker.held_until()), (64, None));
    }

    #[test]
    fn failures_with_answers_between_them_hold_nothing() {
        let mut breaker = Breaker::default();
        for _ in 0..100 {
            for _ in 1..OPENS_AFTER {
                breaker.failed(at(0), "greylisted", FIRST, 0.5);
            }
            breaker.answered();
        }
        assert_eq!(breaker.held_until(), None);
    }
}

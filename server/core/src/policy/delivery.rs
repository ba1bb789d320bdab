//! When a delivery that failed is tried again, and when it becomes a dead letter: one rule for both backends.
//!
//! A passing failure (the mail server is away, a service throttles) says nothing about the event, so it is no try. It
//! is tried again for three days. Any other failure counts, and the fifth is the last.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{domain::ids::EventId, policy::consume_error::ConsumeError};

/// Failures that count before an event becomes a dead letter of its consumer.
pub const TRIES: u32 = 5;
/// How long passing failures are waited out, from the first one on.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(72);
/// The pause after the first failure; each further one is twice as long.
pub const FIRST_PAUSE: SignedDuration = SignedDuration::from_millis(500);
/// No pause is longer. It is also the longest that SQS delays a message.
pub const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// The failed deliveries of one event to one consumer so far. A backend keeps them beside the event.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Failures {
    /// Failures that count toward [`TRIES`].
    pub tries: u32,
    /// Passing failures, which do not count.
    pub postponed: u32,
    /// When the delivery first had to wait.
    pub since: Option<Timestamp>,
    /// Parts of the work that are done and are not repeated, in the consumer's words.
    pub done: Vec<String>,
}

/// The next step after a failed delivery.
#[derive(Clone, PartialEq, Debug)]
pub enum Fate {
    /// Is handed out again after the pause.
    Again { failures: Failures, pause: SignedDuration },
    /// Becomes a dead letter, after so many failures of either kind.
    GivenUp { attempts: u32, reason: String },
}

impl Failures {
    /// Of a dead letter that an operator gives one more try: the next failure that counts ends it again.
    pub fn redriven(attempts: u32) -> Self {
        Self { tries: attempts.max(TRIES), ..Self::default() }
    }

    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Failures of either kind.
    pub fn attempts(&self) -> u32 {
        self.tries + self.postponed
    }

    /// Returns the same, held back at `now` without having been tried.
    pub fn held(mut self, now: Timestamp) -> Self {
        self.since.get_or_insert(now);
        self
    }

    /// Returns whether it has waited for longer than passing failures are waited out.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.since.is_some_and(|since| now.duration_since(since) >= RETENTION)
    }

    /// Judges a failure at `now`. `first_pause` is [`FIRST_PAUSE`] but for tests.
    pub fn judge(mut self, error: &ConsumeError, event: EventId, now: Timestamp, first_pause: SignedDuration) -> Fate {
        self.done.extend(error.done().iter().cloned());
        if let ConsumeError::NotYet(pause) = error {
            return Fate::Again { failures: self, pause: *pause };
        }
        self = self.held(now);
        let passing = error.is_passing();
        if passing {
            self.postponed += 1;
        } else {
            self.tries += 1;
        }
        let cause = crate::domain::error::chain(error);
        if passing && self.is_overdue(now) {
            return Fate::GivenUp { attempts: self.attempts(), reason: overdue(&cause) };
        }
        if self.tries >= TRIES && !passing {
            return Fate::GivenUp { attempts: self.attempts(), reason: cause };
        }
        let pause = pause(first_pause, self.attempts(), jitter(event, self.attempts()));
        Fate::Again { failures: self, pause }
    }
}

/// Returns why a delivery is given up that only met passing failures; `cause` is the last of them.
pub fn overdue(cause: &str) -> String {
    format!("it could not be delivered for {} days: {cause}", RETENTION.as_hours() / 24)
}

/// Between a half and the whole of a range that doubles with each failure, up to [`LONGEST_PAUSE`].
pub fn pause(first: SignedDuration, failures: u32, jitter: f64) -> SignedDuration {
    let range = first.saturating_mul(2i32.saturating_pow(failures.saturating_sub(1).min(30))).min(LONGEST_PAUSE);
    let half = range / 2;
    half + half.mul_f64(jitter.clamp(0.0, 1.0))
}

/// From 0 to 1, another one for each event and each failure.
fn jitter(event: EventId, failures: u32) -> f64 {
    let byte = event.as_bytes()[15].wrapping_add((failures as u8).wrapping_mul(89));
    f64::from(byte.wrapping_mul(167)) / 255.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ports::mail::MailError;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    fn event() -> EventId {
        EventId(uuid::Uuid::from_u128(0x1234_5678))
    }

    fn passing() -> ConsumeError {
        MailError::Passing("connection refused".into()).into()
    }

    #[test]
    fn an_outage_uses_up_no_try_and_pauses_grow_up_to_a_quarter_of_an_hour() {
        let (mut failures, mut now, mut longest) = (Failures::default(), at(0), SignedDuration::ZERO);
        let mut tries = 0;
        let reason = loop {
            match failures.judge(&passing(), event(), now, FIRST_PAUSE) {
                Fate::Again { failures: next, pause } => {
                    assert_eq!(next.tries, 0);
                    (failures, now, longest) = (next, now + pause, longest.max(pause));
                    tries += 1;
                }
                Fate::GivenUp { reason, .. } => break reason,
            }
        };
        assert!(now.duration_since(at(0)) >= RETENTION, "given up after {}", now.duration_since(at(0)));
        assert!(longest > LONGEST_PAUSE / 2 && longest <= LONGEST_PAUSE, "{longest}");
        assert!(tries < 1_000, "{tries} tries in three days");
        assert!(reason.starts_with("it could not be delivered for 3 days") && reason.contains("connection refused"));
    }

    #[test]
    fn the_fifth_failure_that_counts_is_the_last_however_many_passed() {
        let refused = || ConsumeError::from(MailError::Rejected("no such mailbox".into()));
        let mut failures = Failures::default();
        for round in 1..TRIES {
            for error in [passing(), refused()] {
                match failures.judge(&error, event(), at(1), FIRST_PAUSE) {
                    Fate::Again { failures: next, .. } => failures = next,
                    given_up => unreachable!("round {round}: {given_up:?}"),
                }
            }
        }
        assert_eq!((failures.tries, failures.postponed), (4, 4));
        let last = failures.judge(&refused(), event(), at(1), FIRST_PAUSE);
        assert!(matches!(last, Fate::GivenUp { attempts: 9, ref reason } if reason.contains("no such mailbox")));
    }

    #[test]
    fn a_redriven_letter_has_one_try_and_outlasts_an_outage() {
        let redriven = Failures::redriven(5);
        let Fate::Again { failures, .. } = redriven.judge(&passing(), event(), at(0), FIRST_PAUSE) else {
            unreachable!("an outage is no try");
        };
        let refused = MailError::Rejected("no".into()).into();
        let given_up = failures.judge(&refused, event(), at(0), FIRST_PAUSE);
        assert!(matches!(given_up, Fate::GivenUp { attempts: 7, .. }), "{given_up:?}");
    }

    #[test]
    fn what_is_too_early_is_no_failure() {
        let early = ConsumeError::NotYet(SignedDuration::from_secs(60));
        let fate = Failures::default().judge(&early, event(), at(0), FIRST_PAUSE);
        let again = Fate::Again { failures: Failures::default(), pause: SignedDuration::from_secs(60) };
        assert_eq!(fate, again);
    }

    proptest! {
        #[test]
        fn a_pause_is_never_longer_than_the_longest(failures in 0u32.., jitter in 0.0..=1.0, first in 1i64..10_000) {
            let pause = pause(SignedDuration::from_millis(first), failures, jitter);
            prop_assert!(pause > SignedDuration::ZERO && pause <= LONGEST_PAUSE);
        }
    }
}

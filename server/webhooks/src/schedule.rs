//! When a delivery is tried again, and when an endpoint is given up.

use jiff::{SignedDuration, Timestamp};

/// Pauses after failures, in seconds: ten hours in all.
const PAUSES: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 10_800, 11_845];
/// The share of a pause that is drawn anew each time, so that what failed together does not come together again.
const JITTER: f64 = 0.2;

/// Tries of one delivery, the first included.
pub const TRIES: u32 = PAUSES.len() as u32 + 1;
/// The last try begins within this time of the first failure, but for the time that tries take.
pub const LAST_TRY_WITHIN: SignedDuration = SignedDuration::from_hours(10);
/// An endpoint that only failed for this long is disabled.
pub const DISABLED_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);

/// What follows from a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// It is delivered.
    Done,
    /// It is tried again then.
    At(Timestamp),
    /// It is given up, and can be replayed by hand.
    GivenUp,
    /// It is given up, and its endpoint wants nothing more.
    Disable,
}

/// Returns the pause after so many failures of a delivery, the first counting as 1; `None` when it was the last try.
/// `jitter` is from 0 to 1, and makes the pause shorter by up to a fifth.
pub fn pause(failures: u32, jitter: f64) -> Option<SignedDuration> {
    let at = usize::try_from(failures.checked_sub(1)?).ok()?;
    let seconds = *PAUSES.get(at)?;
    let share = 1.0 - JITTER * jitter.clamp(0.0, 1.0);
    Some(SignedDuration::from_secs(seconds).mul_f64(share))
}

/// How an endpoint has done lately.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Health {
    /// The first failure since the last success.
    pub failing_since: Option<Timestamp>,
}

impl Health {
    /// It took a delivery.
    #[must_use]
    pub fn delivered(self) -> Self {
        Self::default()
    }

    /// A try failed at `now`. Returns also whether the endpoint is to be disabled.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> (Self, bool) {
        let since = self.failing_since.unwrap_or(now);
        (Self { failing_since: Some(since) }, now.duration_since(since) >= DISABLED_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tries_go_on_for_about_ten_hours_and_end(jitters in prop::collection::vec(0.0..=1.0, TRIES as usize)) {
            let pauses: Vec<SignedDuration> =
                (1..=TRIES).zip(jitters).map_while(|(failures, jitter)| pause(failures, jitter)).collect();
            prop_assert_eq!(pauses.len() as u32, TRIES - 1);
            let all: SignedDuration = pauses.iter().fold(SignedDuration::ZERO, |sum, pause| sum + *pause);
            prop_assert!(all <= LAST_TRY_WITHIN && all >= SignedDuration::from_mins(479), "{all}");
        }
    }

    #[test]
    fn the_first_pause_is_seconds_and_nothing_follows_the_last() {
        assert_eq!(pause(1, 0.0), Some(SignedDuration::from_secs(5)));
        assert_eq!(pause(1, 1.0), Some(SignedDuration::from_secs(4)));
        assert_eq!((pause(0, 0.5), pause(TRIES, 0.5), pause(u32::MAX, 0.5)), (None, None, None));
        let whole: SignedDuration =
            (1..TRIES).filter_map(|failures| pause(failures, 0.0)).fold(SignedDuration::ZERO, |sum, pause| sum + pause);
        assert_eq!(whole, LAST_TRY_WITHIN);
        assert!(PAUSES.is_sorted());
    }

    #[test]
    fn an_endpoint_that_fails_for_five_days_is_disabled_and_one_success_saves_it() {
        let at = |hours: i64| Timestamp::from_second(1_800_000_000 + hours * 3_600).expect("a time");
        let (health, disabled) = Health::default().failed(at(0));
        assert!(!disabled);
        let (health, disabled) = health.failed(at(119));
        assert!(!disabled);
        assert!(health.failed(at(120)).1);
        assert!(!health.delivered().failed(at(240)).1);
    }
}

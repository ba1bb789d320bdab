//! What can't be undone does not trust a clock that jumped: it is judged by the
//! last time that is known to have been right, until an operator takes the
//! clock's word.

use jiff::{SignedDuration, Timestamp};

/// The most that a clock may be ahead of the last known time: a machine that is off over a night and a day.
pub const MAX_AHEAD: SignedDuration = SignedDuration::from_hours(26);
/// The most that a clock may be behind: clocks are set right by seconds.
pub const MAX_BEHIND: SignedDuration = SignedDuration::from_mins(5);

/// The times that an installation has written, by which its clock is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KnownTime {
    /// The last time that was found right; nothing at the very first start.
    pub noted: Option<Timestamp>,
    /// Of the newest entry of the journal, where that is known, but for those that were there when an operator
    /// accepted the clock. It may have been written while the clock was wrong, so it proves no time right.
    pub newest_entry: Option<Timestamp>,
}

/// The state of the clock, compared with the known time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockState {
    /// Nothing speaks against it.
    Trusted { now: Timestamp },
    /// It jumped forward since the time that is named.
    Ahead { now: Timestamp, known: Timestamp },
    /// It is earlier than what was written.
    Behind { now: Timestamp, known: Timestamp },
}

impl ClockState {
    pub fn judge(now: Timestamp, known: &KnownTime) -> Self {
        let newest = known.noted.into_iter().chain(known.newest_entry).max();
        // Before the first note, the journal is all that there is.
        match (known.noted.or(known.newest_entry), newest) {
            (_, Some(newest)) if newest.duration_since(now) > MAX_BEHIND => Self::Behind { now, known: newest },
            (Some(noted), _) if now.duration_since(noted) > MAX_AHEAD => Self::Ahead { now, known: noted },
            _ => Self::Trusted { now },
        }
    }

    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted { .. })
    }

    /// By this what can't be undone is judged: never later than what is known to have been.
    pub fn safe_time(&self) -> Timestamp {
        match *self {
            Self::Trusted { now } | Self::Behind { now, .. } => now,
            Self::Ahead { known, .. } => known,
        }
    }

    /// Returns how far the clock is off; zero while it is trusted.
    pub fn off_by(&self) -> SignedDuration {
        match *self {
            Self::Trusted { .. } => SignedDuration::ZERO,
            Self::Ahead { now, known } | Self::Behind { now, known } => now.duration_since(known).abs(),
        }
    }

    /// For operators; nothing while there is nothing to say.
    pub fn warning(&self) -> Option<String> {
        let (word, known) = match self {
            Self::Trusted { .. } => return None,
            Self::Ahead { known, .. } => ("ahead of", known),
            Self::Behind { known, .. } => ("behind", known),
        };
        let minutes = self.off_by().as_mins();
        let off = if minutes < 120 { format!("{minutes} minutes") } else { format!("{} hours", minutes / 60) };
        Some(format!(
            "the clock is {off} {word} {known:.0}, the last time that is known to be right. What can't be undone waits: \
             companies are not erased, and nothing that expired is removed. If the clock is right, as after the machine \
             slept or was off for long, accept it with POST /v1/operator/clock/accept, or with `tenantry clock accept` \
             while the server is stopped; if not, set it right"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000 + hours)
    }

    fn known(noted: i64, newest_entry: i64) -> KnownTime {
        KnownTime { noted: Some(at(noted)), newest_entry: Some(at(newest_entry)) }
    }

    #[test]
    fn a_first_start_and_a_day_off_are_trusted() {
        assert!(ClockState::judge(at(0), &KnownTime::default()).is_trusted());
        for hours in [0, 1, 25, 26] {
            let state = ClockState::judge(at(hours), &known(0, 0));
            assert_eq!((state.is_trusted(), state.safe_time(), state.warning()), (true, at(hours), None));
        }
    }

    #[test]
    fn a_jump_is_judged_by_what_was_known() {
        let ahead = ClockState::judge(at(40 * 24), &known(0, 0));
        assert_eq!((ahead.safe_time(), ahead.off_by()), (at(0), SignedDuration::from_hours(960)));
        assert!(ahead.warning().is_some_and(|text| text.contains("960 hours ahead of")));
        let unnoted = KnownTime { noted: None, newest_entry: Some(at(0)) };
        assert_eq!(
            ClockState::judge(at(40 * 24), &unnoted).safe_time(),
            at(0),
            "the journal counts where nothing was noted"
        );
        // What was written in the wrong future does not make it right.
        assert!(!ClockState::judge(at(40 * 24), &known(0, 40 * 24)).is_trusted());

        let behind = ClockState::judge(at(-3), &known(0, 0));
        assert_eq!((behind.safe_time(), behind.off_by()), (at(-3), SignedDuration::from_hours(3)));
        assert!(!ClockState::judge(at(1), &known(0, 40 * 24)).is_trusted(), "the journal is ahead of the clock");
    }
}

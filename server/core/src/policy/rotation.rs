//! What a presented refresh token brings (RFC 9700, 4.14.2): its successor, the same successor again, or the end of its
//! session.
//!
//! The refresh tokens of a session are a family of generations. The newest may be exchanged, once, for its successor. One
//! that was used before and comes again is in two hands, and nobody knows which of them is the owner's: the session ends,
//! and with it every token of the family. Two tabs of one browser, or an answer that was lost, look the same for a
//! moment, so the last generation before the newest yields the newest again within [`REPLAY_WINDOW`] of its use.
//!
//! A backend reads the family and the place of the token in it in the same transaction, or under the same condition, in
//! which it writes what [`Family::rotate`] says.

use jiff::{SignedDuration, Timestamp};

use crate::policy::retention::in_force;

/// The time for which a used token yields its successor again, from its first use.
pub const REPLAY_WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// The session of a refresh token, as stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Family {
    /// When it began.
    pub began_at: Timestamp,
    /// When it ends, however often it is refreshed.
    pub ends_at: Timestamp,
    /// Whether it was ended before that.
    pub is_ended: bool,
}

/// The place of a genuine token in its family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Generation {
    /// It was not used yet.
    Newest,
    /// Its successor is the newest.
    Previous {
        /// When it was first used.
        used_at: Timestamp,
    },
    /// Its successor was used as well.
    Older,
}

/// What to do about a presented token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rotation {
    /// Marks the token as used and writes its successor, atomically: of concurrent calls one does so, and the others
    /// judge again.
    Rotate,
    /// Hands out the successor again and writes nothing. A backend that does not know it any more rejects the token and
    /// leaves the session alone.
    Replay,
    /// Ends the session, then rejects the token with
    /// [`IdentityError::Reused`](crate::ports::identity::IdentityError::Reused).
    Reuse,
    /// Rejects the token and writes nothing: its session is over.
    Over,
}

impl Family {
    /// Returns whether the session, and what was issued in it, is good now.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        !self.is_ended && in_force(self.began_at, self.ends_at, now)
    }

    /// Judges a token of the family.
    pub fn rotate(&self, presented: Generation, now: Timestamp) -> Rotation {
        if !self.is_alive(now) {
            return Rotation::Over;
        }
        match presented {
            Generation::Newest => Rotation::Rotate,
            Generation::Previous { used_at } if is_replayable(used_at, now) => Rotation::Replay,
            Generation::Previous { .. } | Generation::Older => Rotation::Reuse,
        }
    }
}

/// Returns whether a token that was used at a time still yields its successor. The clocks of two processes differ, so the
/// use may lie in the future as well.
pub fn is_replayable(used_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(used_at).abs() <= REPLAY_WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).expect("a time")
    }

    const ALIVE: (i64, i64, bool) = (-3_600_000, 3_600_000, false);
    const ENDED: (i64, i64, bool) = (-3_600_000, 3_600_000, true);
    const EXPIRED: (i64, i64, bool) = (-3_600_000, 0, false);
    const OF_A_WRONG_CLOCK: (i64, i64, bool) = (60_001, 3_600_000, false);

    #[test]
    fn every_case_is_decided() {
        let previous = |ms| Generation::Previous { used_at: at(ms) };
        for (family, presented, expected) in [
            (ALIVE, Generation::Newest, Rotation::Rotate),
            (ALIVE, previous(0), Rotation::Replay),
            (ALIVE, previous(-10_000), Rotation::Replay),
            (ALIVE, previous(-10_001), Rotation::Reuse),
            (ALIVE, previous(10_000), Rotation::Replay),
            (ALIVE, previous(10_001), Rotation::Reuse),
            (ALIVE, Generation::Older, Rotation::Reuse),
            (ENDED, Generation::Newest, Rotation::Over),
            (ENDED, previous(0), Rotation::Over),
            (ENDED, Generation::Older, Rotation::Over),
            (EXPIRED, Generation::Newest, Rotation::Over),
            (EXPIRED, previous(0), Rotation::Over),
            (EXPIRED, Generation::Older, Rotation::Over),
            (OF_A_WRONG_CLOCK, Generation::Newest, Rotation::Over),
        ] {
            let (began, ends, is_ended) = family;
            let family = Family { began_at: at(began), ends_at: at(ends), is_ended };
            assert_eq!(family.rotate(presented, at(0)), expected, "{family:?} {presented:?}");
        }
    }

    #[test]
    fn a_session_is_alive_until_it_ends_or_is_ended() {
        for ((began, ends, is_ended), expected) in
            [(ALIVE, true), (ENDED, false), (EXPIRED, false), (OF_A_WRONG_CLOCK, false)]
        {
            let family = Family { began_at: at(began), ends_at: at(ends), is_ended };
            assert_eq!(family.is_alive(at(0)), expected, "{family:?}");
        }
    }
}

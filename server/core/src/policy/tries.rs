//! How often the answer to a challenge may be wrong. Guessing over many challenges, and passwords, are bounded by rates
//! instead, so that nobody is locked out: [`quotas`](super::quotas).
//!
//! A try is taken before the answer is checked, so that a thousand answers at once are no more than a thousand in a row.
//! It is not given back: a right answer ends the challenge.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::error::Error,
    policy::retention::{CHALLENGE_MINUTES, in_force},
    ports::sign_in::Challenge,
};

/// Wrong answers after which a challenge ends. Three codes of a million are right at any moment (RFC 6238, 5.2), so a
/// guess of one challenge succeeds once in some 66,000; OWASP ASVS 5.0, V6.3.1, asks for a bound.
pub const CHALLENGE_TRIES: u32 = 5;

/// Returns whether a challenge can be answered now. Its creation time follows from its expiry and [`CHALLENGE_MINUTES`].
pub fn is_open(challenge: &Challenge, now: Timestamp) -> bool {
    let created_at = challenge.expires_at - SignedDuration::from_mins(CHALLENGE_MINUTES);
    in_force(created_at, challenge.expires_at, now)
}

/// Returns the error for a wrong answer that left so many tries.
pub(crate) fn wrong_answer(tries_left: u32) -> Error {
    if tries_left == 0 { Error::ChallengeOver } else { Error::WrongCode { tries_left } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::ids::{ChallengeId, UserId},
        ports::identity::{Pending, Realm},
    };

    #[test]
    fn a_challenge_is_open_for_five_minutes() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).expect("a time");
        let challenge = Challenge {
            id: ChallengeId(uuid::Uuid::nil()),
            user: UserId(uuid::Uuid::nil()),
            realm: Realm::Member,
            device: String::new(),
            pending: Pending::default(),
            expires_at: at(300),
        };
        for (now, expected) in [(0, true), (299, true), (300, false), (-60, true), (-61, false)] {
            assert_eq!(is_open(&challenge, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_last_wrong_answer_ends_the_challenge() {
        for left in (1..CHALLENGE_TRIES).rev() {
            assert!(matches!(wrong_answer(left), Error::WrongCode { tries_left } if tries_left == left));
        }
        assert!(matches!(wrong_answer(0), Error::ChallengeOver));
    }
}

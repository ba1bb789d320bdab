//! How long the records around signing in live, and those that make work happen once: one table for both backends.
//!
//! | record | lives | removed early |
//! |---|---|---|
//! | access token | [`Lifetimes::access_of`], never past its session | when its session ends |
//! | session and its refresh tokens | [`Lifetimes::session_of`] from the sign-in, however often it is refreshed | by signing out, reuse, a new password |
//! | mark of an ended session | [`ended_mark_until`] | |
//! | challenge of a second factor | [`CHALLENGE_MINUTES`] | by its answer, or by wrong ones |
//! | recovery code | until it is used or replaced | |
//! | known device | [`DEVICE_DAYS`] from its last sign-in; a user's newest stays | with the account |
//! | registration | [`REGISTRATION_HOURS`] | by its confirmation |
//! | password reset | [`RESET_MINUTES`] | by its use, or by any change of the credentials |
//! | mark that resets have ended | [`reset_mark_until`] | |
//! | invitation | [`INVITATION_HOURS`] | by its use or withdrawal |
//! | identity that no record names | [`UNNAMED_IDENTITY`], or [`UNCONFIRMED_IDENTITY`] | |
//! | answer under an idempotency key | [`KEEP_HOURS`]; without a key [`REPEAT_MINUTES`] | |
//! | mark of an event that was handled, and what a mail was about | [`EVENT_MARK_DAYS`] | |
//! | delivery that meets passing failures | [`delivery::RETENTION`](super::delivery::RETENTION) | |
//! | dead letter | until an operator redrives or drops it | with its tenant |
//! | record of an order's email | as long as its tenant | |
//!
//! A backend removes a record some time after it is over: the embedded one within an hour, or a day where nobody uses a
//! company's own file, DynamoDB within days. So the time is compared at each use as well, and a removal that comes late
//! changes nothing. None comes early.

use jiff::{SignedDuration, Timestamp};

pub use crate::domain::{
    idempotency::{KEEP_HOURS, REPEAT_MINUTES},
    invitation::INVITATION_HOURS,
};
use crate::ports::identity::Realm;

/// Lifetime of a challenge, in minutes.
pub const CHALLENGE_MINUTES: i64 = 5;
/// Hours in which a registration can be confirmed.
pub const REGISTRATION_HOURS: i64 = 24;
/// Minutes in which a password can be reset.
pub const RESET_MINUTES: i64 = 60;
/// Days after which a device is new again.
pub const DEVICE_DAYS: i64 = 90;
/// Days for which it is known that a consumer has handled an event, and what a mail was about. An event is retried for
/// days, and may be redriven by an operator for weeks.
pub const EVENT_MARK_DAYS: i64 = 90;
/// The age from which an identity that no record names is left over from an interrupted registration.
pub const UNNAMED_IDENTITY: SignedDuration = SignedDuration::from_hours(1);
/// The same age where a backend does not look for a registration that would still name the identity: none can any more.
pub const UNCONFIRMED_IDENTITY: SignedDuration = SignedDuration::from_hours(REGISTRATION_HOURS + 1);

/// The longest session of an operator, and the longest life of an operator's access token.
const OPERATOR_SESSION: SignedDuration = SignedDuration::from_hours(12);
const OPERATOR_ACCESS: SignedDuration = SignedDuration::from_mins(15);
/// The longest life that an access token can be configured to have.
pub const ACCESS_TOKEN_MAX: SignedDuration = SignedDuration::from_hours(24);

/// The time by which a stored time may lie in the future, since clocks differ and are set back.
pub const CLOCK_LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// Returns whether a short-lived record is valid now. One created further in the future than [`CLOCK_LEEWAY`] was
/// written by a wrong clock and is not: it would live for as long as that clock was ahead.
pub fn in_force(created_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> bool {
    created_at <= now + CLOCK_LEEWAY && now < expires_at
}

/// The lifetimes of tokens and sessions, as configured for members. Those of operators are bounded in addition: what an
/// operator can do to every tenant is worth a sign-in each working day (NIST SP 800-63B, 4.1.3 for members and 4.2.3 for
/// operators; OWASP ASVS 5.0, V7.3.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lifetimes {
    /// Of an access token.
    pub access: SignedDuration,
    /// Of a session, however often it is refreshed.
    pub session: SignedDuration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { access: SignedDuration::from_hours(1), session: SignedDuration::from_hours(24 * 30) }
    }
}

impl Lifetimes {
    /// Returns the life of an access token of a realm.
    pub fn access_of(self, realm: Realm) -> SignedDuration {
        match realm {
            Realm::Member => self.access,
            Realm::Operator => self.access.min(OPERATOR_ACCESS),
        }
    }

    /// Returns the longest life of a session of a realm.
    pub fn session_of(self, realm: Realm) -> SignedDuration {
        match realm {
            Realm::Member => self.session,
            Realm::Operator => self.session.min(OPERATOR_SESSION),
        }
    }
}

/// Returns when a session ends that was stored with `stored_end`. Sessions of operators were written with the lifetime of
/// members by earlier versions.
pub fn session_end(realm: Realm, began_at: Timestamp, stored_end: Timestamp) -> Timestamp {
    match realm {
        Realm::Member => stored_end,
        Realm::Operator => stored_end.min(began_at + OPERATOR_SESSION),
    }
}

/// Returns until when a backend that verifies access tokens by their signature alone must remember that a session has
/// ended: the last of its tokens has expired by then, whatever lifetime was configured when it was issued.
pub fn ended_mark_until(ended_at: Timestamp) -> Timestamp {
    ended_at + ACCESS_TOKEN_MAX
}

/// Returns until when a backend must remember that all resets of a user have ended, if it can't remove them at once. It
/// outlives each of them, with the differences of clocks.
pub fn reset_mark_until(used_expires_at: Timestamp) -> Timestamp {
    used_expires_at + SignedDuration::from_hours(24)
}

/// Returns until when a mark of an event must be kept.
pub fn event_mark_until(at: Timestamp) -> Timestamp {
    at + SignedDuration::from_hours(24 * EVENT_MARK_DAYS)
}

/// Returns the time before which marks of events may be removed.
pub fn event_marks_since(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(24 * EVENT_MARK_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    const HOUR: i64 = 3_600;

    #[test]
    fn a_record_is_in_force_from_its_creation_until_its_end() {
        for (created, expires, expected) in [
            (0, 1, true),
            (-10, 1, true),
            // Over at its end, not after it.
            (-10, 0, false),
            (-10, -1, false),
            // Clocks differ by seconds.
            (60, 120, true),
            (61, 120, false),
            (10 * 365 * 24 * HOUR, 11 * 365 * 24 * HOUR, false),
        ] {
            assert_eq!(in_force(at(created), at(expires), at(0)), expected, "from {created} to {expires}");
        }
    }

    #[test]
    fn operators_have_shorter_lives_and_never_longer_ones() {
        let hours = SignedDuration::from_hours;
        let minutes = SignedDuration::from_mins;
        for (access, session, of_operator) in [
            (hours(1), hours(720), (minutes(15), hours(12))),
            (hours(24), hours(8_760), (minutes(15), hours(12))),
            (minutes(5), hours(6), (minutes(5), hours(6))),
        ] {
            let lives = Lifetimes { access, session };
            assert_eq!((lives.access_of(Realm::Member), lives.session_of(Realm::Member)), (access, session));
            assert_eq!((lives.access_of(Realm::Operator), lives.session_of(Realm::Operator)), of_operator);
        }
    }

    #[test]
    fn a_stored_end_is_kept_or_brought_forward() {
        for (realm, stored, expected) in [
            (Realm::Member, 720 * HOUR, 720 * HOUR),
            (Realm::Operator, 720 * HOUR, 12 * HOUR),
            (Realm::Operator, 6 * HOUR, 6 * HOUR),
        ] {
            assert_eq!(session_end(realm, at(0), at(stored)), at(expected), "{realm:?} {stored}");
        }
    }

    #[test]
    fn marks_outlive_what_they_are_about() {
        assert!(ended_mark_until(at(0)) >= at(0) + Lifetimes::default().access);
        // The newest reset that a used one ends was asked for just now.
        assert!(reset_mark_until(at(0)) > at(0) + SignedDuration::from_mins(RESET_MINUTES));
        assert!(UNCONFIRMED_IDENTITY >= SignedDuration::from_hours(REGISTRATION_HOURS) + UNNAMED_IDENTITY);
        assert!(event_mark_until(at(0)) > at(0) + crate::policy::delivery::RETENTION);
        assert_eq!(event_marks_since(event_mark_until(at(0))), at(0));
    }
}

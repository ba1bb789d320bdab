//! The event feed: a tenant's published events in an order in which nothing comes before what was read already.
//!
//! An id says when a change was begun, not when it was committed: of two that are written at once, the younger may be
//! durable first, and clocks differ or are set back. So the order of the feed is the store's ([`FeedMark`]).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::journal::Entry;

/// Days for which an event is in the feed.
pub const FEED_DAYS: i64 = 30;
/// Who reads page by page from the oldest event on is not overtaken by the end of its time.
const GRACE_DAYS: i64 = 1;

/// A place in the order of one journal's entries. Its first 48 bits are milliseconds since 1970, as in a UUIDv7, so that a
/// time can be sought; what follows distinguishes entries of one millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FeedMark(pub Uuid);

const BITS_BELOW_TIME: u32 = 80;

impl FeedMark {
    /// The first mark of a time.
    pub fn first_at(time: Timestamp) -> Self {
        let millis = u128::from(time.as_millisecond().max(0).unsigned_abs());
        Self(Uuid::from_u128(millis << BITS_BELOW_TIME))
    }

    /// The mark right behind this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(Uuid::from_u128(self.0.as_u128().saturating_add(1)))
    }

    /// The time that the mark begins with.
    pub fn time(self) -> Timestamp {
        let millis = i64::try_from(self.0.as_u128() >> BITS_BELOW_TIME).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }
}

/// An entry of a journal and its place in the feed.
#[derive(Clone, PartialEq, Debug)]
pub struct Fed {
    /// Greater than that of each entry that a feed has given before.
    pub mark: FeedMark,
    /// The entry. It has at least one event.
    pub entry: Entry,
}

/// How far one journal was read: from which mark on, and how many events of the entry there are read already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reached {
    pub mark: FeedMark,
    pub events: usize,
}

/// How far a feed was read: in the journal of the tenant's data, and in that of its people and settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedPosition {
    pub data: Reached,
    pub control: Reached,
}

impl FeedPosition {
    /// Before everything that happened from a time on.
    pub fn at(time: Timestamp) -> Self {
        let start = Reached { mark: FeedMark::first_at(time), events: 0 };
        Self { data: start, control: start }
    }
}

/// The time at which the feed begins.
pub fn begins_at(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(24 * FEED_DAYS)
}

/// Returns whether an event of that time is not given any more.
pub fn is_over(at: Timestamp, now: Timestamp) -> bool {
    at < begins_at(now) - SignedDuration::from_hours(24 * GRACE_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_sort_by_time_first() {
        let time = |ms| Timestamp::from_millisecond(ms).expect("a time");
        let (early, late) = (FeedMark::first_at(time(1_000)), FeedMark::first_at(time(1_001)));
        assert!(early < early.next() && early.next() < late);
        assert_eq!((early.next().time(), late.time()), (time(1_000), time(1_001)));
        assert_eq!(FeedMark::first_at(time(-5)), FeedMark(Uuid::nil()));
        assert_eq!(FeedMark(Uuid::max()).next(), FeedMark(Uuid::max()));
        let id = FeedMark(Uuid::parse_str("019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60").expect("an id"));
        assert_eq!(FeedMark::first_at(id.time()).0.as_u128() >> 80, id.0.as_u128() >> 80);
    }
}

//! Time as it is kept.

use jiff::Timestamp;

/// Times are kept to the millisecond, so that what was stored is what was said.
pub fn to_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

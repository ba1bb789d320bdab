//! The secrets that an endpoint's messages are signed with.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tenantry_webhooks::Secret;

/// The longest time for which a replaced secret goes on signing, in hours.
pub const MAX_OVERLAP_HOURS: u16 = 168;
/// That time, unless the caller says otherwise.
pub const DEFAULT_OVERLAP_HOURS: u16 = 24;

/// One secret, or two while receivers change over. Neither prints itself.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SigningSecrets {
    current: String,
    previous: Option<Previous>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Previous {
    secret: String,
    ends_at: Timestamp,
}

impl SigningSecrets {
    /// Makes the first secret, of bytes that the caller drew at random.
    pub fn new(random: [u8; Secret::NEW_BYTES]) -> Self {
        Self { current: Secret::new(random).expose(), previous: None }
    }

    /// Replaces the secret. Messages are signed with the one before it as well until the overlap is over.
    #[must_use]
    pub fn rotated(&self, random: [u8; Secret::NEW_BYTES], overlap_hours: u16, now: Timestamp) -> Self {
        let ends_at = now + SignedDuration::from_hours(i64::from(overlap_hours));
        let previous = (overlap_hours > 0).then(|| Previous { secret: self.current.clone(), ends_at });
        Self { previous, ..Self::new(random) }
    }

    /// Returns the secret for the people who enter it at the receiver. To be shown once, and never logged.
    pub fn expose(&self) -> &str {
        &self.current
    }

    /// Returns until when the secret before is used as well; nothing if it is not.
    pub fn previous_ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.previous.as_ref().map(|previous| previous.ends_at).filter(|ends_at| now < *ends_at)
    }

    /// Returns the secrets that a message is signed with now, the newest first.
    pub fn in_use(&self, now: Timestamp) -> Vec<Secret> {
        let previous = self.previous.iter().filter(|previous| now < previous.ends_at).map(|previous| &previous.secret);
        std::iter::once(&self.current).chain(previous).filter_map(|text| Secret::parse(text).ok()).collect()
    }
}

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecrets(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_sign_during_the_overlap_and_none_is_printed() {
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let first = SigningSecrets::new([1; 32]);
        let second = first.rotated([2; 32], 24, now);
        let exposed = |at: Timestamp| second.in_use(at).iter().map(Secret::expose).collect::<Vec<_>>();
        let later = |hours| now + SignedDuration::from_hours(hours);
        assert_eq!(exposed(later(23)), [second.expose(), first.expose()]);
        assert_eq!(exposed(later(24)), [second.expose()]);
        assert_eq!(second.previous_ends_at(now), Some(later(24)));
        assert_eq!(first.rotated([3; 32], 0, now).in_use(now).len(), 1);
        assert!(first.expose().starts_with("whsec_"));
        assert_eq!(format!("{second:?}"), "SigningSecrets(..)");
    }
}

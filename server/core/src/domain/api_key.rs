//! API keys: what a program signs in with, in the name of a company and of no person.
//!
//! A token is `tnt_` and 59 characters of base64url: the id of its key, 24 random bytes, and a CRC-32 of both with the
//! prefix. The checksum catches what was mistyped or cut off without a look-up, and lets a scanner for leaked secrets
//! distinguish a token from other text. The id is no secret; it says where to look, so a stored digest is never searched for.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use crate::domain::scope::Scope;
use crate::domain::{
    error::Result,
    ids::{ApiKeyId, TenantId, UserId},
    member::Role,
    text::Check,
    time::to_millisecond,
};

/// The beginning of every token.
pub const PREFIX: &str = "tnt_";
/// Random bytes of a token.
pub const SECRET_BYTES: usize = 24;
/// Hours for which a replaced token goes on being accepted, unless the caller says otherwise.
pub const OVERLAP_HOURS: u16 = 24;
/// The most hours of an overlap.
pub const MAX_OVERLAP_HOURS: u16 = 7 * 24;
/// How exact the last use of a key is kept: a use is noted when the one before was noted so long ago.
pub const USE_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

const ID_BYTES: usize = 16;
const CHECKSUM_BYTES: usize = 4;
/// Characters at the end of a token by which people recognize it.
const HINT: usize = 4;

impl Scope {
    /// Returns the role of a member who may do the same. A key acts with the role of the scope that an operation takes,
    /// whatever else it may be used for.
    pub const fn role(self) -> Role {
        match self {
            Scope::ProductsRead | Scope::OrdersRead | Scope::InsightsRead | Scope::SettingsRead => Role::Viewer,
            Scope::ProductsWrite | Scope::OrdersWrite => Role::Staff,
            Scope::SettingsWrite => Role::Admin,
        }
    }
}

/// A key, as stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub tenant: TenantId,
    pub name: String,
    pub scopes: BTreeSet<Scope>,
    pub secret: KeySecret,
    /// What was replaced by it and may still be used.
    pub previous: Option<ReplacedSecret>,
    /// The member who created it. The key stays when they leave.
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub rotated_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub version: u64,
}

/// What is kept of a token: enough to know it again, and not to make it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeySecret {
    digest: [u8; 32],
    /// The end of the token, for people.
    pub hint: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReplacedSecret {
    pub secret: KeySecret,
    pub ends_at: Timestamp,
}

/// A key with the time of its last use, as its company sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyInUse {
    pub key: ApiKey,
    /// To the hour ([`USE_INTERVAL`]); nothing before the first use.
    pub last_used_at: Option<Timestamp>,
}

impl KeyInUse {
    pub fn of(key: ApiKey, uses: &BTreeMap<ApiKeyId, Timestamp>) -> Self {
        let last_used_at = uses.get(&key.id).copied();
        Self { key, last_used_at }
    }
}

/// A well-formed token that a caller sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PresentedKey {
    pub id: ApiKeyId,
    digest: [u8; 32],
}

/// Makes the token of a key from random bytes, and what is kept of it.
pub fn issue(id: ApiKeyId, random: [u8; SECRET_BYTES]) -> (SecretString, KeySecret) {
    let mut bytes = [id.as_bytes().as_slice(), &random].concat();
    let digest = Sha256::digest(&bytes).into();
    bytes.extend(checksum(&bytes));
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let hint = token[token.len() - HINT..].to_owned();
    (SecretString::from(token), KeySecret { digest, hint })
}

/// Returns whether a bearer token means to be one of a key, right or wrong.
pub fn is_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

impl PresentedKey {
    /// Returns nothing for any text that no key can have.
    pub fn parse(token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let (signed, sum) = bytes.split_at_checked(ID_BYTES + SECRET_BYTES)?;
        let id = Uuid::from_slice(&signed[..ID_BYTES]).ok()?;
        (sum == checksum(signed)).then(|| Self { id: ApiKeyId(id), digest: Sha256::digest(signed).into() })
    }
}

fn checksum(signed: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut sum = crc32fast::Hasher::new();
    sum.update(PREFIX.as_bytes());
    sum.update(signed);
    sum.finalize().to_be_bytes()
}

impl KeySecret {
    /// Compares in constant time.
    fn is_of(&self, presented: &PresentedKey) -> bool {
        self.digest.iter().zip(presented.digest).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
    }
}

impl ApiKey {
    /// Returns whether a token is good for this key at a moment.
    pub fn accepts(&self, presented: &PresentedKey, now: Timestamp) -> bool {
        let is_previous = |it: &ReplacedSecret| it.secret.is_of(presented) && now < it.ends_at;
        let is_known = self.secret.is_of(presented) || self.previous.as_ref().is_some_and(is_previous);
        self.id == presented.id && is_known && !self.is_expired(now)
    }

    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// Returns the end of the overlap while there is one.
    pub fn previous_ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.previous.as_ref().map(|previous| previous.ends_at).filter(|ends_at| now < *ends_at)
    }

    /// Returns the same with another secret. Of earlier ones only the last goes on, until its overlap ends.
    pub(crate) fn rotated(&self, secret: KeySecret, rotation: &Rotation, now: Timestamp) -> Self {
        let ends_at = now + SignedDuration::from_hours(rotation.overlap_hours.into());
        let replaced = ReplacedSecret { secret: self.secret.clone(), ends_at };
        Self {
            secret,
            previous: Some(replaced).filter(|replaced| now < replaced.ends_at),
            rotated_at: Some(now),
            expires_at: rotation.expires_at.or(self.expires_at),
            version: self.version + 1,
            ..self.clone()
        }
    }
}

/// A key to create, already checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: BTreeSet<Scope>,
    /// Never, without one.
    pub expires_at: Option<Timestamp>,
}

impl NewApiKey {
    pub fn new(
        name: &str,
        scopes: impl IntoIterator<Item = Scope>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self> {
        let mut check = Check::default();
        let name = check.name("/name", name, 100);
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            check.refuse("/scopes", "required", "must name at least one scope");
        }
        let expires_at = later(&mut check, expires_at, now);
        check.done(Self { name, scopes, expires_at })
    }
}

/// How a token is replaced, already checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rotation {
    /// How long the replaced one goes on being accepted; zero ends it at once.
    pub overlap_hours: u16,
    /// When the key expires from now on; as before, without one.
    pub expires_at: Option<Timestamp>,
}

impl Rotation {
    pub fn new(overlap_hours: Option<u16>, expires_at: Option<Timestamp>, now: Timestamp) -> Result<Self> {
        let mut check = Check::default();
        let overlap_hours = overlap_hours.unwrap_or(OVERLAP_HOURS);
        if overlap_hours > MAX_OVERLAP_HOURS {
            check.refuse("/overlap_hours", "too_large", format!("must be at most {MAX_OVERLAP_HOURS}"));
        }
        let expires_at = later(&mut check, expires_at, now);
        check.done(Self { overlap_hours, expires_at })
    }
}

fn later(check: &mut Check, expires_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    if expires_at.is_some_and(|expires_at| expires_at <= now) {
        check.refuse("/expires_at", "in_the_past", "must be in the future");
    }
    expires_at.map(to_millisecond)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    fn id(n: u128) -> ApiKeyId {
        ApiKeyId(Uuid::from_u128(n))
    }

    fn key(secret: KeySecret) -> ApiKey {
        ApiKey {
            id: id(7),
            tenant: TenantId(Uuid::from_u128(1)),
            name: "Warehouse".to_owned(),
            scopes: BTreeSet::from([Scope::OrdersRead]),
            secret,
            previous: None,
            created_by: UserId(Uuid::from_u128(2)),
            created_at: at(0),
            rotated_at: None,
            expires_at: Some(at(100 * 3_600)),
            version: 1,
        }
    }

    fn presented(token: &SecretString) -> PresentedKey {
        PresentedKey::parse(token.expose_secret()).expect("a token")
    }

    #[test]
    fn a_token_has_one_shape_and_any_typo_is_seen() {
        let (token, secret) = issue(id(7), [9; SECRET_BYTES]);
        let token = token.expose_secret();
        assert_eq!((token.len(), is_token(token)), (63, true));
        assert!(token.ends_with(&secret.hint) && secret.hint.len() == HINT);
        assert_eq!(PresentedKey::parse(token).expect("a token").id, id(7));
        let mut seen = 0;
        for position in 0..token.len() {
            for other in "AZaz09-_".chars() {
                let mut bent: Vec<char> = token.chars().collect();
                if bent[position] == other {
                    continue;
                }
                bent[position] = other;
                let bent: String = bent.into_iter().collect();
                assert_eq!(PresentedKey::parse(&bent), None, "{bent}");
                seen += 1;
            }
        }
        assert!(seen > 400, "{seen}");
        for position in 0..token.len() - 1 {
            let mut swapped: Vec<char> = token.chars().collect();
            swapped.swap(position, position + 1);
            let swapped: String = swapped.into_iter().collect();
            assert!(swapped == token || PresentedKey::parse(&swapped).is_none(), "{swapped}");
        }
        for bad in ["", "tnt_", &token[4..], &token[..62], &format!("{token}A"), &token.to_uppercase()] {
            assert_eq!(PresentedKey::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_kept_never_shows_the_token() {
        let (token, secret) = issue(id(7), [9; SECRET_BYTES]);
        let kept = serde_json::to_string(&key(secret)).expect("JSON");
        assert!(!kept.contains(&token.expose_secret()[..60]), "{kept}");
        assert!(!format!("{token:?}").contains(PREFIX));
    }

    #[test]
    fn a_replaced_token_goes_on_for_its_overlap_and_no_further() {
        let (first, secret) = issue(id(7), [1; SECRET_BYTES]);
        let before = key(secret);
        assert!(before.accepts(&presented(&first), at(0)));
        let (second, secret) = issue(id(7), [2; SECRET_BYTES]);
        assert!(!before.accepts(&presented(&second), at(0)));
        let rotation = Rotation::new(Some(2), None, at(0)).expect("a rotation");
        let after = before.rotated(secret, &rotation, at(0));
        for (second_of_time, old) in [(0, true), (7_199, true), (7_200, false)] {
            assert_eq!(after.accepts(&presented(&first), at(second_of_time)), old, "{second_of_time}");
            assert!(after.accepts(&presented(&second), at(second_of_time)));
        }
        // The next one takes the place of the second; the first is gone, overlap or not.
        let (third, secret) = issue(id(7), [3; SECRET_BYTES]);
        let last = after.rotated(secret, &rotation, at(60));
        let accepted = [&first, &second, &third].map(|token| last.accepts(&presented(token), at(61)));
        assert_eq!(accepted, [false, true, true]);
        // Without an overlap the old one ends at once.
        let at_once = Rotation::new(Some(0), None, at(0)).expect("a rotation");
        let (fourth, secret) = issue(id(7), [4; SECRET_BYTES]);
        let last = last.rotated(secret, &at_once, at(61));
        assert!(last.accepts(&presented(&fourth), at(61)) && !last.accepts(&presented(&third), at(61)));
        assert_eq!(last.version, 4);
    }

    #[test]
    fn an_expired_key_and_another_id_are_refused() {
        let (token, secret) = issue(id(7), [1; SECRET_BYTES]);
        let mut key = key(secret);
        assert!(!key.accepts(&presented(&token), at(100 * 3_600)));
        key.expires_at = None;
        assert!(key.accepts(&presented(&token), at(1_000_000_000)));
        let (other, _) = issue(id(8), [1; SECRET_BYTES]);
        assert!(!key.accepts(&presented(&other), at(0)));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let refused = NewApiKey::new(" ", [], Some(at(0)), at(0)).expect_err("nothing is right");
        let crate::Error::Invalid(errors) = refused else { unreachable!("{refused}") };
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/scopes", "/expires_at"]);
        assert!(Rotation::new(Some(MAX_OVERLAP_HOURS + 1), Some(at(-1)), at(0)).is_err());
        for scope in Scope::ALL {
            assert_eq!(scope.name().parse(), Ok(scope));
            assert_eq!(serde_json::to_value(scope).expect("JSON"), scope.name());
        }
    }
}

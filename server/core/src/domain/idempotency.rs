//! A retry is one effect: the first answer is kept with the commit that made
//! it, and given again.

mod answer;

pub use answer::Answer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use uuid::Uuid;

use crate::domain::error::Error;

/// Hours for which an answer is kept.
pub const KEEP_HOURS: i64 = 24;
/// Minutes for which a conditional change without a key is known again: clients
/// that repeat a request by themselves do so at once.
pub const REPEAT_MINUTES: i64 = 10;

/// A digest of principal, method, path and the caller's key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct IdemKey(pub [u8; 32]);

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "answer::Stored", into = "answer::Stored")]
pub struct IdemRecord {
    pub key: IdemKey,
    pub fingerprint: [u8; 32],
    pub answer: Answer,
    pub expires_at: Timestamp,
}

/// A request's attempt at an operation, with its idempotency key and fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    key: Option<IdemKey>,
    /// Made of the request itself, for a conditional change without a key.
    repeat: Option<IdemKey>,
    fingerprint: [u8; 32],
    /// What an earlier version of this program would have kept.
    earlier: Option<[u8; 32]>,
}

impl Attempt {
    /// `key` is the caller's `Idempotency-Key`, `request` all that makes two
    /// requests different, in a canonical form: the body, the query, the
    /// preconditions.
    pub fn new(principal: impl Into<Uuid>, method: &str, path: &str, key: Option<&str>, request: &[&[u8]]) -> Self {
        let principal = principal.into();
        let key =
            key.map(|key| IdemKey(digest(&[principal.as_bytes(), method.as_bytes(), path.as_bytes(), key.as_bytes()])));
        Self { key, repeat: None, fingerprint: digest(request), earlier: None }
    }

    /// Returns a change under a precondition, without a key. Browsers and libraries
    /// send such a request again by themselves when a connection closes before
    /// the answer; it then fails on its own first effect. The request itself
    /// serves as a key, so that it can be distinguished from another caller's change.
    pub fn conditional(principal: impl Into<Uuid>, method: &str, path: &str, request: &[&[u8]]) -> Self {
        let principal = principal.into();
        let mut parts: Vec<&[u8]> = vec![b"repeat", principal.as_bytes(), method.as_bytes(), path.as_bytes()];
        parts.extend(request);
        Self { key: None, repeat: Some(IdemKey(digest(&parts))), fingerprint: digest(request), earlier: None }
    }

    /// Also takes an answer that was kept with the fingerprint of an earlier
    /// version for a repetition: a key outlives an upgrade.
    pub fn or_earlier(self, request: &[&[u8]]) -> Self {
        Self { earlier: Some(digest(request)), ..self }
    }

    pub fn key(&self) -> Option<&IdemKey> {
        self.key.as_ref()
    }

    /// Under what a conditional change without a key is known again.
    pub(crate) fn repeat(&self) -> Option<&IdemKey> {
        self.repeat.as_ref()
    }

    /// Returns whether this very request made the version that is present.
    pub(crate) fn made(&self, kept: &IdemRecord, version: u64) -> bool {
        kept.fingerprint == self.fingerprint && kept.answer.version() == Some(version)
    }

    /// The same try at one part of what it does, which is committed by itself:
    /// a retry carries out only the parts that are missing.
    pub(crate) fn part(&self, name: &[u8]) -> Self {
        let key = self.key.map(|key| IdemKey(digest(&[b"part", &key.0, name])));
        Self { key, repeat: None, ..*self }
    }

    pub(crate) fn record(&self, answer: &Answer, now: Timestamp) -> Option<IdemRecord> {
        let fingerprint = self.fingerprint;
        if let Some(key) = self.key {
            let expires_at = now + SignedDuration::from_hours(KEEP_HOURS);
            // Here and not in the one thread that writes for all.
            answer.as_json();
            return Some(IdemRecord { key, fingerprint, answer: answer.clone(), expires_at });
        }
        // The answer is made again of what is present, so only its version is kept.
        let answer = Answer::none().at(answer.version());
        let expires_at = now + SignedDuration::from_mins(REPEAT_MINUTES);
        Some(IdemRecord { key: self.repeat?, fingerprint, answer, expires_at })
    }

    /// The kept answer, if it was to this very request.
    pub(crate) fn replay(&self, kept: IdemRecord) -> crate::Result<Outcome> {
        if kept.fingerprint != self.fingerprint && Some(kept.fingerprint) != self.earlier {
            return Err(Error::IdempotencyMismatch);
        }
        Ok(Outcome { answer: kept.answer, replayed: true })
    }
}

/// The result of a changing use case: an answer that is durable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub answer: Answer,
    pub replayed: bool,
}

impl Outcome {
    pub(crate) fn fresh(answer: Answer) -> Self {
        Self { answer, replayed: false }
    }

    /// Marks an answer as that to a repeated request whose change is the present state.
    pub(crate) fn repeated(answer: Answer) -> Self {
        Self { answer, replayed: true }
    }
}

/// Length-prefixed, so that no two lists of parts meet.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

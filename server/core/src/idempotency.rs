//! A retry is one effect: the first answer is kept with the commit that made
//! it, and given again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{error::Error, ids::UserId};

/// Hours for which an answer is kept.
pub const KEEP_HOURS: i64 = 24;

/// A digest of principal, method, path and the caller's key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct IdemKey(pub [u8; 32]);

/// An answer as it went over the wire.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IdemRecord {
    pub key: IdemKey,
    pub fingerprint: [u8; 32],
    pub answer: Answer,
    pub expires_at: Timestamp,
}

/// One try of a caller at an operation.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    key: Option<IdemKey>,
    fingerprint: [u8; 32],
}

impl Attempt {
    /// `key` is the caller's `Idempotency-Key`, `request` whatever makes two
    /// requests different: the body and the preconditions.
    pub fn new(principal: UserId, method: &str, path: &str, key: Option<&str>, request: &[&[u8]]) -> Self {
        let key =
            key.map(|key| IdemKey(digest(&[principal.as_bytes(), method.as_bytes(), path.as_bytes(), key.as_bytes()])));
        Self { key, fingerprint: digest(request) }
    }

    pub fn key(&self) -> Option<&IdemKey> {
        self.key.as_ref()
    }

    /// The same try at one part of what it does, which is committed by itself:
    /// a retry carries out only the parts that are missing.
    pub(crate) fn part(&self, name: &[u8]) -> Self {
        let key = self.key.map(|key| IdemKey(digest(&[b"part", &key.0, name])));
        Self { key, fingerprint: self.fingerprint }
    }

    pub(crate) fn record(&self, answer: &Answer, now: Timestamp) -> Option<IdemRecord> {
        Some(IdemRecord {
            key: self.key?,
            fingerprint: self.fingerprint,
            answer: answer.clone(),
            expires_at: now + jiff::SignedDuration::from_hours(KEEP_HOURS),
        })
    }

    /// The kept answer, if it was to this very request.
    pub(crate) fn replay(&self, kept: IdemRecord) -> crate::Result<Outcome> {
        if kept.fingerprint != self.fingerprint {
            return Err(Error::IdempotencyMismatch);
        }
        Ok(Outcome { answer: kept.answer, replayed: true })
    }
}

/// What a changing use case returns: an answer that is durable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub answer: Answer,
    pub replayed: bool,
}

impl Outcome {
    pub(crate) fn fresh(answer: Answer) -> Self {
        Self { answer, replayed: false }
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

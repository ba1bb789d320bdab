//! The keys that sign access tokens. They take turns without a gap: the next
//! one is published a token's life before it signs, and the last one verifies
//! for a token's life after.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, EncodingKey};
use p256::{SecretKey, elliptic_curve::sec1::ToSec1Point, pkcs8::EncodePrivateKey};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tenantry_core::ports::env::Random;

use crate::known_time;
use crate::sqlite::{Fault, millis, time, unreadable};

/// How long a key signs.
const TERM: SignedDuration = SignedDuration::from_hours(24 * 90);
/// For how long a verifier may cache the key set.
const KEY_SET_KEPT: SignedDuration = SignedDuration::from_mins(5);

pub(super) struct SigningKey {
    pub id: String,
    pub signing: EncodingKey,
    pub verifying: DecodingKey,
    pub signs_from: Timestamp,
    public: Value,
}

#[derive(Debug, thiserror::Error)]
#[error("the signing key can't be used: {0}")]
struct KeyError(String);

fn unusable(error: impl ToString) -> rusqlite::Error {
    unreadable(Box::new(KeyError(error.to_string())))
}

impl SigningKey {
    fn of(key: &SecretKey, signs_from: Timestamp) -> rusqlite::Result<Self> {
        let der = key.to_pkcs8_der().map_err(unusable)?;
        let point = key.public_key().to_sec1_point(false);
        let (Some(x), Some(y)) = (point.x(), point.y()) else { return Err(unusable("it has no public point")) };
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        // RFC 7638: the thumbprint names the key.
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()));
        let public = json!({"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": id, "x": x, "y": y});
        Ok(Self {
            id,
            signing: EncodingKey::from_ec_der(der.as_bytes()),
            verifying: DecodingKey::from_ec_components(&x, &y).map_err(unusable)?,
            signs_from,
            public,
        })
    }
}

/// All keys that are published, the oldest first.
pub(super) struct KeyRing {
    keys: Vec<SigningKey>,
    /// A token's life.
    life: SignedDuration,
}

impl KeyRing {
    /// Makes the first key of an installation.
    pub fn open(conn: &Connection, random: &dyn Random, now: Timestamp, life: SignedDuration) -> Result<Self, Fault> {
        let ring = Self::load(conn, life)?;
        if !ring.keys.is_empty() {
            return Ok(ring);
        }
        insert(conn, &draw(random), now)?;
        Ok(Self::load(conn, life)?)
    }

    fn load(conn: &Connection, life: SignedDuration) -> rusqlite::Result<Self> {
        let mut statement = conn.prepare("SELECT secret, signs_from FROM signing_keys ORDER BY signs_from, key_id")?;
        let rows = statement.query_map([], |row| {
            let secret: Vec<u8> = row.get(0)?;
            SigningKey::of(&SecretKey::from_slice(&secret).map_err(unusable)?, time(row.get(1)?)?)
        })?;
        Ok(Self { keys: rows.collect::<rusqlite::Result<_>>()?, life })
    }

    /// The newest that signs already. Demo data is placed in times before the first.
    pub fn signing(&self, now: Timestamp) -> Option<&SigningKey> {
        self.keys.iter().rfind(|key| key.signs_from <= now).or(self.keys.first())
    }

    pub fn verifying(&self, id: &str, now: Timestamp) -> Option<&SigningKey> {
        let place = self.keys.iter().position(|key| key.id == id)?;
        (!self.is_retired(place, now)).then(|| &self.keys[place])
    }

    /// RFC 7517.
    pub fn public(&self, now: Timestamp) -> String {
        let keys = self.keys.iter().enumerate().filter(|(place, _)| !self.is_retired(*place, now));
        json!({"keys": keys.map(|(_, key)| &key.public).collect::<Vec<_>>()}).to_string()
    }

    /// Returns whether [`turn`] has something to do.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.wants_successor(now) || self.is_retired(0, now)
    }

    /// Its successor has signed for so long that all its tokens have expired.
    fn is_retired(&self, place: usize, now: Timestamp) -> bool {
        self.keys.get(place + 1).is_some_and(|next| next.signs_from + self.life <= now)
    }

    fn wants_successor(&self, now: Timestamp) -> bool {
        self.keys.last().is_none_or(|newest| newest.signs_from + TERM - self.lead() <= now)
    }

    /// Returns how long before it signs a key is published.
    fn lead(&self) -> SignedDuration {
        self.life.max(KEY_SET_KEPT)
    }

    /// The key that will sign and does not yet.
    pub fn waiting(&self, now: Timestamp) -> Option<&SigningKey> {
        self.keys.last().filter(|newest| newest.signs_from > now)
    }
}

/// Returns a secret of a key to be.
pub(super) fn draw(random: &dyn Random) -> SecretKey {
    loop {
        let mut bytes = [0u8; 32];
        random.fill(&mut bytes);
        // All but one in 2^32 draws are valid scalars.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

/// Publishes the next key when the time has come, or when an operator asks
/// now, and removes the retired ones. Within a transaction, so that of many
/// who notice at once one does it.
pub(super) fn turn(
    conn: &Connection,
    fresh: &SecretKey,
    wanted: bool,
    now: Timestamp,
    life: SignedDuration,
) -> rusqlite::Result<KeyRing> {
    let ring = KeyRing::load(conn, life)?;
    // What it signed can't be verified any more once it is gone.
    let safe = known_time::safe_in(conn, now)?;
    for (place, key) in ring.keys.iter().enumerate() {
        if ring.is_retired(place, safe) {
            conn.execute("DELETE FROM signing_keys WHERE key_id = ?1", [&key.id])?;
        }
    }
    if ring.wants_successor(now) || (wanted && ring.waiting(now).is_none()) {
        insert(conn, fresh, now + ring.lead())?;
    }
    KeyRing::load(conn, life)
}

fn insert(conn: &Connection, key: &SecretKey, signs_from: Timestamp) -> rusqlite::Result<()> {
    let id = SigningKey::of(key, signs_from)?.id;
    conn.execute(
        "INSERT INTO signing_keys (key_id, secret, signs_from) VALUES (?1, ?2, ?3)",
        params![id, &key.to_bytes()[..], millis(signs_from)],
    )
    .map(drop)
}

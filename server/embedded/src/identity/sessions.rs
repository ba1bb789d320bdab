//! Sessions are families of refresh tokens. A token is 256 random bits, kept
//! only as a digest, and serves once: it is exchanged for its successor.
//! Presenting a used one means that two parties hold it, so the family ends.
//! Two tabs that refresh at the same moment get the same successor.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tenantry_core::{
    identity::Realm,
    ids::{SessionId, UserId},
    sign_in::in_force,
};

use crate::sqlite::{DataFile, millis, time, uuid};

/// How long a used token still yields its successor.
const GRACE: SignedDuration = SignedDuration::from_secs(10);

pub(super) type Secret = [u8; 32];
pub(super) type TokenDigest = [u8; 32];

pub(super) fn digest(secret: &Secret) -> TokenDigest {
    Sha256::digest(secret).into()
}

pub(super) fn encode(secret: &Secret) -> SecretString {
    SecretString::from(URL_SAFE_NO_PAD.encode(secret))
}

pub(super) fn decode(token: &SecretString) -> Option<Secret> {
    URL_SAFE_NO_PAD.decode(token.expose_secret()).ok()?.try_into().ok()
}

/// The successors handed out within the grace; only in memory, so that no
/// usable token is ever stored.
#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<TokenDigest, (Secret, Timestamp)>>);

impl Recent {
    fn successor(&self, used: &TokenDigest) -> Option<Secret> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(used).map(|(secret, _)| *secret)
    }

    fn remember(&self, used: TokenDigest, successor: Secret, now: Timestamp) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|_, (_, at)| now.duration_since(*at) <= GRACE);
        recent.insert(used, (successor, now));
    }
}

/// What is known of sessions without asking the file.
pub(super) struct Sessions {
    recent: Arc<Recent>,
    /// Ended sessions whose access tokens have not all expired, with the time
    /// when the last one has.
    ended: RwLock<HashMap<SessionId, Timestamp>>,
}

impl Sessions {
    pub fn load(file: &DataFile, ended_after: Timestamp) -> rusqlite::Result<Self> {
        let ended = file.read(|conn| {
            let mut statement = conn.prepare("SELECT session_id, ended_at FROM sessions WHERE ended_at > ?1")?;
            let rows = statement
                .query_map([millis(ended_after)], |row| Ok((SessionId(uuid(row.get(0)?)), time(row.get(1)?)?)))?;
            rows.collect::<rusqlite::Result<HashMap<_, _>>>()
        })?;
        let life = SignedDuration::from_hours(24);
        let ended = ended.into_iter().map(|(session, at)| (session, at + life)).collect();
        Ok(Self { recent: Arc::default(), ended: RwLock::new(ended) })
    }

    pub fn recent(&self) -> Arc<Recent> {
        self.recent.clone()
    }

    pub fn is_ended(&self, session: SessionId) -> bool {
        self.ended.read().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
    }

    pub fn mark_ended(&self, sessions: impl IntoIterator<Item = SessionId>, until: Timestamp) {
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        ended.extend(sessions.into_iter().map(|session| (session, until)));
    }

    /// Forgets those whose tokens have all expired.
    pub fn forget_expired(&self, now: Timestamp) {
        self.ended.write().unwrap_or_else(PoisonError::into_inner).retain(|_, until| *until > now);
    }
}

pub(super) struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub realm: Realm,
    pub expires_at: Timestamp,
}

pub(super) fn find(conn: &Connection, digest: &TokenDigest) -> rusqlite::Result<Option<Session>> {
    conn.prepare_cached(
        "SELECT s.session_id, s.user_id, s.realm, s.expires_at FROM refresh_tokens t \
         JOIN sessions s ON s.session_id = t.session_id WHERE t.digest = ?1",
    )?
    .query_row([digest], |row| {
        Ok(Session {
            id: SessionId(uuid(row.get(0)?)),
            user: UserId(uuid(row.get(1)?)),
            realm: if row.get::<_, String>(2)? == Realm::Operator.name() { Realm::Operator } else { Realm::Member },
            expires_at: time(row.get(3)?)?,
        })
    })
    .optional()
}

pub(super) fn begin(
    conn: &Connection,
    session: SessionId,
    realm: Realm,
    user: UserId,
    digest: &TokenDigest,
    now: Timestamp,
    ends: Timestamp,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO sessions (session_id, realm, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![session.as_bytes(), realm.name(), user.as_bytes(), millis(now), millis(ends)])?;
    insert_token(conn, digest, session.as_bytes())
}

fn insert_token(conn: &Connection, digest: &TokenDigest, session: &[u8; 16]) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO refresh_tokens (digest, session_id) VALUES (?1, ?2)")?
        .execute(params![digest, session])?;
    Ok(())
}

pub(super) enum Rotation {
    Successor(Secret),
    Refused,
    Reused,
}

pub(super) fn rotate(
    conn: &Connection,
    recent: &Recent,
    presented: &TokenDigest,
    successor: &Secret,
    now: Timestamp,
) -> rusqlite::Result<Rotation> {
    let found = conn
        .prepare_cached(
            "SELECT t.used_at, t.session_id, s.expires_at, s.ended_at, s.created_at FROM refresh_tokens t \
             JOIN sessions s ON s.session_id = t.session_id WHERE t.digest = ?1",
        )?
        .query_row([presented], |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, [u8; 16]>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<i64>>(3)?,
                row.get::<_, i64>(4)?,
            ))
        })
        .optional()?;
    let Some((used_at, session, expires_at, None, created_at)) = found else { return Ok(Rotation::Refused) };
    if !in_force(time(created_at)?, time(expires_at)?, now) {
        return Ok(Rotation::Refused);
    }
    let Some(used_at) = used_at else {
        conn.prepare_cached("UPDATE refresh_tokens SET used_at = ?2 WHERE digest = ?1")?
            .execute(params![presented, millis(now)])?;
        insert_token(conn, &digest(successor), &session)?;
        recent.remember(*presented, *successor, now);
        return Ok(Rotation::Successor(*successor));
    };
    if now.duration_since(time(used_at)?).abs() <= GRACE {
        // After a restart the successor is not known any more: then the tab
        // signs in again, but the family lives.
        return Ok(recent.successor(presented).map_or(Rotation::Refused, Rotation::Successor));
    }
    end(conn, SessionId(uuid(session)), now)?;
    Ok(Rotation::Reused)
}

pub(super) fn end(conn: &Connection, session: SessionId, now: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE sessions SET ended_at = ?2 WHERE session_id = ?1 AND ended_at IS NULL")?
        .execute(params![session.as_bytes(), millis(now)])?;
    Ok(())
}

pub(super) fn end_all(
    conn: &Connection,
    user: UserId,
    realm: Realm,
    keep: Option<SessionId>,
    now: Timestamp,
) -> rusqlite::Result<Vec<SessionId>> {
    let mut statement = conn.prepare_cached(
        "UPDATE sessions SET ended_at = ?3 WHERE realm = ?1 AND user_id = ?2 AND session_id IS NOT ?4 \
         AND ended_at IS NULL RETURNING session_id",
    )?;
    let keep = keep.map(|keep| *keep.as_bytes());
    let rows = statement.query_map(params![realm.name(), user.as_bytes(), millis(now), keep], |row| {
        row.get(0).map(uuid).map(SessionId)
    })?;
    rows.collect()
}

//! Sessions are families of refresh tokens. A token is 256 random bits, kept
//! only as a digest. What a presented one brings is decided by
//! `tenantry_core::policy::rotation`; here it is read and written.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tenantry_core::{
    domain::ids::{SessionId, UserId},
    policy::{
        retention::{ACCESS_TOKEN_MAX, ended_mark_until, session_end},
        rotation::{Family, Generation, Rotation, is_replayable},
    },
    ports::identity::Realm,
};

use crate::sqlite::{DataFile, millis, time, unreadable, uuid};

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

/// The successors of tokens that may be replayed; only in memory, so that no
/// usable token is ever stored.
#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<TokenDigest, (Secret, Timestamp)>>);

impl Recent {
    fn successor(&self, used: &TokenDigest) -> Option<Secret> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(used).map(|(secret, _)| *secret)
    }

    fn remember(&self, used: TokenDigest, successor: Secret, now: Timestamp) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|_, (_, at)| is_replayable(*at, now));
        recent.insert(used, (successor, now));
    }
}

/// A cache of sessions.
pub(super) struct Sessions {
    recent: Arc<Recent>,
    /// Ended sessions whose access tokens have not all expired, with the time
    /// when the last one has.
    ended: RwLock<HashMap<SessionId, Timestamp>>,
}

impl Sessions {
    /// Reads the sessions whose access tokens may still be valid, whatever lifetime they were issued with.
    pub fn load(file: &DataFile, now: Timestamp) -> rusqlite::Result<Self> {
        let ended_after = now - ACCESS_TOKEN_MAX;
        let ended = file.read(|conn| {
            let mut statement = conn.prepare("SELECT session_id, ended_at FROM sessions WHERE ended_at > ?1")?;
            let rows = statement
                .query_map([millis(ended_after)], |row| Ok((SessionId(uuid(row.get(0)?)), time(row.get(1)?)?)))?;
            rows.collect::<rusqlite::Result<HashMap<_, _>>>()
        })?;
        let ended = ended.into_iter().map(|(session, at)| (session, ended_mark_until(at))).collect();
        Ok(Self { recent: Arc::default(), ended: RwLock::new(ended) })
    }

    pub fn recent(&self) -> Arc<Recent> {
        self.recent.clone()
    }

    pub fn is_ended(&self, session: SessionId) -> bool {
        self.ended.read().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
    }

    pub fn mark_ended(&self, sessions: impl IntoIterator<Item = SessionId>, now: Timestamp) {
        let until = ended_mark_until(now);
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        ended.extend(sessions.into_iter().map(|session| (session, until)));
    }

    /// Forgets those whose tokens have all expired.
    pub fn forget_expired(&self, now: Timestamp) {
        self.ended.write().unwrap_or_else(PoisonError::into_inner).retain(|_, until| *until > now);
    }
}

/// A refresh token and its session.
pub(super) struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub realm: Realm,
    pub family: Family,
    /// When the token was first used.
    used_at: Option<Timestamp>,
}

pub(super) fn find(conn: &Connection, digest: &TokenDigest) -> rusqlite::Result<Option<Session>> {
    conn.prepare_cached(
        "SELECT s.session_id, s.user_id, s.realm, s.created_at, s.expires_at, s.ended_at IS NOT NULL, t.used_at \
         FROM refresh_tokens t JOIN sessions s ON s.session_id = t.session_id WHERE t.digest = ?1",
    )?
    .query_row([digest], |row| {
        let realm: Realm = row.get::<_, String>(2)?.parse().map_err(|error: &str| unreadable(error.into()))?;
        let began_at = time(row.get(3)?)?;
        let ends_at = session_end(realm, began_at, time(row.get(4)?)?);
        Ok(Session {
            id: SessionId(uuid(row.get(0)?)),
            user: UserId(uuid(row.get(1)?)),
            realm,
            family: Family { began_at, ends_at, is_ended: row.get(5)? },
            used_at: row.get::<_, Option<i64>>(6)?.map(time).transpose()?,
        })
    })
    .optional()
}

/// Returns the place of a token in its family. `successor` is the digest of its successor, if this process made it.
fn generation(conn: &Connection, token: &Session, successor: Option<&TokenDigest>) -> rusqlite::Result<Generation> {
    let Some(used_at) = token.used_at else { return Ok(Generation::Newest) };
    let is_older: bool = match successor {
        Some(successor) => conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM refresh_tokens WHERE digest = ?1 AND used_at IS NOT NULL)")?
            .query_row([successor], |row| row.get(0))?,
        // After a restart: the successor was used, if any token of the family was used later.
        None => conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM refresh_tokens WHERE session_id = ?1 AND used_at > ?2)")?
            .query_row(params![token.id.as_bytes(), millis(used_at)], |row| row.get(0))?,
    };
    Ok(if is_older { Generation::Older } else { Generation::Previous { used_at } })
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

/// What became of a presented token.
pub(super) enum Rotated {
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
) -> rusqlite::Result<Rotated> {
    let Some(token) = find(conn, presented)? else { return Ok(Rotated::Refused) };
    let known = recent.successor(presented);
    let generation = generation(conn, &token, known.as_ref().map(digest).as_ref())?;
    match token.family.rotate(generation, now) {
        Rotation::Rotate => {
            conn.prepare_cached("UPDATE refresh_tokens SET used_at = ?2 WHERE digest = ?1")?
                .execute(params![presented, millis(now)])?;
            insert_token(conn, &digest(successor), token.id.as_bytes())?;
            recent.remember(*presented, *successor, now);
            Ok(Rotated::Successor(*successor))
        }
        // After a restart the successor is not known any more: then the tab signs in again, but the family lives.
        Rotation::Replay => Ok(known.map_or(Rotated::Refused, Rotated::Successor)),
        Rotation::Reuse => {
            end(conn, token.id, now)?;
            Ok(Rotated::Reused)
        }
        Rotation::Over => Ok(Rotated::Refused),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_of_an_unknown_realm_is_an_error_and_nobodys_session() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(
            "CREATE TABLE sessions (session_id BLOB, realm TEXT, user_id BLOB,
                 created_at INTEGER, expires_at INTEGER, ended_at INTEGER);
             CREATE TABLE refresh_tokens (digest BLOB, session_id BLOB, used_at INTEGER);
             INSERT INTO sessions VALUES (zeroblob(16), 'member', zeroblob(16), 0, 0, NULL);
             INSERT INTO refresh_tokens VALUES (zeroblob(32), zeroblob(16), NULL)",
        )
        .expect("a session");
        let found = find(&conn, &[0; 32]).expect("a look-up").expect("a session");
        assert_eq!(found.realm, Realm::Member);
        conn.execute("UPDATE sessions SET realm = 'root'", []).expect("an update");
        assert!(find(&conn, &[0; 32]).is_err());
    }
}

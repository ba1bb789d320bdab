//! The port to what is kept about signing in, on SQLite, beside the control
//! data.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::ids::{ChallengeId, SessionId, UserId},
    policy::{device, tries::CHALLENGE_TRIES},
    ports::{
        identity::Realm,
        sign_in::{Challenge, CodeDigest, DeviceKey, SESSIONS_LISTED, Seen, SessionRecord, SignInStore},
        store::Read,
    },
};

use crate::{
    partition::{FileId, Partition},
    sqlite::{Fault, from_json, millis, time, to_json},
    store::unreadable,
};

pub struct SqliteSignIns {
    partition: Arc<Partition>,
}

impl SqliteSignIns {
    pub(crate) fn new(partition: Arc<Partition>) -> Self {
        Self { partition }
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Read<T> {
        let (file, _) = self.partition.at(FileId::Control).map_err(unreadable)?;
        file.read(query).map_err(|error| unreadable(Fault::from(error)))
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Read<T> {
        let (file, writer) = self.partition.at(FileId::Control).map_err(unreadable)?;
        writer.run_unruled(file, work).await.map_err(unreadable)
    }
}

#[async_trait]
impl SignInStore for SqliteSignIns {
    async fn put_challenge(&self, challenge: &Challenge) -> Read<()> {
        let challenge = challenge.clone();
        self.write(move |conn| {
            conn.prepare_cached(
                "INSERT INTO challenges (challenge_id, realm, user_id, tries_left, expires_at, doc) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                challenge.id.as_bytes(),
                challenge.realm.name(),
                challenge.user.as_bytes(),
                CHALLENGE_TRIES,
                millis(challenge.expires_at),
                to_json(&challenge)?,
            ])
            .map(drop)
        })
        .await
    }

    async fn challenge(&self, id: ChallengeId) -> Read<Option<Challenge>> {
        self.read(|conn| {
            conn.prepare_cached("SELECT doc FROM challenges WHERE challenge_id = ?1")?
                .query_row([id.as_bytes()], |row| row.get::<_, String>(0))
                .optional()?
                .map(|doc| from_json(&doc))
                .transpose()
        })
    }

    async fn take_try(&self, id: ChallengeId) -> Read<Option<u32>> {
        self.write(move |conn| {
            conn.prepare_cached(
                "UPDATE challenges SET tries_left = tries_left - 1 WHERE challenge_id = ?1 AND tries_left > 0 \
                 RETURNING tries_left",
            )?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()
        })
        .await
    }

    async fn end_challenge(&self, id: ChallengeId) -> Read<bool> {
        self.write(move |conn| {
            let ended =
                conn.prepare_cached("DELETE FROM challenges WHERE challenge_id = ?1")?.execute([id.as_bytes()])?;
            Ok(ended > 0)
        })
        .await
    }

    async fn begin_session(&self, session: &SessionRecord, device: DeviceKey) -> Read<Seen> {
        let session = session.clone();
        self.write(move |conn| {
            let seen = see_device(conn, &session, &device)?;
            conn.prepare_cached(
                "INSERT OR REPLACE INTO session_records (session_id, realm, user_id, last_used_at, expires_at, doc) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                session.id.as_bytes(),
                session.realm.name(),
                session.user.as_bytes(),
                millis(session.last_used_at),
                millis(session.expires_at),
                to_json(&session)?,
            ])?;
            Ok(seen)
        })
        .await
    }

    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Read<()> {
        self.write(move |conn| {
            conn.prepare_cached("UPDATE session_records SET last_used_at = ?2 WHERE session_id = ?1")?
                .execute(params![id.as_bytes(), millis(now)])
                .map(drop)
        })
        .await
    }

    async fn session(&self, id: SessionId) -> Read<Option<SessionRecord>> {
        self.read(|conn| {
            conn.prepare_cached("SELECT doc, last_used_at FROM session_records WHERE session_id = ?1")?
                .query_row([id.as_bytes()], record)
                .optional()
        })
    }

    async fn sessions(&self, user: UserId, realm: Realm, now: Timestamp) -> Read<Vec<SessionRecord>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT doc, last_used_at FROM session_records \
                 WHERE realm = ?1 AND user_id = ?2 AND expires_at > ?3 ORDER BY session_id DESC LIMIT ?4",
            )?;
            let rows = statement
                .query_map(params![realm.name(), user.as_bytes(), millis(now), SESSIONS_LISTED as i64], record)?;
            rows.collect()
        })
    }

    async fn end_session(&self, id: SessionId) -> Read<()> {
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM session_records WHERE session_id = ?1")?.execute([id.as_bytes()]).map(drop)
        })
        .await
    }

    async fn end_sessions(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Read<()> {
        self.write(move |conn| {
            conn.prepare_cached(
                "DELETE FROM session_records WHERE realm = ?1 AND user_id = ?2 AND session_id IS NOT ?3",
            )?
            .execute(params![realm.name(), user.as_bytes(), keep.map(|keep| *keep.as_bytes())])
            .map(drop)
        })
        .await
    }

    async fn knows_device(&self, user: UserId, realm: Realm, device: DeviceKey, now: Timestamp) -> Read<bool> {
        self.read(|conn| Ok(device::is_known(last_seen(conn, user, realm, &device)?, now)))
    }

    async fn set_recovery_codes(&self, user: UserId, realm: Realm, codes: &[CodeDigest]) -> Read<()> {
        let codes = codes.to_vec();
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM recovery_codes WHERE realm = ?1 AND user_id = ?2")?
                .execute(params![realm.name(), user.as_bytes()])?;
            for code in &codes {
                conn.prepare_cached("INSERT INTO recovery_codes (realm, user_id, digest) VALUES (?1, ?2, ?3)")?
                    .execute(params![realm.name(), user.as_bytes(), code])?;
            }
            Ok(())
        })
        .await
    }

    async fn use_recovery_code(&self, user: UserId, realm: Realm, code: CodeDigest) -> Read<bool> {
        self.write(move |conn| {
            let used = conn
                .prepare_cached("DELETE FROM recovery_codes WHERE realm = ?1 AND user_id = ?2 AND digest = ?3")?
                .execute(params![realm.name(), user.as_bytes(), code])?;
            Ok(used > 0)
        })
        .await
    }

    async fn recovery_codes_left(&self, user: UserId, realm: Realm) -> Read<u64> {
        self.read(|conn| {
            conn.prepare_cached("SELECT count(*) FROM recovery_codes WHERE realm = ?1 AND user_id = ?2")?
                .query_row(params![realm.name(), user.as_bytes()], |row| row.get::<_, i64>(0).map(|left| left as u64))
        })
    }

    async fn forget(&self, user: UserId, realm: Realm) -> Read<()> {
        self.write(move |conn| {
            for table in ["challenges", "session_records", "devices", "recovery_codes"] {
                conn.execute(
                    &format!("DELETE FROM {table} WHERE realm = ?1 AND user_id = ?2"),
                    params![realm.name(), user.as_bytes()],
                )?;
            }
            Ok(())
        })
        .await
    }
}

fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<SessionRecord> {
    let record: SessionRecord = from_json(&row.get::<_, String>(0)?)?;
    Ok(SessionRecord { last_used_at: time(row.get(1)?)?, ..record })
}

fn last_seen(conn: &Connection, user: UserId, realm: Realm, device: &DeviceKey) -> rusqlite::Result<Option<Timestamp>> {
    conn.prepare_cached("SELECT seen_at FROM devices WHERE realm = ?1 AND user_id = ?2 AND device = ?3")?
        .query_row(params![realm.name(), user.as_bytes(), device], |row| time(row.get(0)?))
        .optional()
}

fn see_device(conn: &Connection, session: &SessionRecord, device: &DeviceKey) -> rusqlite::Result<Seen> {
    let (user, realm) = (session.user, session.realm);
    let any: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM devices WHERE realm = ?1 AND user_id = ?2)")?
        .query_row(params![realm.name(), user.as_bytes()], |row| row.get(0))?;
    let seen = device::seen(last_seen(conn, user, realm, device)?, any, session.created_at);
    conn.prepare_cached("INSERT OR REPLACE INTO devices (realm, user_id, device, seen_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![realm.name(), user.as_bytes(), device, millis(session.created_at)])?;
    Ok(seen)
}

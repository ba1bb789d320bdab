//! The identity provider of the standalone home: passwords, sessions, tokens.

mod hasher;
mod sessions;
mod tokens;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use secrecy::SecretString;
use tenantry_core::{
    env::{Clock, Random},
    error::Cause,
    identity::{Claims, Identity, IdentityError, Realm, Subject, Subjects, Tokens},
    ids::{SessionId, UserId},
};

pub(crate) use self::hasher::Hasher;
use self::{
    sessions::{Rotation, Sessions},
    tokens::TokenMaker,
};
use crate::{
    partition::{Partition, Place},
    sqlite::Fault,
};

/// How long what is issued lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub access: SignedDuration,
    /// A session ends then, however often it was refreshed.
    pub session: SignedDuration,
}

#[derive(Clone)]
pub struct LocalIdentity {
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
}

struct Shared {
    partition: Arc<Partition>,
    random: Arc<dyn Random>,
    hasher: Hasher,
    tokens: TokenMaker,
    sessions: Sessions,
    lifetimes: Lifetimes,
}

pub(super) fn realm_name(realm: Realm) -> &'static str {
    match realm {
        Realm::Member => "member",
        Realm::Operator => "operator",
    }
}

fn unavailable(cause: impl Into<Cause>) -> IdentityError {
    IdentityError::Unavailable(cause.into())
}

impl LocalIdentity {
    pub(crate) fn open(
        partition: Arc<Partition>,
        random: Arc<dyn Random>,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        issuer: &str,
        lifetimes: Lifetimes,
    ) -> Result<Self, Fault> {
        let (file, _) = partition.at(Place::Control)?;
        let key = {
            let conn = file.writer();
            tokens::signing_key(&conn, &*random)?
        };
        let sessions = Sessions::load(&file, clock.now() - lifetimes.access)?;
        let tokens = TokenMaker::new(&key, issuer)?;
        let shared = Shared { partition, random, hasher, tokens, sessions, lifetimes };
        Ok(Self { shared: Arc::new(shared), clock })
    }

    /// The same provider at another time of day.
    pub(crate) fn at(&self, clock: Arc<dyn Clock>) -> Self {
        Self { shared: self.shared.clone(), clock }
    }

    pub(crate) fn forget_expired(&self, now: Timestamp) {
        self.shared.sessions.forget_expired(now);
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IdentityError> {
        let (file, _) = self.shared.partition.at(Place::Control).map_err(unavailable)?;
        file.read(query).map_err(|error| unavailable(Fault::from(error)))
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, IdentityError> {
        let (file, writer) = self.shared.partition.at(Place::Control).map_err(unavailable)?;
        writer.run_unruled(file, work).await.map_err(unavailable)
    }

    async fn store_password(&self, user: UserId, realm: Realm, hash: String) -> Result<(), IdentityError> {
        self.write(move |conn| {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO credentials (realm, user_id, password_hash) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![realm_name(realm), user.as_bytes(), hash])?;
            Ok(())
        })
        .await
    }

    fn new_secret(&self) -> [u8; 32] {
        let mut secret = [0u8; 32];
        self.shared.random.fill(&mut secret);
        secret
    }

    fn tokens(
        &self,
        subject: &Subject,
        session: SessionId,
        refresh: SecretString,
        session_ends: Timestamp,
        now: Timestamp,
    ) -> Result<Tokens, IdentityError> {
        let access = self.shared.tokens.issue(subject, session, now, self.shared.lifetimes.access)?;
        Ok(Tokens {
            access,
            refresh,
            expires_in_s: self.shared.lifetimes.access.as_secs().max(0) as u64,
            refresh_expires_in_s: session_ends.duration_since(now).as_secs().max(0) as u64,
        })
    }
}

#[async_trait]
impl Identity for LocalIdentity {
    async fn create(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let hash = self.shared.hasher.hash(password.clone()).await?;
        self.store_password(user, realm, hash).await
    }

    async fn set_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let hash = self.shared.hasher.hash(password.clone()).await?;
        self.store_password(user, realm, hash).await?;
        self.sign_out_everywhere(user, realm).await
    }

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM credentials WHERE realm = ?1 AND user_id = ?2")?
                .execute(params![realm_name(realm), user.as_bytes()])?;
            Ok(())
        })
        .await?;
        self.sign_out_everywhere(user, realm).await
    }

    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<Tokens, IdentityError> {
        let hash = match subject {
            Some(subject) => self.read(|conn| {
                conn.prepare_cached("SELECT password_hash FROM credentials WHERE realm = ?1 AND user_id = ?2")?
                    .query_row(params![realm_name(subject.standing.realm()), subject.user.as_bytes()], |row| {
                        row.get::<_, String>(0)
                    })
                    .optional()
            })?,
            None => None,
        };
        // Without a hash the same work is done on a decoy.
        let matches = self.shared.hasher.verify(password.clone(), hash).await?;
        let (true, Some(subject)) = (matches, subject) else { return Err(IdentityError::Refused) };
        let now = self.clock.now();
        let ends = now + self.shared.lifetimes.session;
        let (secret, session) = (self.new_secret(), SessionId(self.session_id(now)));
        let (user, realm, digest) = (subject.user, subject.standing.realm(), sessions::digest(&secret));
        self.write(move |conn| sessions::begin(conn, session, realm, user, &digest, now, ends)).await?;
        self.tokens(subject, session, sessions::encode(&secret), ends, now)
    }

    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError> {
        let presented = sessions::decode(token).ok_or(IdentityError::Refused)?;
        let digest = sessions::digest(&presented);
        let session = self.read(|conn| sessions::find(conn, &digest))?.ok_or(IdentityError::Refused)?;
        let subject = subjects.subject(session.user, session.realm).await?.ok_or(IdentityError::Refused)?;
        let (now, successor) = (self.clock.now(), self.new_secret());
        let recent = self.shared.sessions.recent();
        let rotation = self.write(move |conn| sessions::rotate(conn, &recent, &digest, &successor, now)).await?;
        match rotation {
            Rotation::Successor(secret) => {
                self.tokens(&subject, session.id, sessions::encode(&secret), session.expires_at, now)
            }
            Rotation::Refused => Err(IdentityError::Refused),
            Rotation::Reused => {
                self.shared.sessions.mark_ended([session.id], now + self.shared.lifetimes.access);
                tracing::warn!(session = %session.id, user = %session.user, "a used refresh token was presented again: session {} of {} is ended", session.id, session.user);
                Err(IdentityError::Refused)
            }
        }
    }

    async fn sign_out_token(&self, token: &SecretString) -> Result<(), IdentityError> {
        let Some(presented) = sessions::decode(token) else { return Ok(()) };
        let digest = sessions::digest(&presented);
        match self.read(|conn| sessions::find(conn, &digest))? {
            Some(session) => self.sign_out_session(session.id).await,
            None => Ok(()),
        }
    }

    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError> {
        let now = self.clock.now();
        self.write(move |conn| sessions::end(conn, session, now)).await?;
        self.shared.sessions.mark_ended([session], now + self.shared.lifetimes.access);
        Ok(())
    }

    async fn sign_out_everywhere(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        let now = self.clock.now();
        let ended = self.write(move |conn| sessions::end_all(conn, user, realm, now)).await?;
        self.shared.sessions.mark_ended(ended, now + self.shared.lifetimes.access);
        Ok(())
    }

    async fn authenticate(&self, token: &str) -> Result<Claims, IdentityError> {
        let now = self.clock.now();
        let claims = self.shared.tokens.verify(token, now)?;
        if self.shared.sessions.is_ended(claims.session) {
            return Err(IdentityError::Refused);
        }
        Ok(claims)
    }

    async fn key_set(&self) -> Result<String, IdentityError> {
        Ok(self.shared.tokens.key_set().to_owned())
    }
}

impl LocalIdentity {
    fn session_id(&self, now: Timestamp) -> uuid::Uuid {
        let mut tail = [0u8; 10];
        self.shared.random.fill(&mut tail);
        uuid::Builder::from_unix_timestamp_millis(now.as_millisecond().max(0) as u64, &tail).into_uuid()
    }
}

//! The identity provider of the embedded backend: passwords, sessions, tokens.

mod checked;
mod es256;
mod hasher;
mod keys;
mod sessions;
mod tokens;
mod totp;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use secrecy::SecretString;
use tenantry_core::{
    domain::{
        error::Cause,
        ids::{SessionId, UserId},
        signing::{Purpose, Signer},
    },
    policy::{
        retention::Lifetimes,
        write_order::{CREDENTIAL_CHANGE, CredentialStep},
    },
    ports::{
        env::{Clock, Random},
        identity::{Claims, Identity, IdentityError, Pending, Realm, Recovered, SignInStep, Subject, Subjects, Tokens},
    },
};

pub(crate) use self::hasher::Hasher;
use self::{
    checked::Checked,
    keys::KeyRing,
    sessions::{Rotated, Sessions},
    tokens::TokenMaker,
    totp::Vault,
};
use crate::{
    partition::{FileId, Partition},
    sqlite::Fault,
};

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
    vault: Vault,
    lifetimes: Lifetimes,
}

/// The outcome of beginning a session.
enum Begun {
    Done,
    Unproven,
    PasswordChanged,
}

fn unavailable(cause: impl Into<Cause>) -> IdentityError {
    IdentityError::Unavailable(cause.into())
}

impl LocalIdentity {
    pub(crate) fn open(
        partition: Arc<Partition>,
        random: Arc<dyn Random>,
        clock: Arc<dyn Clock>,
        signer: &Signer,
        hasher: Hasher,
        issuer: &str,
        lifetimes: Lifetimes,
    ) -> Result<Self, Fault> {
        let (file, _) = partition.at(FileId::Control)?;
        let ring = KeyRing::open(&file.writer(), &*random, clock.now(), lifetimes.access)?;
        let sessions = Sessions::load(&file, clock.now())?;
        let (tokens, vault) = (TokenMaker::new(ring, issuer), Vault::new(signer.key(Purpose::Totp)));
        let shared = Shared { partition, random, hasher, tokens, sessions, vault, lifetimes };
        Ok(Self { shared: Arc::new(shared), clock })
    }

    /// Returns the same provider at another time of day.
    pub(crate) fn at(&self, clock: Arc<dyn Clock>) -> Self {
        Self { shared: self.shared.clone(), clock }
    }

    pub(crate) fn forget_expired(&self, now: Timestamp) {
        self.shared.sessions.forget_expired(now);
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IdentityError> {
        let (file, _) = self.shared.partition.at(FileId::Control).map_err(unavailable)?;
        file.read(query).map_err(|error| unavailable(Fault::from(error)))
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, IdentityError> {
        let (file, writer) = self.shared.partition.at(FileId::Control).map_err(unavailable)?;
        writer.run_unruled(file, work).await.map_err(unavailable)
    }

    async fn store_password(&self, user: UserId, realm: Realm, hash: String) -> Result<(), IdentityError> {
        self.write(move |conn| {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO credentials (realm, user_id, password_hash) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![realm.name(), user.as_bytes(), hash])?;
            Ok(())
        })
        .await
    }

    async fn delete_credentials(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM credentials WHERE realm = ?1 AND user_id = ?2")?
                .execute(params![realm.name(), user.as_bytes()])?;
            totp::end(conn, realm, user)
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
        // No token outlives its session.
        let life = self.shared.lifetimes.access_of(subject.kind.realm()).min(session_ends.duration_since(now));
        let access = self.shared.tokens.issue(subject, session, now, life)?;
        Ok(Tokens {
            access,
            refresh,
            expires_in_s: life.as_secs().max(0) as u64,
            refresh_expires_in_s: session_ends.duration_since(now).as_secs().max(0) as u64,
            session,
        })
    }

    fn password_hash(&self, user: UserId, realm: Realm) -> Result<Option<String>, IdentityError> {
        self.read(|conn| checked::password_hash(conn, realm, user))
    }

    /// A session is begun by whatever `proves` in the same transaction that
    /// this person may have one.
    async fn begin(
        &self,
        subject: &Subject,
        checked: Checked,
        mut proves: impl FnMut(&Connection) -> rusqlite::Result<bool> + Send + 'static,
    ) -> Result<Tokens, IdentityError> {
        self.turn_keys(false).await?;
        let now = self.clock.now();
        let ends = now + self.shared.lifetimes.session_of(subject.kind.realm());
        let (secret, session) = (self.new_secret(), SessionId(self.session_id(now)));
        let (user, realm, digest) = (subject.user, subject.kind.realm(), sessions::digest(&secret));
        let begun = self.write(move |conn| {
            if !checked.is_current(conn, realm, user)? {
                return Ok(Begun::PasswordChanged);
            }
            if !proves(conn)? {
                return Ok(Begun::Unproven);
            }
            sessions::begin(conn, session, realm, user, &digest, now, ends)?;
            Ok(Begun::Done)
        });
        match begun.await? {
            Begun::Done => {}
            Begun::Unproven => return Err(IdentityError::Refused),
            Begun::PasswordChanged => return Err(IdentityError::PasswordChanged),
        }
        self.tokens(subject, session, sessions::encode(&secret), ends, now)
    }

    fn totp_secret(
        &self,
        user: UserId,
        realm: Realm,
        confirmed: bool,
    ) -> Result<Option<(Vec<u8>, totp::TotpSecret)>, IdentityError> {
        let Some(encrypted) = self.read(|conn| totp::find(conn, realm, user, confirmed))? else { return Ok(None) };
        let secret = self.shared.vault.decrypt(realm, user, &encrypted);
        let secret = secret.ok_or_else(|| unavailable(format!("the TOTP secret of {user} can't be opened")))?;
        Ok(Some((encrypted, secret)))
    }

    /// Publishes the next signing key when its time has come, or when it is
    /// wanted; it signs a token's life later.
    async fn turn_keys(&self, wanted: bool) -> Result<(), IdentityError> {
        let now = self.clock.now();
        if !wanted && !self.shared.tokens.ring().is_due(now) {
            return Ok(());
        }
        let (fresh, life) = (keys::draw(&*self.shared.random), self.shared.lifetimes.access);
        let ring = self.write(move |conn| keys::turn(conn, &fresh, wanted, now, life)).await?;
        if let Some(next) = ring.waiting(now) {
            tracing::info!(key_id = next.id, signs_from = %next.signs_from, "signing key {} is published and signs from {}", next.id, next.signs_from);
        }
        self.shared.tokens.turn_to(ring);
        Ok(())
    }

    /// The key that signs next, and from when; made now, unless one waits already.
    pub async fn rotate_keys(&self) -> Result<(String, Timestamp), IdentityError> {
        self.turn_keys(true).await?;
        let ring = self.shared.tokens.ring();
        let next = ring.waiting(self.clock.now()).ok_or_else(|| unavailable("no key was made"))?;
        Ok((next.id.clone(), next.signs_from))
    }
}

#[async_trait]
impl Identity for LocalIdentity {
    async fn create(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let hash = self.shared.hasher.hash(password.clone()).await?;
        self.store_password(user, realm, hash).await
    }

    async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        let hash = self.shared.hasher.hash(password.clone()).await?;
        for step in CREDENTIAL_CHANGE {
            match step {
                CredentialStep::Credential => self.store_password(user, realm, hash.clone()).await?,
                CredentialStep::Sessions => self.sign_out_everywhere(user, realm, keep).await?,
            }
        }
        Ok(())
    }

    async fn check_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let hash = self.password_hash(user, realm)?;
        if self.shared.hasher.verify(password.clone(), hash).await? { Ok(()) } else { Err(IdentityError::Refused) }
    }

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        for step in CREDENTIAL_CHANGE {
            match step {
                CredentialStep::Credential => self.delete_credentials(user, realm).await?,
                CredentialStep::Sessions => self.sign_out_everywhere(user, realm, None).await?,
            }
        }
        Ok(())
    }

    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<SignInStep, IdentityError> {
        // Nobody has the same look-ups, and without a hash the same work is done on a decoy.
        let (user, realm) =
            subject.map_or((UserId(uuid::Uuid::nil()), Realm::Member), |subject| (subject.user, subject.kind.realm()));
        let hash = self.password_hash(user, realm)?;
        let checked = hash.as_deref().map(Checked::by);
        let matches = self.shared.hasher.verify(password.clone(), hash).await?;
        let (true, Some(subject), Some(checked)) = (matches, subject, checked) else {
            return Err(IdentityError::Refused);
        };
        if self.read(|conn| totp::find(conn, realm, user, true))?.is_some() {
            return Ok(SignInStep::Totp(checked.pending()));
        }
        self.begin(subject, checked, |_| Ok(true)).await.map(SignInStep::Done)
    }

    async fn answer_totp(&self, subject: &Subject, pending: &Pending, code: &str) -> Result<Tokens, IdentityError> {
        let (user, realm) = (subject.user, subject.kind.realm());
        let (_, secret) = self.totp_secret(user, realm, true)?.ok_or(IdentityError::Refused)?;
        let step = totp::step_of(&secret, code, self.clock.now()).ok_or(IdentityError::Refused)?;
        self.begin(subject, Checked::of(pending), move |conn| totp::use_step(conn, realm, user, step)).await
    }

    async fn recover(&self, subject: &Subject, pending: &Pending) -> Result<Recovered, IdentityError> {
        self.begin(subject, Checked::of(pending), |_| Ok(true)).await.map(Recovered::Done)
    }

    async fn resume_totp(&self, _: UserId, _: Realm) -> Result<bool, IdentityError> {
        Ok(true)
    }

    async fn begin_totp(&self, user: UserId, realm: Realm, _: &str) -> Result<SecretString, IdentityError> {
        let mut secret = totp::TotpSecret::default();
        self.shared.random.fill(&mut secret);
        let encrypted = self.shared.vault.encrypt(&*self.shared.random, realm, user, &secret);
        let encrypted = encrypted.ok_or_else(|| unavailable("a TOTP secret can't be encrypted"))?;
        self.write(move |conn| totp::begin(conn, realm, user, &encrypted)).await?;
        Ok(SecretString::from(totp::base32(&secret)))
    }

    async fn confirm_totp(&self, user: UserId, realm: Realm, _: &str, code: &str) -> Result<(), IdentityError> {
        let (encrypted, secret) = self.totp_secret(user, realm, false)?.ok_or(IdentityError::Refused)?;
        let step = totp::step_of(&secret, code, self.clock.now()).ok_or(IdentityError::Refused)?;
        let confirmed = self.write(move |conn| totp::confirm(conn, realm, user, &encrypted, step)).await?;
        if confirmed { Ok(()) } else { Err(IdentityError::Refused) }
    }

    async fn end_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.write(move |conn| totp::end(conn, realm, user)).await
    }

    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError> {
        let presented = sessions::decode(token).ok_or(IdentityError::Refused)?;
        let digest = sessions::digest(&presented);
        let session = self.read(|conn| sessions::find(conn, &digest))?.ok_or(IdentityError::Refused)?;
        let subject = subjects.subject(session.user, session.realm).await?.ok_or(IdentityError::Refused)?;
        self.turn_keys(false).await?;
        let (now, successor) = (self.clock.now(), self.new_secret());
        let recent = self.shared.sessions.recent();
        let rotated = self.write(move |conn| sessions::rotate(conn, &recent, &digest, &successor, now)).await?;
        match rotated {
            Rotated::Successor(secret) => {
                self.tokens(&subject, session.id, sessions::encode(&secret), session.family.ends_at, now)
            }
            Rotated::Refused => Err(IdentityError::Refused),
            Rotated::Reused => {
                self.shared.sessions.mark_ended([session.id], now);
                tracing::warn!(session = %session.id, user = %session.user, "a used refresh token was presented again: session {} of {} is ended", session.id, session.user);
                Err(IdentityError::Reused(session.id))
            }
        }
    }

    async fn sign_out_token(&self, token: &SecretString) -> Result<Option<SessionId>, IdentityError> {
        let Some(presented) = sessions::decode(token) else { return Ok(None) };
        let digest = sessions::digest(&presented);
        let Some(session) = self.read(|conn| sessions::find(conn, &digest))? else { return Ok(None) };
        self.sign_out_session(session.id).await?;
        Ok(Some(session.id))
    }

    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError> {
        let now = self.clock.now();
        self.write(move |conn| sessions::end(conn, session, now)).await?;
        self.shared.sessions.mark_ended([session], now);
        Ok(())
    }

    async fn sign_out_everywhere(
        &self,
        user: UserId,
        realm: Realm,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        let now = self.clock.now();
        let ended = self.write(move |conn| sessions::end_all(conn, user, realm, keep, now)).await?;
        self.shared.sessions.mark_ended(ended, now);
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
        self.turn_keys(false).await?;
        Ok(self.shared.tokens.ring().public(self.clock.now()))
    }
}

impl LocalIdentity {
    fn session_id(&self, now: Timestamp) -> uuid::Uuid {
        let mut tail = [0u8; 10];
        self.shared.random.fill(&mut tail);
        uuid::Builder::from_unix_timestamp_millis(now.as_millisecond().max(0) as u64, &tail).into_uuid()
    }
}

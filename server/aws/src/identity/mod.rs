//! The identity of the AWS home: Cognito keeps passwords and second factors
//! and signs access tokens; sessions are families of tokens of our own, so
//! that they behave as in the other home.

mod cognito;
mod families;
mod jwks;
mod pre_token;
mod rs256;
mod tokens;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::Client;
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    env::{Clock, Random},
    identity::{Claims, Identity, IdentityError, Pending, Realm, Recovered, Step, Subject, Subjects, Tokens},
    ids::{SessionId, UserId},
    sign_in::in_force,
    ticket::Seal,
};

pub use self::{
    cognito::{ClientSecret, PoolConfig},
    pre_token::PreToken,
    tokens::TokenVerifier,
};
use self::{
    cognito::{Entered, Granted, Pool, Refreshed, unavailable},
    families::{Families, Family, GRACE},
};
use crate::{control::DynamoControl, dynamo::Fault};

/// A session ends then, however often it was refreshed; Cognito's tokens live as long.
const SESSION: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How soon a container sees that another one ended a session.
const SEEN_ALIVE: SignedDuration = SignedDuration::from_secs(2);
const SESSIONS_KNOWN: usize = 10_000;

impl From<Fault> for IdentityError {
    fn from(fault: Fault) -> Self {
        IdentityError::Unavailable(Box::new(fault))
    }
}

/// What a container knows of a session.
#[derive(Clone, Copy)]
enum Known {
    Alive(Timestamp),
    Ended,
}

pub struct CognitoIdentity {
    members: Pool,
    operators: Pool,
    verifier: TokenVerifier,
    families: Families,
    known: Cache<SessionId, Known>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl CognitoIdentity {
    pub fn new(
        client: Client,
        members: PoolConfig,
        operators: PoolConfig,
        control: &DynamoControl,
        seal: Seal,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            verifier: TokenVerifier::new(&members, &operators),
            members: Pool::new(client.clone(), members),
            operators: Pool::new(client, operators),
            families: Families::new(control.table.clone(), seal),
            known: Cache::new(SESSIONS_KNOWN),
            clock,
            random,
        }
    }

    fn pool(&self, realm: Realm) -> &Pool {
        match realm {
            Realm::Member => &self.members,
            Realm::Operator => &self.operators,
        }
    }

    /// Writes the family of a sign-in down before anybody gets its tokens.
    async fn begin(&self, subject: &Subject, granted: Granted) -> Result<Tokens, IdentityError> {
        let (user, realm, now) = (subject.user, subject.standing.realm(), self.clock.now());
        let claims = self.verifier.verify(granted.access.expose_secret(), now).await?;
        let provider = granted.refresh.ok_or_else(|| unavailable("Cognito gave no refresh token"))?;
        let begun = self.families.begin(&*self.random, claims.session, (user, realm), &provider, now, now + SESSION);
        let family = begun.await?;
        self.known.insert(family.session, Known::Alive(now));
        Ok(self.tokens(&family, granted.access, granted.expires_in_s, now))
    }

    fn tokens(&self, family: &Family, access: SecretString, expires_in_s: u64, now: Timestamp) -> Tokens {
        Tokens {
            access,
            refresh: self.families.token(family),
            expires_in_s,
            refresh_expires_in_s: family.ends.duration_since(now).as_secs().max(0).unsigned_abs(),
            session: family.session,
        }
    }

    /// Ends a session here and at Cognito. Ours decides; that Cognito can't be
    /// reached leaves nobody signed in.
    async fn end(&self, session: SessionId) -> Result<(), IdentityError> {
        let Some(family) = self.families.find(session).await? else { return Ok(()) };
        self.known.insert(session, Known::Ended);
        if !self.families.end(session, self.clock.now()).await? {
            return Ok(());
        }
        let provider = self.families.provider_token(&family)?;
        if let Err(error) = self.pool(family.realm).revoke(&provider).await {
            tracing::warn!(%session, %error, "session {session} is ended, but Cognito's token could not be revoked");
        }
        Ok(())
    }

    async fn is_alive(&self, session: SessionId, now: Timestamp) -> Result<bool, IdentityError> {
        match self.known.get(&session) {
            Some(Known::Ended) => return Ok(false),
            Some(Known::Alive(at)) if now.duration_since(at).abs() <= SEEN_ALIVE => return Ok(true),
            _ => {}
        }
        let alive = self.families.find(session).await?.is_some_and(|family| !family.ended);
        self.known.insert(session, if alive { Known::Alive(now) } else { Known::Ended });
        Ok(alive)
    }

    /// Fresh tokens from Cognito. One that was rotated out there is in two
    /// hands, so everything of this person ends.
    async fn granted(&self, family: &Family) -> Result<Granted, IdentityError> {
        let provider = self.families.provider_token(family)?;
        match self.pool(family.realm).refresh(&provider).await? {
            Refreshed::Granted(granted) => Ok(granted),
            Refreshed::Refused => {
                self.end(family.session).await?;
                Err(IdentityError::Refused)
            }
            Refreshed::Reused => {
                tracing::warn!(user = %family.user, "a refresh token of Cognito was used twice: all sessions of {} are ended", family.user);
                self.sign_out_everywhere(family.user, family.realm, None).await?;
                Err(IdentityError::Reused(family.session))
            }
        }
    }
}

#[async_trait]
impl Identity for CognitoIdentity {
    async fn create(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        self.pool(realm).create(user, password).await
    }

    async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        self.pool(realm).set_password(user, password).await?;
        self.sign_out_everywhere(user, realm, keep).await
    }

    async fn check_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let pool = self.pool(realm);
        if let Entered::Granted(Granted { refresh: Some(token), .. }) = pool.enter(user, password).await? {
            pool.revoke(&token).await?;
        }
        Ok(())
    }

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.sign_out_everywhere(user, realm, None).await?;
        self.pool(realm).remove(user).await
    }

    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<Step, IdentityError> {
        let Some(subject) = subject else {
            // Nobody is asked for as well, so that it takes as long.
            return match self.members.enter(UserId(uuid::Uuid::nil()), password).await {
                Ok(_) => Err(IdentityError::Refused),
                Err(error) => Err(error),
            };
        };
        match self.pool(subject.standing.realm()).enter(subject.user, password).await? {
            Entered::Granted(granted) => self.begin(subject, granted).await.map(Step::Done),
            Entered::Totp(session) => Ok(Step::Totp(Pending(session))),
        }
    }

    async fn answer_totp(&self, subject: &Subject, pending: &Pending, code: &str) -> Result<Tokens, IdentityError> {
        let code = digits(code).ok_or(IdentityError::Refused)?;
        let pool = self.pool(subject.standing.realm());
        let granted = pool.answer_totp(subject.user, &pending.0, &code).await?;
        self.begin(subject, granted).await
    }

    /// Cognito ends a sign-in that waits for a code with a code only. So it asks for none at the next one, and then again.
    async fn recover(&self, subject: &Subject) -> Result<Recovered, IdentityError> {
        self.pool(subject.standing.realm()).prefer_totp(subject.user, false).await?;
        Ok(Recovered::PasswordAgain)
    }

    async fn resume_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.pool(realm).prefer_totp(user, true).await
    }

    async fn begin_totp(&self, _: UserId, realm: Realm, access: &str) -> Result<SecretString, IdentityError> {
        self.pool(realm).begin_totp(access).await
    }

    async fn confirm_totp(&self, user: UserId, realm: Realm, access: &str, code: &str) -> Result<(), IdentityError> {
        let code = digits(code).ok_or(IdentityError::Refused)?;
        self.pool(realm).confirm_totp(user, access, &code).await
    }

    async fn end_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.pool(realm).prefer_totp(user, false).await
    }

    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError> {
        let presented = families::decode(token).ok_or(IdentityError::Refused)?;
        let mut family = self.families.find(presented.session).await?.ok_or(IdentityError::Refused)?;
        let now = self.clock.now();
        if !self.families.made(&presented, &family)
            || family.ended
            || !in_force(family.ends - SESSION, family.ends, now)
        {
            return Err(IdentityError::Refused);
        }
        subjects.subject(family.user, family.realm).await?.ok_or(IdentityError::Refused)?;
        let mut granted = None;
        if presented.generation == family.generation {
            let fresh = self.granted(&family).await?;
            if let Some(next) = self.families.advance(&*self.random, &family, fresh.refresh.as_ref(), now).await? {
                return Ok(self.tokens(&next, fresh.access, fresh.expires_in_s, now));
            }
            // Another tab was faster, or the session has just ended.
            family = self.families.find(presented.session).await?.ok_or(IdentityError::Refused)?;
            granted = Some(fresh);
        }
        if family.ended {
            return Err(IdentityError::Refused);
        }
        let just_now = now.duration_since(family.used_at).abs() <= GRACE;
        if presented.generation + 1 == family.generation && just_now {
            let fresh = match granted {
                Some(fresh) => fresh,
                None => {
                    let fresh = self.granted(&family).await?;
                    if let Some(provider) = &fresh.refresh {
                        self.families.keep(&*self.random, &family, provider).await?;
                    }
                    fresh
                }
            };
            return Ok(self.tokens(&family, fresh.access, fresh.expires_in_s, now));
        }
        tracing::warn!(session = %family.session, user = %family.user, "a used refresh token was presented again: session {} of {} is ended", family.session, family.user);
        self.end(family.session).await?;
        Err(IdentityError::Reused(family.session))
    }

    async fn sign_out_token(&self, token: &SecretString) -> Result<Option<SessionId>, IdentityError> {
        let Some(presented) = families::decode(token) else { return Ok(None) };
        let family = self.families.find(presented.session).await?;
        let Some(family) = family.filter(|family| self.families.made(&presented, family)) else { return Ok(None) };
        self.end(family.session).await?;
        Ok(Some(family.session))
    }

    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError> {
        self.end(session).await
    }

    async fn sign_out_everywhere(
        &self,
        user: UserId,
        realm: Realm,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        for session in self.families.of(user, realm).await? {
            if keep.is_none() {
                self.known.insert(session, Known::Ended);
                self.families.end(session, self.clock.now()).await?;
            } else if keep != Some(session) {
                self.end(session).await?;
            }
        }
        // Cognito's own all at once, also of whatever began without a family of ours.
        if keep.is_none() { self.pool(realm).sign_out(user).await } else { Ok(()) }
    }

    async fn authenticate(&self, token: &str) -> Result<Claims, IdentityError> {
        let now = self.clock.now();
        let claims = self.verifier.verify(token, now).await?;
        if self.is_alive(claims.session, now).await? { Ok(claims) } else { Err(IdentityError::Refused) }
    }

    async fn key_set(&self) -> Result<String, IdentityError> {
        self.verifier.key_set(self.clock.now()).await
    }
}

/// A code as apps show it, without its spaces; Cognito calls anything else an error.
fn digits(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    (code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())).then_some(code)
}

//! The identity of the AWS backend: Cognito keeps passwords and second factors
//! and signs access tokens; sessions are families of tokens of our own, so
//! that they behave as on the other backend.

mod cognito;
mod families;
mod jwks;
mod pre_token;
mod rs256;
mod tokens;
mod unnamed;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::Client;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    domain::{
        ids::{SessionId, UserId},
        signing::Signer,
        totp::plain_code,
    },
    policy::{
        retention::Lifetimes,
        rotation::Rotation,
        write_order::{CREDENTIAL_CHANGE, CredentialStep},
    },
    ports::{
        env::{Clock, Random},
        identity::{Claims, Identity, IdentityError, Pending, Realm, Recovered, SignInStep, Subject, Subjects, Tokens},
    },
};

pub use self::{
    cognito::{ClientSecret, PoolConfig},
    pre_token::{Pools, PreToken, TriggerError},
    tokens::TokenVerifier,
    unnamed::IdentitySweep,
};
use self::{
    cognito::{Entered, Granted, Pool, Refreshed, unavailable},
    families::{Families, Family, PasswordMark, Presented},
};
use crate::{control::DynamoControl, dynamo::Fault};

/// How soon a container sees that another one ended a session.
const SEEN_ALIVE: SignedDuration = SignedDuration::from_secs(2);
/// Sessions of one person that are ended together: one after the other, those of a person who signs in by a program take
/// longer than a function has.
const ENDED_AT_ONCE: usize = 16;
/// Attempts to rotate a token: after the first one that another call won, the token is no longer the newest.
const ROTATION_ROUNDS: u32 = 2;
/// Checks of one password: after a change in between, it may be the new one.
const PASSWORD_ROUNDS: u32 = 2;
/// Sessions that the cache holds.
const SESSIONS_KNOWN: usize = 10_000;

impl From<Fault> for IdentityError {
    fn from(fault: Fault) -> Self {
        IdentityError::Unavailable(Box::new(fault))
    }
}

/// A cached fact about a session.
#[derive(Clone, Copy)]
enum Known {
    Alive(Timestamp),
    Ended,
}

pub struct CognitoIdentity {
    members: Pool,
    operators: Pool,
    verifier: Arc<TokenVerifier>,
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
        signer: Signer,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let verifier = Arc::new(TokenVerifier::new(&members, &operators));
        Self::with_verifier(verifier, client, (members, operators), control, signer, clock, random)
    }

    /// With a verifier that may have fetched its keys already. The pools are those of members and of operators.
    pub fn with_verifier(
        verifier: Arc<TokenVerifier>,
        client: Client,
        (members, operators): (PoolConfig, PoolConfig),
        control: &DynamoControl,
        signer: Signer,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            verifier,
            members: Pool::new(client.clone(), members),
            operators: Pool::new(client, operators),
            families: Families::new(control.table.clone(), signer),
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

    /// Writes the family of a sign-in down before anybody gets its tokens. Its id is Cognito's of the sign-in, and ours from
    /// then on (ADR 88). Nothing begins if the password was changed since `mark` was read.
    async fn begin(&self, subject: &Subject, granted: Granted, mark: &PasswordMark) -> Result<Tokens, IdentityError> {
        let (user, realm, now) = (subject.user, subject.kind.realm(), self.clock.now());
        let claims = self.verifier.verify(granted.access.expose_secret(), now).await?;
        let provider = granted.refresh.ok_or_else(|| unavailable("Cognito gave no refresh token"))?;
        let times = (now, now + Lifetimes::default().session_of(realm));
        let begun = self.families.begin(&*self.random, claims.session, (user, realm), &provider, mark, times);
        let Some(family) = begun.await? else {
            self.pool(realm).revoke(&provider).await?;
            return Err(IdentityError::PasswordChanged);
        };
        self.known.insert(family.session, Known::Alive(now));
        Ok(self.tokens(&family, granted.access, granted.expires_in_s, now))
    }

    fn tokens(&self, family: &Family, access: SecretString, expires_in_s: u64, now: Timestamp) -> Tokens {
        Tokens {
            access,
            refresh: self.families.token(family),
            expires_in_s,
            refresh_expires_in_s: family.state.ends_at.duration_since(now).as_secs().max(0).unsigned_abs(),
            session: family.session,
        }
    }

    /// Ends a session here and at Cognito. Ours decides; that Cognito can't be
    /// reached leaves nobody signed in.
    async fn end(&self, session: SessionId) -> Result<(), IdentityError> {
        let Some(family) = self.families.find(session).await? else { return Ok(()) };
        self.known.insert(session, Known::Ended);
        if !self.families.end(session, (family.user, family.realm), self.clock.now()).await? {
            return Ok(());
        }
        let provider = self.families.provider_token(&family)?;
        if let Err(error) = self.pool(family.realm).revoke(&provider).await {
            tracing::warn!(%session, %error, "session {session} is ended, but Cognito's token could not be revoked");
        }
        Ok(())
    }

    /// Ends the sessions of a password that is another one now, or gone, and keeps sign-ins that have just passed by it from
    /// beginning one.
    async fn end_sessions(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Result<(), IdentityError> {
        self.families.mark_password(user, realm, self.clock.now()).await?;
        self.sign_out_everywhere(user, realm, keep).await
    }

    async fn is_alive(&self, session: SessionId, now: Timestamp) -> Result<bool, IdentityError> {
        match self.known.get(&session) {
            Some(Known::Ended) => return Ok(false),
            Some(Known::Alive(at)) if now.duration_since(at).abs() <= SEEN_ALIVE => return Ok(true),
            _ => {}
        }
        let family = self.families.find(session).await?;
        let is_alive = family.as_ref().is_some_and(|family| family.state.is_alive(now));
        if is_alive {
            self.known.insert(session, Known::Alive(now));
        } else if family.is_none_or(|family| family.state.is_ended) {
            // One that is merely over may be good again once the clock is set right.
            self.known.insert(session, Known::Ended);
        }
        Ok(is_alive)
    }

    /// Returns the family of a token, if the token is genuine.
    async fn family_of(&self, presented: &Presented) -> Result<Option<Family>, IdentityError> {
        let family = self.families.find(presented.session).await?;
        Ok(family.filter(|family| self.families.made(presented, family)))
    }

    /// Hands the newest generation out again, with an access token of its own.
    async fn replay(&self, family: &Family, granted: Option<Granted>, now: Timestamp) -> Result<Tokens, IdentityError> {
        let fresh = match granted {
            Some(fresh) => fresh,
            None => {
                let fresh = self.granted(family).await?;
                if let Some(provider) = &fresh.refresh {
                    self.families.keep(&*self.random, family, provider).await?;
                }
                fresh
            }
        };
        Ok(self.tokens(family, fresh.access, fresh.expires_in_s, now))
    }

    /// Returns fresh tokens if they name the session that they were asked for. A client would be signed out with any others
    /// at its next request.
    async fn of_family(&self, family: &Family, granted: Granted) -> Result<Granted, IdentityError> {
        let claims = self.verifier.verify(granted.access.expose_secret(), self.clock.now()).await?;
        if claims.session == family.session {
            return Ok(granted);
        }
        // The trigger names no session that has ended.
        let present = self.families.find(family.session).await?;
        if present.is_none_or(|family| family.state.is_ended) {
            return Err(IdentityError::Refused);
        }
        tracing::error!(session = %family.session, named = %claims.session,
            "a token of session {} names {}: the pool's pre-token trigger does not answer as it must", family.session, claims.session);
        Err(unavailable("Cognito's token names another session"))
    }

    /// Fresh tokens from Cognito. One that was rotated out there is in two
    /// hands, so everything of this person ends.
    async fn granted(&self, family: &Family) -> Result<Granted, IdentityError> {
        let provider = self.families.provider_token(family)?;
        match self.pool(family.realm).refresh(&provider, family.session).await? {
            Refreshed::Granted(granted) => self.of_family(family, granted).await,
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
        unnamed::note(self.families.table(), user, realm).await?;
        self.pool(realm).create(user, password).await
    }

    async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        for step in CREDENTIAL_CHANGE {
            match step {
                CredentialStep::Credential => self.pool(realm).set_password(user, password).await?,
                CredentialStep::Sessions => self.end_sessions(user, realm, keep).await?,
            }
        }
        Ok(())
    }

    async fn check_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError> {
        let pool = self.pool(realm);
        if let Entered::Granted(Granted { refresh: Some(token), .. }) = pool.enter(user, password).await? {
            pool.revoke(&token).await?;
        }
        Ok(())
    }

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        for step in CREDENTIAL_CHANGE {
            match step {
                CredentialStep::Credential => self.pool(realm).remove(user).await?,
                CredentialStep::Sessions => self.end_sessions(user, realm, None).await?,
            }
        }
        Ok(unnamed::forget(self.families.table(), user, realm).await?)
    }

    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<SignInStep, IdentityError> {
        // Nobody is asked for as well, so that it takes as long.
        let (user, realm) =
            subject.map_or((UserId(uuid::Uuid::nil()), Realm::Member), |subject| (subject.user, subject.kind.realm()));
        for _ in 0..PASSWORD_ROUNDS {
            // Before the password is checked: a change after this line is seen.
            let mark = self.families.password_mark(user, realm).await?;
            let entered = self.pool(realm).enter(user, password).await?;
            let subject = subject.ok_or(IdentityError::Refused)?;
            let begun = match entered {
                Entered::Granted(granted) => self.begin(subject, granted, &mark).await,
                Entered::Totp(session) => return Ok(SignInStep::Totp(Pending(mark.with_state(&session)))),
            };
            match begun {
                Err(IdentityError::PasswordChanged) => {}
                begun => return begun.map(SignInStep::Done),
            }
        }
        Err(IdentityError::PasswordChanged)
    }

    async fn answer_totp(&self, subject: &Subject, pending: &Pending, code: &str) -> Result<Tokens, IdentityError> {
        let code = plain_code(code).ok_or(IdentityError::Refused)?;
        let (mark, session) = PasswordMark::and_state(&pending.0);
        let pool = self.pool(subject.kind.realm());
        let granted = pool.answer_totp(subject.user, session, &code).await?;
        self.begin(subject, granted, &mark).await
    }

    /// Cognito ends a sign-in that waits for a code with a code only. So it asks for none at the next one, and then again.
    async fn recover(&self, subject: &Subject, _: &Pending) -> Result<Recovered, IdentityError> {
        self.pool(subject.kind.realm()).prefer_totp(subject.user, false).await?;
        Ok(Recovered::PasswordAgain)
    }

    async fn resume_totp(&self, user: UserId, realm: Realm) -> Result<bool, IdentityError> {
        self.pool(realm).prefer_totp(user, true).await
    }

    async fn begin_totp(&self, _: UserId, realm: Realm, access: &str) -> Result<SecretString, IdentityError> {
        self.pool(realm).begin_totp(access).await
    }

    async fn confirm_totp(&self, user: UserId, realm: Realm, access: &str, code: &str) -> Result<(), IdentityError> {
        let code = plain_code(code).ok_or(IdentityError::Refused)?;
        self.pool(realm).confirm_totp(user, access, &code).await
    }

    async fn end_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError> {
        self.pool(realm).prefer_totp(user, false).await.map(drop)
    }

    /// Cognito is asked before our own generation moves: after an interruption in between, the client's token is still
    /// the newest.
    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError> {
        let presented = families::decode(token).ok_or(IdentityError::Refused)?;
        let mut family = self.family_of(&presented).await?.ok_or(IdentityError::Refused)?;
        let now = self.clock.now();
        if !family.state.is_alive(now) {
            return Err(IdentityError::Refused);
        }
        subjects.subject(family.user, family.realm).await?.ok_or(IdentityError::Refused)?;
        let mut granted = None;
        for _ in 0..ROTATION_ROUNDS {
            match family.state.rotate(family.generation_of(&presented), now) {
                Rotation::Rotate => {
                    let fresh = self.granted(&family).await?;
                    let next = self.families.advance(&*self.random, &family, fresh.refresh.as_ref(), now).await?;
                    if let Some(next) = next {
                        return Ok(self.tokens(&next, fresh.access, fresh.expires_in_s, now));
                    }
                    // Another tab was faster, or the session has just ended.
                    granted = Some(fresh);
                    family = self.family_of(&presented).await?.ok_or(IdentityError::Refused)?;
                }
                Rotation::Replay => return self.replay(&family, granted, now).await,
                Rotation::Reuse => {
                    tracing::warn!(session = %family.session, user = %family.user, "a used refresh token was presented again: session {} of {} is ended", family.session, family.user);
                    self.end(family.session).await?;
                    return Err(IdentityError::Reused(family.session));
                }
                Rotation::Over => return Err(IdentityError::Refused),
            }
        }
        Err(unavailable("the session was refreshed by too many at once"))
    }

    async fn sign_out_token(&self, token: &SecretString) -> Result<Option<SessionId>, IdentityError> {
        let Some(presented) = families::decode(token) else { return Ok(None) };
        let Some(family) = self.family_of(&presented).await? else { return Ok(None) };
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
        let others = self.families.of(user, realm).await?.into_iter().filter(|session| keep != Some(*session));
        let ended = others.map(|session| async move {
            if keep.is_some() {
                return self.end(session).await;
            }
            self.known.insert(session, Known::Ended);
            self.families.end(session, (user, realm), self.clock.now()).await?;
            Ok(())
        });
        let ended: Vec<_> = ended.collect();
        stream::iter(ended).buffer_unordered(ENDED_AT_ONCE).try_collect::<()>().await?;
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

#[cfg(test)]
mod tests {
    use tenantry_core::policy::rotation::REPLAY_WINDOW;

    use super::*;

    /// Cognito's own tokens live as its template says, which no call of ours can change.
    #[test]
    fn the_template_has_the_lifetimes_of_the_policy() {
        let template = include_str!("../../../../infra/stacks/identity.yaml");
        let clients: Vec<&str> = template.split("Type: AWS::Cognito::UserPoolClient").skip(1).collect();
        let lives = Lifetimes::default();
        let sessions = [
            (Realm::Member, lives.session_of(Realm::Member).as_hours() / 24, "days"),
            (Realm::Operator, lives.session_of(Realm::Operator).as_hours(), "hours"),
        ];
        assert_eq!(clients.len(), sessions.len());
        for (client, (realm, session, unit)) in clients.iter().zip(sessions) {
            let access = lives.access_of(realm).as_mins();
            for line in [
                format!("AccessTokenValidity: {access}\n"),
                format!("RefreshTokenValidity: {session}\n"),
                format!("{{AccessToken: minutes, IdToken: minutes, RefreshToken: {unit}}}"),
                "RetryGracePeriodSeconds: 60}".to_owned(),
            ] {
                assert!(client.contains(&line), "{realm:?}: {line}");
            }
        }
        assert!(REPLAY_WINDOW <= SignedDuration::from_secs(60), "Cognito must still serve a replayed token");
    }
}

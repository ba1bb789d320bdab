//! Signing in: the password, then the second factor of those who have one.

use jiff::SignedDuration;
use secrecy::SecretString;

use super::{Account, App, Inner, signed_out, throttle::Guess, unexpected};
use crate::{
    device::{DEVICE_DAYS, Origin},
    error::{Error, Result},
    event::EventKind,
    identity::{IdentityError, Pending, Realm, Recovered, Step, Tokens},
    ids::{ChallengeId, UserId},
    recovery,
    sign_in::{CHALLENGE_MINUTES, Challenge, Seen, SessionRecord},
    text::fold_email,
    ticket::Purpose,
};

/// Fresh tokens.
pub type SignedIn = Tokens;

/// Where a right password leads.
#[derive(Clone, Debug)]
pub enum SignIn {
    Done(SignedIn),
    /// The second factor is asked for.
    Challenge(Challenged),
}

#[derive(Clone, Debug)]
pub struct Challenged {
    pub challenge: SecretString,
    pub expires_in_s: u64,
}

impl SignIn {
    /// For those who have no second factor.
    pub fn tokens(self) -> Result<SignedIn> {
        match self {
            SignIn::Done(tokens) => Ok(tokens),
            SignIn::Challenge(_) => Err(Error::Unauthenticated("the second factor is missing")),
        }
    }
}

/// What a challenge is answered with.
pub enum SecondFactor {
    /// Of the authenticator app.
    Code(String),
    Recovery(String),
}

/// Where the right answer leads.
#[derive(Clone, Debug)]
pub enum Answered {
    Done(SignedIn),
    /// The recovery code was right; the password is asked for again and is then enough, once (ADR 60).
    PasswordAgain,
}

impl App {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_in<'a>(
        &self,
        email: &str,
        password: &SecretString,
        from: impl Into<Origin<'a>>,
    ) -> Result<SignIn> {
        self.enter(Realm::Member, email, password, from.into()).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_in_operator<'a>(
        &self,
        email: &str,
        password: &SecretString,
        from: impl Into<Origin<'a>>,
    ) -> Result<SignIn> {
        self.enter(Realm::Operator, email, password, from.into()).await
    }

    /// The same answer and the same work, whether the address is known or not.
    async fn enter(&self, realm: Realm, email: &str, password: &SecretString, from: Origin<'_>) -> Result<SignIn> {
        let inner = &self.inner;
        let folded = fold_email(email);
        let kind = format!("{} password", realm.name());
        let quota = inner.settings.quotas.passwords;
        let guess = inner.throttle.guess(&kind, &folded, from.address, quota, inner.monotonic())?;
        let account = inner.account_by_email(realm, &folded).await?;
        let user = account.as_ref().map(Account::user);
        let guess = inner.let_through(guess, user, realm, from).await?;
        let place = inner.hashing(from.address)?;
        let step = inner.identity.sign_in(account.as_ref().map(|account| &account.subject), password).await;
        drop(place);
        let (step, account) = match (step, account) {
            (Ok(step), Some(account)) => (step, account),
            (Ok(_) | Err(IdentityError::Refused), _) => {
                failed(realm, user, "password");
                return Err(Error::WrongCredentials);
            }
            (Err(other), _) => return Err(signed_out(other)),
        };
        inner.throttle.right(guess);
        if let Some(suspended) = account.suspended() {
            if let Step::Done(tokens) = step {
                inner.identity.sign_out_session(tokens.session).await.map_err(signed_out)?;
            }
            return Err(suspended);
        }
        if let (Step::Done(tokens), Some(_)) = (&step, account.totp_since) {
            // The provider asked for no code, since a recovery code had been taken in its place.
            if let Err(error) = inner.identity.resume_totp(account.user(), realm).await {
                inner.identity.sign_out_session(tokens.session).await.map_err(signed_out)?;
                return Err(signed_out(error));
            }
        }
        match step {
            Step::Done(tokens) => inner.entered(&account, tokens, from).await.map(SignIn::Done),
            Step::Totp(pending) => inner.challenge(&account, pending, from).await.map(SignIn::Challenge),
        }
    }

    /// Goes on with a sign-in that awaits its second factor.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn answer_challenge<'a>(
        &self,
        challenge: &str,
        answer: &SecondFactor,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<Answered> {
        let (inner, from) = (&self.inner, from.into());
        let id = inner.seal.open_ticket(Purpose::Challenge, challenge).ok_or(Error::ChallengeOver)?;
        let challenge = inner.sign_ins.challenge(ChallengeId(id)).await?.ok_or(Error::ChallengeOver)?;
        if !challenge.is_open(inner.now()) || challenge.device != from.device() {
            return Err(Error::ChallengeOver);
        }
        let Challenge { id, user, realm, .. } = challenge;
        let guess = inner.throttle.guess(
            "code",
            &user.to_string(),
            from.address,
            inner.settings.quotas.codes,
            inner.monotonic(),
        )?;
        let guess = inner.let_through(guess, Some(user), realm, from).await?;
        let account = inner.account(user, realm).await?.ok_or(Error::ChallengeOver)?;
        if let Some(suspended) = account.suspended() {
            return Err(suspended);
        }
        let tries_left = inner.sign_ins.take_try(id).await?.ok_or(Error::ChallengeOver)?;
        let answered = match answer {
            SecondFactor::Code(code) => inner.meet(&account, &challenge, code, from, request_id).await,
            SecondFactor::Recovery(code) => inner.recover(&account, &challenge, code, from, request_id).await,
        };
        match answered? {
            Some(answered) => {
                inner.throttle.right(guess);
                Ok(answered)
            }
            None => {
                failed(realm, Some(user), "code");
                Err(if tries_left == 0 { Error::ChallengeOver } else { Error::WrongCode { tries_left } })
            }
        }
    }
}

impl Inner {
    async fn challenge(&self, account: &Account, pending: Pending, from: Origin<'_>) -> Result<Challenged> {
        let now = self.now();
        let life = SignedDuration::from_mins(CHALLENGE_MINUTES);
        let challenge = Challenge {
            id: self.id(now),
            user: account.user(),
            realm: account.realm(),
            device: from.device(),
            pending,
            expires_at: now + life,
        };
        self.sign_ins.put_challenge(&challenge).await?;
        let ticket = self.seal.ticket(Purpose::Challenge, challenge.id.0);
        Ok(Challenged { challenge: SecretString::from(ticket), expires_in_s: life.as_secs().unsigned_abs() })
    }

    /// Nothing, if the code is wrong.
    async fn meet(
        &self,
        account: &Account,
        challenge: &Challenge,
        code: &str,
        from: Origin<'_>,
        request_id: Option<&str>,
    ) -> Result<Option<Answered>> {
        let tokens = match self.identity.answer_totp(&account.subject, &challenge.pending, code).await {
            Ok(tokens) => tokens,
            Err(IdentityError::Refused) => return Ok(None),
            Err(other) => return Err(signed_out(other)),
        };
        if !self.sign_ins.end_challenge(challenge.id).await? {
            self.identity.sign_out_session(tokens.session).await.map_err(signed_out)?;
            return Err(Error::ChallengeOver);
        }
        if account.totp_since.is_none() {
            // The provider turned it on and we were interrupted before we wrote it down.
            let event = EventKind::TotpEnabled { user: account.user() };
            self.note_totp(account, Some(self.now()), event, request_id).await?;
        }
        self.entered(account, tokens, from).await.map(|tokens| Some(Answered::Done(tokens)))
    }

    /// The code goes first: whatever fails after it, it serves only once. The second factor and the other codes stay.
    async fn recover(
        &self,
        account: &Account,
        challenge: &Challenge,
        code: &str,
        from: Origin<'_>,
        request_id: Option<&str>,
    ) -> Result<Option<Answered>> {
        let (user, realm) = (account.user(), account.realm());
        let Some(digest) = recovery::digest(&self.seal, user, code) else { return Ok(None) };
        if !self.sign_ins.use_recovery_code(user, realm, digest).await? {
            return Ok(None);
        }
        self.sign_ins.end_challenge(challenge.id).await?;
        let control = self.control(account.actor(), request_id);
        let used = vec![EventKind::TotpRecovered { user }];
        control.record(account.tenant_id(), Vec::new(), used).await.map_err(unexpected)?;
        match self.identity.recover(&account.subject).await.map_err(signed_out)? {
            Recovered::Done(tokens) => self.entered(account, tokens, from).await.map(Answered::Done).map(Some),
            Recovered::PasswordAgain => Ok(Some(Answered::PasswordAgain)),
        }
    }

    /// Off in our record first: if we are interrupted, a sign-in that still
    /// meets the second factor mends the record.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn end_totp(&self, account: &Account, event: EventKind, request_id: Option<&str>) -> Result<()> {
        let (user, realm) = (account.user(), account.realm());
        self.note_totp(account, None, event, request_id).await?;
        self.identity.end_totp(user, realm).await.map_err(signed_out)?;
        self.sign_ins.set_recovery_codes(user, realm, &[]).await?;
        Ok(())
    }

    /// Writes down the session, and tells its owner when the device is new.
    async fn entered(&self, account: &Account, tokens: Tokens, from: Origin<'_>) -> Result<SignedIn> {
        let now = self.now();
        let (user, realm) = (account.user(), account.realm());
        let session = SessionRecord {
            id: tokens.session,
            user,
            realm,
            device: from.device(),
            address: from.address.to_owned(),
            created_at: now,
            last_used_at: now,
            expires_at: now + SignedDuration::from_secs(tokens.refresh_expires_in_s as i64),
        };
        let seen = self.sign_ins.begin_session(&session, from.key(user), now - device_life()).await?;
        if seen == Seen::New {
            let event = EventKind::NewDevice { user, session: session.id };
            let control = self.control(account.actor(), None);
            control.record(account.tenant_id(), Vec::new(), vec![event]).await.map_err(unexpected)?;
        }
        Ok(tokens)
    }

    /// While an account is guessed at from everywhere, its owner's own devices
    /// still get through.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn let_through(
        &self,
        mut guess: Guess,
        user: Option<UserId>,
        realm: Realm,
        from: Origin<'_>,
    ) -> Result<Guess> {
        let Some(crowded) = guess.crowded.take() else { return Ok(guess) };
        let user_or_nobody = user.unwrap_or(UserId(uuid::Uuid::nil()));
        let since = self.now() - device_life();
        if self.sign_ins.knows_device(user_or_nobody, realm, from.key(user_or_nobody), since).await? {
            return Ok(guess);
        }
        failed(realm, user, "crowded");
        Err(crowded)
    }
}

fn device_life() -> SignedDuration {
    SignedDuration::from_hours(24 * DEVICE_DAYS)
}

/// Counted, and logged by id: what was typed may be a password.
pub(crate) fn failed(realm: Realm, user: Option<UserId>, why: &'static str) {
    metrics::counter!("tenantry_sign_in_failures_total", "realm" => realm.name(), "reason" => why).increment(1);
    match user {
        Some(user) => {
            tracing::info!(target: "sign_in", user_id = %user, realm = realm.name(), reason = why, "a sign-in of {user} failed: {why}")
        }
        None => {
            tracing::info!(target: "sign_in", realm = realm.name(), reason = why, "a sign-in of nobody failed: {why}")
        }
    }
}

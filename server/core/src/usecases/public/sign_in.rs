//! Signing in: the password, then the second factor of those who have one.

use jiff::SignedDuration;
use secrecy::SecretString;

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::{ChallengeId, UserId},
        signing::Purpose,
        text::fold_email,
    },
    policy::{
        device::Origin,
        recovery,
        refusals::{signed_out, unexpected},
        retention::CHALLENGE_MINUTES,
        tries,
        write_order::{TOTP_OFF, TotpOffStep},
    },
    ports::{
        identity::{IdentityError, Pending, Realm, Recovered, SignInStep, Tokens},
        sign_in::{Challenge, Seen, SessionRecord},
    },
    runtime::{inner::Inner, throttle::Guess},
    usecases::{
        account::{Account, failed},
        public::app::App,
    },
};

/// Fresh tokens.
pub type SignedIn = Tokens;

/// The outcome of a correct password.
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

/// The answer to a challenge.
pub enum SecondFactor {
    /// Of the authenticator app.
    Code(String),
    Recovery(String),
}

/// The outcome of a correct answer to a challenge.
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
        self.sign_in_with_password(Realm::Member, email, password, from.into()).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_in_operator<'a>(
        &self,
        email: &str,
        password: &SecretString,
        from: impl Into<Origin<'a>>,
    ) -> Result<SignIn> {
        self.sign_in_with_password(Realm::Operator, email, password, from.into()).await
    }

    /// The same answer and the same work, whether the address is known or not.
    async fn sign_in_with_password(
        &self,
        realm: Realm,
        email: &str,
        password: &SecretString,
        from: Origin<'_>,
    ) -> Result<SignIn> {
        let inner = &self.inner;
        let folded = fold_email(email);
        let kind = format!("{} password", realm.name());
        let quota = inner.settings.quotas.passwords;
        let guess = inner.throttle.guess(&kind, &folded, from.address, quota).await?;
        let account = inner.account_by_email(realm, &folded).await?;
        let user = account.as_ref().map(Account::user);
        let guess = inner.allow_known_device(guess, user, realm, from).await?;
        let place = inner.hashing(from.address)?;
        let step = inner.identity.sign_in(account.as_ref().map(|account| &account.subject), password).await;
        drop(place);
        let (step, account) = match (step, account) {
            (Ok(step), Some(account)) => (step, account),
            (Ok(_) | Err(IdentityError::Refused | IdentityError::PasswordChanged), _) => {
                failed(realm, user, "password");
                return Err(Error::WrongCredentials);
            }
            (Err(other), _) => return Err(signed_out(other)),
        };
        inner.throttle.clear_guesses(guess).await;
        if let Some(suspended) = account.suspended() {
            if let SignInStep::Done(tokens) = step {
                inner.identity.sign_out_session(tokens.session).await.map_err(signed_out)?;
            }
            return Err(suspended);
        }
        if let (SignInStep::Done(tokens), Some(_)) = (&step, account.totp_since) {
            // The provider asked for no code, since a recovery code had been taken in its place.
            if let Err(error) = inner.resume_totp(&account).await {
                inner.identity.sign_out_session(tokens.session).await.map_err(signed_out)?;
                return Err(error);
            }
        }
        match step {
            SignInStep::Done(tokens) => inner.complete_sign_in(&account, tokens, from).await.map(SignIn::Done),
            SignInStep::Totp(pending) => inner.challenge(&account, pending, from).await.map(SignIn::Challenge),
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
        let id = inner.signer.verify_token(Purpose::Challenge, challenge).ok_or(Error::ChallengeOver)?;
        let challenge = inner.sign_ins.challenge(ChallengeId(id)).await?.ok_or(Error::ChallengeOver)?;
        if !tries::is_open(&challenge, inner.now()) || challenge.device != from.device() {
            return Err(Error::ChallengeOver);
        }
        let Challenge { id, user, realm, .. } = challenge;
        let codes = inner.settings.quotas.codes;
        let guess = inner.throttle.guess("code", &user.to_string(), from.address, codes).await?;
        let guess = inner.allow_known_device(guess, Some(user), realm, from).await?;
        let account = inner.account(user, realm).await?.ok_or(Error::ChallengeOver)?;
        if let Some(suspended) = account.suspended() {
            return Err(suspended);
        }
        let tries_left = inner.sign_ins.take_try(id).await?.ok_or(Error::ChallengeOver)?;
        let answered = match answer {
            SecondFactor::Code(code) => inner.verify_second_factor(&account, &challenge, code, from, request_id).await,
            SecondFactor::Recovery(code) => inner.recover(&account, &challenge, code, from, request_id).await,
        };
        match answered? {
            Some(answered) => {
                inner.throttle.clear_guesses(guess).await;
                Ok(answered)
            }
            None => {
                failed(realm, Some(user), "code");
                Err(tries::wrong_answer(tries_left))
            }
        }
    }
}

/// A challenge ends with the password that it was for.
fn over(error: IdentityError) -> Error {
    match error {
        IdentityError::PasswordChanged => Error::ChallengeOver,
        other => signed_out(other),
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
        let token = self.signer.signed_token(Purpose::Challenge, challenge.id.0);
        Ok(Challenged { challenge: SecretString::from(token), expires_in_s: life.as_secs().unsigned_abs() })
    }

    /// Returns `None` if the code is wrong.
    async fn verify_second_factor(
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
            Err(other) => return Err(over(other)),
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
        self.complete_sign_in(account, tokens, from).await.map(|tokens| Some(Answered::Done(tokens)))
    }

    /// Uses the recovery code up first: whatever fails after it, it serves only once. The second factor and the other codes stay.
    async fn recover(
        &self,
        account: &Account,
        challenge: &Challenge,
        code: &str,
        from: Origin<'_>,
        request_id: Option<&str>,
    ) -> Result<Option<Answered>> {
        let (user, realm) = (account.user(), account.realm());
        let Some(digest) = recovery::digest(&self.signer, user, code) else { return Ok(None) };
        if !self.sign_ins.use_recovery_code(user, realm, digest).await? {
            return Ok(None);
        }
        self.sign_ins.end_challenge(challenge.id).await?;
        let control = self.control(account.actor(), request_id);
        let used = vec![EventKind::TotpRecovered { user }];
        control.record(account.tenant_id(), Vec::new(), used).await.map_err(unexpected)?;
        match self.identity.recover(&account.subject, &challenge.pending).await.map_err(over)? {
            Recovered::Done(tokens) => self.complete_sign_in(account, tokens, from).await.map(Answered::Done).map(Some),
            Recovered::PasswordAgain => Ok(Some(Answered::PasswordAgain)),
        }
    }

    /// Where the provider lost the secret, as in a region that took over, the factor is off, and said to be: a password
    /// exists there only since its owner's mailbox was proven.
    async fn resume_totp(&self, account: &Account) -> Result<()> {
        let (user, realm) = (account.user(), account.realm());
        if self.identity.resume_totp(user, realm).await.map_err(signed_out)? {
            return Ok(());
        }
        tracing::warn!(user_id = %user, realm = realm.name(), "the provider has no second factor of {user}: it is off");
        self.end_totp(account, EventKind::TotpDisabled { user }, None).await
    }

    /// Turns two-factor authentication off, in an order that an interruption can't turn against its user.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn end_totp(&self, account: &Account, event: EventKind, request_id: Option<&str>) -> Result<()> {
        let (user, realm) = (account.user(), account.realm());
        for step in TOTP_OFF {
            match step {
                TotpOffStep::Record => self.note_totp(account, None, event.clone(), request_id).await?,
                TotpOffStep::Provider => self.identity.end_totp(user, realm).await.map_err(signed_out)?,
                TotpOffStep::RecoveryCodes => self.sign_ins.set_recovery_codes(user, realm, &[]).await?,
            }
        }
        Ok(())
    }

    /// Writes the session, and notifies its user when the device is new.
    async fn complete_sign_in(&self, account: &Account, tokens: Tokens, from: Origin<'_>) -> Result<SignedIn> {
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
        let seen = self.sign_ins.begin_session(&session, from.key(user)).await?;
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
    pub async fn allow_known_device(
        &self,
        mut guess: Guess,
        user: Option<UserId>,
        realm: Realm,
        from: Origin<'_>,
    ) -> Result<Guess> {
        let Some(crowded) = guess.crowded.take() else { return Ok(guess) };
        let user_or_nobody = user.unwrap_or(UserId(uuid::Uuid::nil()));
        if self.sign_ins.knows_device(user_or_nobody, realm, from.key(user_or_nobody), self.now()).await? {
            return Ok(guess);
        }
        failed(realm, user, "crowded");
        Err(crowded)
    }
}

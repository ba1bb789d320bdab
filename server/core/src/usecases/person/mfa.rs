//! The second factor: an authenticator app (TOTP), and recovery codes for
//! users who lost it.

use jiff::Timestamp;
use secrecy::SecretString;

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        totp::Enrolment,
    },
    policy::{
        device::Origin,
        recovery,
        refusals::{signed_out, unexpected},
    },
    ports::identity::IdentityError,
    usecases::{account::failed, person::handle::Person},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MfaState {
    pub totp_since: Option<Timestamp>,
    pub recovery_codes_left: u64,
    /// The tenant, or the installation, demands it.
    pub required: bool,
}

impl Person {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn mfa(&self) -> Result<MfaState> {
        let account = self.account().await?;
        Ok(MfaState {
            totp_since: account.totp_since,
            recovery_codes_left: self.inner.sign_ins.recovery_codes_left(self.user(), self.realm()).await?,
            required: self.mfa_required(),
        })
    }

    /// A fresh secret, which counts for nothing until it is confirmed.
    /// `access` is the caller's token: some providers let nobody else do it.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn begin_totp(&self, access: &str) -> Result<Enrolment> {
        self.off().await?;
        let secret = self.inner.identity.begin_totp(self.user(), self.realm(), access).await.map_err(signed_out)?;
        Ok(Enrolment::new(secret, self.email()))
    }

    /// Turns it on, since the app shows the right code. The recovery codes
    /// are returned this once.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn confirm_totp(&self, access: &str, code: &str, from: Origin<'_>) -> Result<Vec<SecretString>> {
        let (inner, user, realm) = (&self.inner, self.user(), self.realm());
        let account = self.off().await?;
        let codes = inner.settings.quotas.codes;
        let guess = inner.throttle.guess("code", &user.to_string(), from.address, codes).await?;
        let guess = inner.allow_known_device(guess, Some(user), realm, from).await?;
        match inner.identity.confirm_totp(user, realm, access, code).await {
            Ok(()) => inner.throttle.clear_guesses(guess).await,
            Err(IdentityError::Refused) => {
                failed(realm, Some(user), "code");
                return Err(Error::invalid("/code", "wrong_code", "is not the code that the app shows now"));
            }
            Err(other) => return Err(signed_out(other)),
        }
        let codes = self.new_codes().await?;
        inner.note_totp(&account, Some(inner.now()), EventKind::TotpEnabled { user }, self.request_id()).await?;
        Ok(codes)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn end_totp(&self, password: &SecretString, from: Origin<'_>) -> Result<()> {
        self.prove(password, "/password", from).await?;
        let account = self.account().await?;
        if account.totp_since.is_none() {
            return Err(not_on());
        }
        let event = EventKind::TotpDisabled { user: self.user() };
        self.inner.end_totp(&account, event, self.request_id()).await
    }

    /// In the place of those that there were.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn renew_recovery_codes(&self, password: &SecretString, from: Origin<'_>) -> Result<Vec<SecretString>> {
        self.prove(password, "/password", from).await?;
        let account = self.account().await?;
        if account.totp_since.is_none() {
            return Err(not_on());
        }
        let event = EventKind::RecoveryCodesRenewed { user: self.user() };
        let control = self.inner.control(account.actor(), self.request_id());
        control.record(account.tenant_id(), Vec::new(), vec![event]).await.map_err(unexpected)?;
        self.new_codes().await
    }

    async fn new_codes(&self) -> Result<Vec<SecretString>> {
        let inner = &self.inner;
        let (codes, kept) = recovery::make(&*inner.random, &inner.signer, self.user());
        inner.sign_ins.set_recovery_codes(self.user(), self.realm(), &kept).await?;
        Ok(codes)
    }

    async fn off(&self) -> Result<crate::usecases::account::Account> {
        let account = self.account().await?;
        if account.totp_since.is_some() {
            return Err(Error::conflict("totp_on", "two-factor authentication is already on; turn it off first"));
        }
        Ok(account)
    }
}

fn not_on() -> Error {
    Error::conflict("totp_off", "two-factor authentication is off")
}

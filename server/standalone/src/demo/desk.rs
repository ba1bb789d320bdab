//! A place to work at in the past: the installation's own stores, seen through
//! an app with a clock of its own.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tenantry_core::{
    App, Caller, Operator, Settings, Tenant, Worker,
    domain::{
        idempotency::Answer,
        ids::{InvitationId, TenantId},
        member::Member,
        signing::{Purpose, Signer},
        text::fold_email,
    },
    ports::control::ControlStore,
    usecases::Joining,
};
use tenantry_embedded::Backend;

use super::clock::PastClock;

/// The address that demo people sign in from, as the throttle sees it.
const ADDRESS: &str = "demo";

pub struct Desk {
    pub app: App,
    pub worker: Worker,
    clock: Arc<PastClock>,
    control: Arc<dyn ControlStore>,
    signer: Signer,
}

impl Desk {
    pub fn open(backend: &Backend, settings: &Settings, at: Timestamp) -> Self {
        let clock = Arc::new(PastClock::at(at));
        let ports = backend.ports_at(clock.clone());
        let control = ports.control.clone();
        let (app, worker) = tenantry_core::usecases::open(ports, settings.clone());
        Self { app, worker, clock, control, signer: settings.signer.clone() }
    }

    pub fn set(&self, at: Timestamp) {
        self.clock.set(at);
    }

    /// Proves the address of a sign-up as its mailed link would.
    pub async fn confirm(&self, email: &str) -> Result<TenantId> {
        let waiting = self.control.registration_by_email(&fold_email(email)).await?;
        let waiting = waiting.context("the sign-up is not there")?;
        Ok(self.app.confirm(&self.signer.signed_token(Purpose::Confirm, waiting.id.0), None).await?.id)
    }

    /// The invitation that came with a tenant.
    pub async fn first_invitation(&self, tenant: TenantId) -> Result<InvitationId> {
        let open = self.control.invitations(tenant, None, 1).await?;
        Ok(open.items.first().context("the owner was not invited")?.id)
    }

    /// Takes an invitation as its mailed link would.
    pub async fn join(&self, invitation: InvitationId, name: &str, password: &SecretString) -> Result<Member> {
        let token = self.signer.signed_token(Purpose::Invitation, invitation.0);
        Ok(self.app.join(&token, Joining::new(name, password.clone())?, ADDRESS, None).await?)
    }

    pub async fn sign_in(&self, email: &str, password: &SecretString) -> Result<SecretString> {
        Ok(self.app.sign_in(email, password, ADDRESS).await?.tokens()?.access)
    }

    pub async fn sign_in_operator(&self, email: &str, password: &SecretString) -> Result<SecretString> {
        Ok(self.app.sign_in_operator(email, password, ADDRESS).await?.tokens()?.access)
    }

    pub async fn member(&self, token: &SecretString) -> Result<Tenant> {
        match self.app.authenticate(token.expose_secret(), None).await? {
            Caller::Member(tenant) => Ok(tenant),
            Caller::Operator(_) => bail!("the token is an operator's"),
        }
    }

    pub async fn operator(&self, token: &SecretString) -> Result<Operator> {
        match self.app.authenticate(token.expose_secret(), None).await? {
            Caller::Operator(operator) => Ok(operator),
            Caller::Member(_) => bail!("the token is a member's"),
        }
    }
}

/// Carries the id of what was made; nobody but the demo reads it.
pub fn only_id(id: impl Serialize) -> Answer {
    Answer::new(&id)
}

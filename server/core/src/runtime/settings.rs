//! What an installation is made of, and what it decides for itself.

use std::{sync::Arc, time::Duration};

use tenantry_webhooks::Reach;

use crate::{
    domain::{kinds::built_in, resource::Kinds, signing::Signer, tier::Tier},
    policy::{placements::Placements, quotas::Quotas},
    ports::{
        control::ControlStore,
        env::{Clock, Random, Timer},
        identity::Identity,
        relay::Relay,
        sign_in::SignInStore,
        store::Store,
        throttle::ThrottleStore,
        webhooks::WebhookSchedule,
    },
    runtime::meter::Meter,
};

/// The adapters of a backend. Clones share them.
#[derive(Clone)]
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub sign_ins: Arc<dyn SignInStore>,
    pub identity: Arc<dyn Identity>,
    pub relay: Arc<dyn Relay>,
    /// Slows callers down.
    pub throttles: Arc<dyn ThrottleStore>,
    pub clock: Arc<dyn Clock>,
    pub timer: Arc<dyn Timer>,
    pub random: Arc<dyn Random>,
    /// Counts what is done in a tenant's name; the store counts its calls in it too.
    pub meter: Arc<Meter>,
}

/// The settings of an installation.
#[derive(Clone)]
pub struct Settings {
    /// Signs mailed links and cursors.
    pub signer: Signer,
    /// Tiers that a company gets at sign-up without being asked about.
    pub self_service_tiers: Vec<Tier>,
    /// Where people reach the web app, without a slash at the end.
    pub public_url: String,
    /// Operators can do nothing before they have set up a second factor.
    pub operators_need_mfa: bool,
    /// Placements that tenants can be given.
    pub placements: Placements,
    pub quotas: Quotas,
    /// The kinds of records that tenants keep beside products and orders.
    pub kinds: Kinds,
    /// How webhooks are sent; nothing where no part of the installation sends them, and there they do not exist.
    pub webhooks: Option<Webhooks>,
    /// Whether uses of API keys are noted by the use cases. Not where what stands before them notes each.
    pub notes_api_key_uses: bool,
    /// How long a change goes on trying while others change the same thing. Shorter than a request may take.
    pub change_budget: Duration,
}

/// How an installation sends webhooks.
#[derive(Clone)]
pub struct Webhooks {
    /// Which addresses endpoints may have.
    pub reach: Reach,
    pub schedule: Arc<dyn WebhookSchedule>,
}

/// The default of [`Settings::change_budget`].
pub const CHANGE_BUDGET: Duration = Duration::from_secs(5);

impl Settings {
    pub fn new(signer: Signer, public_url: &str) -> Self {
        Self {
            signer,
            self_service_tiers: vec![Tier::Basic],
            public_url: public_url.trim_end_matches('/').to_owned(),
            operators_need_mfa: false,
            placements: Placements::default(),
            quotas: Quotas::default(),
            kinds: built_in(),
            webhooks: None,
            notes_api_key_uses: true,
            change_budget: CHANGE_BUDGET,
        }
    }
}

//! Plugs the adapters together, as the other home's `main` does.

use std::sync::Arc;

use anyhow::Result;
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Clients as TenantClients, Consumption, OneClient},
    events::DynamoRelay,
    identity::{CognitoIdentity, PoolConfig},
    partition::Partition,
    sign_ins::DynamoSignIns,
    store::DynamoStore,
    timer::RuntimeTimer,
};
use tenantry_core::{
    App, Ports, Settings, Worker,
    control::ControlStore,
    env::{Random, SystemClock},
    error::chain,
    ids::TenantId,
    ticket::Seal,
    usage::Meter,
};

use crate::{
    clients::{Clients, client},
    config::{optional, prefix, required},
    secrets::Secrets,
    tenant_clients::RoleClients,
};

/// Randomness from the operating system.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Without randomness no id and no token may be made.
            tracing::error!(%error, "the operating system gives no randomness: {error}");
            std::process::abort();
        }
    }
}

pub struct Home {
    pub app: App,
    pub worker: Worker,
    pub relay: DynamoRelay,
    pub store: Arc<DynamoStore>,
    pub control: DynamoControl,
    /// Credentials of one tenant at a time.
    pub tenants: Arc<dyn TenantClients>,
}

impl Home {
    /// Opens the connections that the first request needs while the container
    /// starts: the handshakes are the longest part of a first answer.
    pub async fn warm(&self) {
        let nobody = TenantId(Default::default());
        let (keys, records) = tokio::join!(self.app.key_set(), self.control.tenant(nobody));
        if let Some(error) = keys.err().map(|error| chain(&error)).or(records.err().map(|error| chain(&error))) {
            tracing::warn!(error, "what requests need can't be reached at the start");
        }
    }

    /// What is consumed for tenants and for control data.
    pub fn consumptions(&self, clients: &Clients) -> Vec<Arc<Consumption>> {
        vec![self.store.consumption().clone(), clients.used.clone()]
    }
}

pub async fn open(clients: &Clients) -> Result<Home> {
    let prefix = prefix()?;
    let secrets = Secrets::new(clients);
    let seal = secrets.seal().await?;
    let control = clients.control(&prefix);
    let identity = identity(clients, &secrets, &control, &seal)?;
    let clock = Arc::new(SystemClock);
    let meter = Arc::new(Meter::new(clock.clone()));
    let tenants: Arc<dyn TenantClients> = match optional("TENANT_ROLE_ARN") {
        Some(role) => Arc::new(RoleClients::new(&clients.config, role)),
        // A laptop has no roles.
        None => Arc::new(OneClient(clients.dynamo.clone())),
    };
    let store =
        Arc::new(DynamoStore::new(Partition::new(prefix.clone()), tenants.clone(), meter.clone(), clock.clone()));
    let relay = DynamoRelay::new(&control, client!(aws_sdk_sqs, &clients.config), prefix.clone());
    let ports = Ports {
        store: store.clone(),
        control: Arc::new(control.clone()),
        sign_ins: Arc::new(DynamoSignIns::new(clients.dynamo.clone(), &prefix, clients.used.clone())),
        identity: Arc::new(identity),
        relay: Arc::new(relay.clone()),
        clock,
        timer: Arc::new(RuntimeTimer::default()),
        random: Arc::new(SystemRandom),
        meter,
    };
    let settings = Settings::new(seal, &required("PUBLIC_URL")?);
    let (app, worker) = tenantry_core::app::open(ports, settings);
    Ok(Home { app, worker, relay, store, control, tenants })
}

fn identity(clients: &Clients, secrets: &Secrets, control: &DynamoControl, seal: &Seal) -> Result<CognitoIdentity> {
    let client = client!(aws_sdk_cognitoidentityprovider, &clients.config);
    let members = pool(secrets, "USER_POOL", "TOKEN")?;
    let operators = pool(secrets, "OPERATOR_POOL", "OPERATOR_TOKEN")?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    Ok(CognitoIdentity::new(client, members, operators, control, seal.clone(), clock, random))
}

pub fn pool(secrets: &Secrets, pool: &str, token: &str) -> Result<PoolConfig> {
    Ok(PoolConfig {
        pool_id: required(&format!("{pool}_ID"))?,
        client_id: required(&format!("{pool}_CLIENT_ID"))?,
        client_secret: secrets.of_client(format!("{pool}_CLIENT_SECRET_ARN")),
        issuer: required(&format!("{token}_ISSUER"))?,
        jwks_url: required(&format!("{token}_JWKS_URL"))?,
    })
}

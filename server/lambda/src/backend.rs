//! Plugs the adapters together, as the standalone server's `main` does.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Clients as TenantClients, Consumption, OneClient},
    events::{DynamoRelay, Queues},
    identity::{CognitoIdentity, IdentitySweep, PoolConfig, TokenVerifier},
    partition::Partition,
    sign_ins::DynamoSignIns,
    store::DynamoStore,
    throttles::DynamoThrottles,
    timer::RuntimeTimer,
    webhooks::SqsSchedule,
};
use tenantry_core::{
    App, Ports, Settings, Worker,
    domain::{error::chain, ids::TenantId, signing::Signer},
    policy::placements::Placements,
    ports::{control::ControlStore, env::Random},
    runtime::{env::SystemClock, meter::Meter, settings::Webhooks},
};
use tenantry_webhooks::Reach;

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

pub struct Backend {
    pub app: App,
    pub worker: Worker,
    pub relay: DynamoRelay,
    pub queues: Queues,
    pub store: Arc<DynamoStore>,
    pub control: DynamoControl,
    /// Credentials of one tenant at a time.
    pub tenants: Arc<dyn TenantClients>,
}

impl Backend {
    /// Returns the counters of capacity units: that of tenant data and that of control data.
    pub fn consumptions(&self, clients: &Clients) -> Vec<Arc<Consumption>> {
        vec![self.store.consumption().clone(), clients.used.clone()]
    }
}

/// Said to the operator who wants one all the same.
const NO_SILOS: &str = "can't be silo: this region took over from another and has no second region to replicate the tables of a \
                        silo to (ReplicaRegion and SingleRegionSilos in docs/aws-settings.md)";

/// For functions whose first event may need none of what requests need.
pub async fn open(clients: &Clients) -> Result<Backend> {
    let parts = Parts::new(clients)?;
    let signer = parts.secrets.signer().await?;
    parts.join(clients, signer)
}

/// Opens also the connections that the first request needs, all at once while the container starts: the handshakes are
/// the longest part of a first answer.
pub async fn open_warm(clients: &Clients) -> Result<Backend> {
    let parts = Parts::new(clients)?;
    let (signer, ()) = tokio::join!(parts.secrets.signer(), parts.warm());
    parts.join(clients, signer?)
}

/// What there is before the installation's key is read.
struct Parts {
    prefix: String,
    secrets: Secrets,
    control: DynamoControl,
    members: PoolConfig,
    operators: PoolConfig,
    verifier: Arc<TokenVerifier>,
}

impl Parts {
    fn new(clients: &Clients) -> Result<Self> {
        let prefix = prefix()?;
        let secrets = Secrets::new(clients);
        let control = clients.control(&prefix);
        let (members, operators) =
            (pool(&secrets, "USER_POOL", "TOKEN")?, pool(&secrets, "OPERATOR_POOL", "OPERATOR_TOKEN")?);
        let verifier = Arc::new(TokenVerifier::new(&members, &operators));
        Ok(Self { prefix, secrets, control, members, operators, verifier })
    }

    async fn warm(&self) {
        let nobody = TenantId(Default::default());
        let (keys, records) = tokio::join!(self.verifier.warm(Timestamp::now()), self.control.tenant(nobody));
        if let Some(error) = keys.err().map(|error| chain(&error)).or(records.err().map(|error| chain(&error))) {
            tracing::warn!(error, "what requests need can't be reached at the start");
        }
    }

    fn join(self, clients: &Clients, signer: Signer) -> Result<Backend> {
        let Self { prefix, control, members, operators, verifier, .. } = self;
        let clock = Arc::new(SystemClock);
        let meter = Arc::new(Meter::new(clock.clone()));
        let cognito = client!(aws_sdk_cognitoidentityprovider, &clients.config);
        let identity = CognitoIdentity::with_verifier(
            verifier,
            cognito,
            (members, operators),
            &control,
            signer.clone(),
            clock.clone(),
            Arc::new(SystemRandom),
        );
        let tenants: Arc<dyn TenantClients> = match optional("TENANT_ROLE_ARN") {
            Some(role) => Arc::new(RoleClients::new(&clients.config, role)),
            // A laptop has no roles.
            None => Arc::new(OneClient(clients.dynamo.clone())),
        };
        let store = Arc::new(DynamoStore::new(Partition::new(prefix.clone()), tenants.clone(), meter.clone()));
        let queues = Queues::new(client!(aws_sdk_sqs, &clients.config), prefix.clone());
        let relay = DynamoRelay::new(&control, queues.clone());
        let ports = Ports {
            store: store.clone(),
            control: Arc::new(control.clone()),
            sign_ins: Arc::new(DynamoSignIns::new(clients.dynamo.clone(), &prefix, clients.used.clone())),
            identity: Arc::new(identity),
            relay: Arc::new(relay.clone()),
            throttles: Arc::new(DynamoThrottles::new(
                clients.dynamo.clone(),
                &prefix,
                clients.used.clone(),
                clock.clone(),
            )),
            clock,
            timer: Arc::new(RuntimeTimer::default()),
            random: Arc::new(SystemRandom),
            meter,
        };
        // Of the very first deployment CloudFront has not made the address up yet, and no mail leaves before it has.
        let settings = Settings::new(signer, &optional("PUBLIC_URL").unwrap_or_default());
        // The authorizer notes them; most services may write no control data.
        let settings = Settings { placements: placements(), notes_api_key_uses: false, ..settings };
        let schedule = Arc::new(SqsSchedule::new(queues.clone()));
        let settings = Settings { webhooks: Some(Webhooks { reach: webhook_reach()?, schedule }), ..settings };
        let (app, worker) = tenantry_core::usecases::open(ports, settings);
        Ok(Backend { app, worker, relay, queues, store, control, tenants })
    }
}

/// The placements that were deployed.
fn placements() -> Placements {
    let placements = Placements::default();
    let placements = if provisioned_pool() { placements.with_provisioned_pool() } else { placements };
    let silos = optional("SILOS").is_none_or(|silos| silos != "off");
    if silos { placements } else { placements.without_silos(NO_SILOS) }
}

/// Where webhooks are sent to: public addresses, unless an emulator's functions are to reach their own machine.
pub fn webhook_reach() -> Result<Reach> {
    match optional("WEBHOOK_REACH").as_deref() {
        None | Some("public") => Ok(Reach::Public),
        Some("any") => Ok(Reach::Anywhere),
        Some(other) => Err(anyhow!("WEBHOOK_REACH is {other}, which is neither public nor any")),
    }
}

/// Returns whether the tables of the provisioned pool were deployed.
pub fn provisioned_pool() -> bool {
    optional("PROVISIONED_POOL").is_some_and(|pool| pool == "on")
}

/// Removes accounts that no record names; it never signs anybody in, so their clients' secrets are not read.
pub fn identity_sweep(clients: &Clients, control: DynamoControl) -> Result<IdentitySweep> {
    let (client, secrets) = (client!(aws_sdk_cognitoidentityprovider, &clients.config), Secrets::new(clients));
    let (members, operators) =
        (pool(&secrets, "USER_POOL", "TOKEN")?, pool(&secrets, "OPERATOR_POOL", "OPERATOR_TOKEN")?);
    Ok(IdentitySweep::new(client, members, operators, control))
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

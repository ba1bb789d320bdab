//! The AWS backend with all its adapters: tenants' data, control data, sign-ins
//! and identity. Events are handed out within the process.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_dynamodb::Client;
use cognito::config::{BehaviorVersion, Credentials, Region};
use tenantry_aws::{
    control::DynamoControl,
    identity::{CognitoIdentity, Pools, PreToken},
    partition::Partition,
    sign_ins::DynamoSignIns,
    store::DynamoStore,
    tenant_mover::DynamoTenantMover,
    throttles::DynamoThrottles,
};
use tenantry_conformance::{Fixture, ManualClock, OpenBackend, Setup};
use tenantry_core::{
    App, Ports,
    domain::{
        ids::EventId,
        page::{Position, Slice},
        signing::Signer,
        tenant::Placement,
        text::fold_email,
    },
    ports::{
        control::ControlStore,
        env::Random,
        identity::Identity,
        mail::{Mail, MailError, Mailer},
        relay::{DeadLetter, Redriven, Relay},
        store::Read,
    },
    runtime::meter::Meter,
};

use crate::{
    backend::{Provisioning, partition},
    cognito::Cognito,
    relay::TestRelay,
    server::{self, Which},
    tenant_mover::tenant_mover,
};

/// Keeps mails, each once.
#[derive(Default)]
pub struct Outgoing(Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Outgoing {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let mut sent = self.0.lock().expect("mails");
        if !sent.iter().any(|known| known.id == mail.id) {
            sent.push(mail);
        }
        Ok(())
    }
}

pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&uuid::Uuid::new_v4().as_bytes()[..chunk.len()]);
        }
    }
}

struct NoLetters;

#[async_trait]
impl Relay for NoLetters {
    async fn dead_letters(&self, _: Option<&Position>, _: usize) -> Read<Slice<DeadLetter>> {
        Ok(Slice::empty())
    }
    async fn redrive(&self, _: EventId, _: &str) -> Read<bool> {
        Ok(false)
    }
    async fn redrive_all(&self, _: &str, _: usize) -> Read<Redriven> {
        Ok(Redriven::default())
    }
}

/// A client of the Cognito of a backend.
pub fn client_of(cognito: &Cognito) -> cognito::Client {
    let config = cognito::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(cognito.url())
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .http_client(server::http())
        .build();
    cognito::Client::from_conf(config)
}

pub struct Whole<const MINISTACK: bool, const SILO: bool> {
    opened: OpenBackend,
    pub cognito: Arc<Cognito>,
    pub sign_ins: Arc<DynamoSignIns>,
    pub partition: Partition,
    mails: Arc<Outgoing>,
    relays: [Arc<TestRelay>; 2],
}

impl<const MINISTACK: bool, const SILO: bool> Whole<MINISTACK, SILO> {
    pub const ON: Which = if MINISTACK { Which::Ministack } else { Which::Dynoxide };

    /// In tables that are there already, as those of a region that takes over are.
    pub async fn open_at(
        setup: Setup,
        client: Client,
        partition: Partition,
        clock: ManualClock,
        makes_silos: bool,
    ) -> Self {
        let (signer, random) = (Signer::new([7; 32]), Arc::new(SystemRandom));
        let (prefix, meter) = (partition.prefix().to_owned(), Arc::new(Meter::new(Arc::new(clock.clone()))));
        let times = Arc::new(clock.running());
        let nowhere = Arc::new(NoLetters);
        let controls = TestRelay::new(client.clone(), partition.control_outbox(), nowhere, times.clone());
        let controls = Arc::new(controls);
        let relay = Arc::new(TestRelay::new(client.clone(), partition.outbox(), controls.clone(), times));
        let clients = Arc::new(Provisioning::new(client.clone(), &partition, makes_silos));
        let store = Arc::new(DynamoStore::new(partition.clone(), clients, meter.clone()));
        let control = DynamoControl::new(client.clone(), &prefix, Arc::default());
        let cognito = Cognito::start(clock.clone()).await;
        let (members, operators) = (cognito.pool("members"), cognito.pool("operators"));
        let pools = Pools { members: members.pool_id.clone(), operators: operators.pool_id.clone() };
        let trigger = PreToken::new(control.clone(), pools);
        assert!(cognito.pre_token.set(trigger).is_ok(), "set once");
        let identity: Arc<dyn Identity> = Arc::new(CognitoIdentity::new(
            client_of(&cognito),
            members,
            operators,
            &control,
            signer.clone(),
            Arc::new(clock.clone()),
            random.clone(),
        ));
        let control: Arc<dyn ControlStore> = Arc::new(control);
        let sign_ins = Arc::new(DynamoSignIns::new(client.clone(), &prefix, Arc::default()));
        let throttles = DynamoThrottles::new(client, &prefix, Arc::default(), Arc::new(clock.clone()));
        let ports = Ports {
            store,
            control,
            sign_ins: sign_ins.clone(),
            identity,
            relay: relay.clone(),
            throttles: Arc::new(throttles),
            clock: Arc::new(clock.clone()),
            timer: Arc::new(tenantry_aws::timer::RuntimeTimer::default()),
            random,
            meter,
        };
        let mails = Arc::new(Outgoing::default());
        let opened = OpenBackend::new(ports, signer, clock, mails.clone());
        let relays = [relay, controls];
        if setup.relay {
            let consumers = opened.consumers(setup);
            relays.iter().for_each(|relay| relay.start(consumers.clone()));
        }
        Self { opened, cognito, sign_ins, partition, mails, relays }
    }

    /// Hands out no event any more.
    pub fn stop_consumers(&self) {
        self.relays.iter().for_each(|relay| relay.end());
    }

    /// Where its tenants live, reached by a client of the test's own making.
    pub fn tenant_mover(&self, client: Client) -> DynamoTenantMover {
        tenant_mover(client, &self.partition, MINISTACK)
    }
}

impl<const MINISTACK: bool, const SILO: bool> Drop for Whole<MINISTACK, SILO> {
    fn drop(&mut self) {
        self.stop_consumers();
    }
}

#[async_trait]
impl<const MINISTACK: bool, const SILO: bool> Fixture for Whole<MINISTACK, SILO> {
    const PLACEMENT: Placement = if SILO { Placement::Silo } else { Placement::Pool };

    async fn open(setup: Setup) -> Self {
        let (clock, client) = (ManualClock::starting_now(), server::client(Self::ON));
        Self::open_at(setup, client, partition(Self::ON).await, clock, SILO).await
    }

    fn opened(&self) -> &OpenBackend {
        &self.opened
    }

    /// With a memory of its own: what is shared is on the table.
    fn another_app(&self) -> App {
        let (client, clock) = (server::client(Self::ON), Arc::new(self.opened.clock.clone()));
        let throttles = DynamoThrottles::new(client, self.partition.prefix(), Arc::default(), clock);
        self.opened.another_app_with(Arc::new(throttles))
    }

    /// Events of control data can cause events of tenant data, and the other way round.
    async fn settle(&self) {
        loop {
            let mut worked = false;
            for relay in &self.relays {
                worked |= relay.settle().await;
            }
            if !worked {
                return;
            }
        }
    }

    async fn identities(&self) -> usize {
        self.cognito.users(&self.cognito.pool("members").pool_id).len()
    }

    async fn mails(&self, to: &str) -> Vec<Mail> {
        let mails = self.mails.0.lock().expect("mails");
        mails.iter().filter(|mail| fold_email(&mail.to) == fold_email(to)).cloned().collect()
    }
}

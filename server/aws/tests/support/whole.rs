//! The AWS home with all its adapters: tenants' data, control data, sign-ins
//! and identity. Events are handed out within the process.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_dynamodb::Client;
use cognito::config::{BehaviorVersion, Credentials, Region};
use tenantry_aws::{
    control::DynamoControl,
    identity::{CognitoIdentity, PreToken},
    partition::Partition,
    places::DynamoPlaces,
    sign_ins::DynamoSignIns,
    store::DynamoStore,
};
use tenantry_conformance::{Fixture, ManualClock, Setup};
use tenantry_core::{
    App, Ports, Settings, Worker, consume,
    control::ControlStore,
    env::Random,
    identity::Identity,
    ids::EventId,
    mail::{Mail, MailError, Mailer},
    page::{Position, Slice},
    relay::{DeadLetter, Redriven, Relay},
    store::{Read, Store},
    tenant::Placement,
    text::fold_email,
    ticket::Seal,
    usage::Meter,
};

use super::{
    cognito::Cognito,
    home::{Provisioning, partition},
    places::places,
    relay::TestRelay,
    server::{self, Which},
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

pub struct Whole<const MINISTACK: bool, const SILO: bool> {
    pub app: App,
    worker: Worker,
    store: Arc<DynamoStore>,
    control: Arc<dyn ControlStore>,
    identity: Arc<dyn Identity>,
    pub cognito: Arc<Cognito>,
    pub sign_ins: Arc<DynamoSignIns>,
    pub partition: Partition,
    mails: Arc<Outgoing>,
    seal: Seal,
    clock: ManualClock,
    relays: [Arc<TestRelay>; 2],
}

impl<const MINISTACK: bool, const SILO: bool> Whole<MINISTACK, SILO> {
    pub const ON: Which = if MINISTACK { Which::Ministack } else { Which::Dynoxide };

    /// Where its tenants live, reached by a client of the test's own making.
    pub fn places(&self, client: Client) -> DynamoPlaces {
        places(client, &self.partition, MINISTACK)
    }
}

impl<const MINISTACK: bool, const SILO: bool> Drop for Whole<MINISTACK, SILO> {
    fn drop(&mut self) {
        self.relays.iter().for_each(|relay| relay.end());
    }
}

#[async_trait]
impl<const MINISTACK: bool, const SILO: bool> Fixture for Whole<MINISTACK, SILO> {
    const PLACEMENT: Placement = if SILO { Placement::Silo } else { Placement::Pool };

    async fn open(setup: Setup) -> Self {
        let (clock, client) = (ManualClock::starting_now(), server::client(Self::ON));
        let (seal, random) = (Seal::new([7; 32]), Arc::new(SystemRandom));
        let partition = partition(Self::ON).await;
        let (prefix, meter) = (partition.prefix().to_owned(), Arc::new(Meter::new(Arc::new(clock.clone()))));
        let times = Arc::new(clock.running());
        let nowhere = Arc::new(NoLetters);
        let controls = TestRelay::new(client.clone(), partition.control_outbox(), nowhere, times.clone());
        let controls = Arc::new(controls);
        let relay = Arc::new(TestRelay::new(client.clone(), partition.outbox(), controls.clone(), times));
        let clients = Arc::new(Provisioning::new(client.clone(), &partition, SILO));
        let store = Arc::new(DynamoStore::new(partition.clone(), clients, meter.clone(), Arc::new(clock.clone())));
        let control = DynamoControl::new(client.clone(), &prefix, Arc::default());
        let cognito = Cognito::start(clock.clone()).await;
        let operators = cognito.pool("operators");
        let trigger = PreToken::new(Arc::new(control.clone()), operators.pool_id.clone());
        assert!(cognito.pre_token.set(trigger).is_ok(), "set once");
        let config = cognito::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .endpoint_url(cognito.url())
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .build();
        let identity: Arc<dyn Identity> = Arc::new(CognitoIdentity::new(
            cognito::Client::from_conf(config),
            cognito.pool("members"),
            operators,
            &control,
            seal.clone(),
            Arc::new(clock.clone()),
            random.clone(),
        ));
        let control: Arc<dyn ControlStore> = Arc::new(control);
        let sign_ins = Arc::new(DynamoSignIns::new(client, &prefix, Arc::default()));
        let ports = Ports {
            store: store.clone(),
            control: control.clone(),
            sign_ins: sign_ins.clone(),
            identity: identity.clone(),
            relay: relay.clone(),
            clock: Arc::new(clock.clone()),
            timer: Arc::new(tenantry_aws::timer::RuntimeTimer::default()),
            random,
            meter,
        };
        let (app, worker) = tenantry_core::app::open(ports, Settings::new(seal.clone(), "https://tenantry.test"));
        let mails = Arc::new(Outgoing::default());
        let mut consumers = consume::all(&worker, setup.mailer.unwrap_or_else(|| mails.clone()));
        consumers.extend(setup.consumers);
        let relays = [relay, controls];
        if setup.relay {
            relays.iter().for_each(|relay| relay.start(consumers.clone()));
        }
        Self { app, worker, store, control, identity, cognito, sign_ins, partition, mails, seal, clock, relays }
    }

    fn app(&self) -> &App {
        &self.app
    }
    fn worker(&self) -> &Worker {
        &self.worker
    }
    fn store(&self) -> &dyn Store {
        &*self.store
    }
    fn control(&self) -> &dyn ControlStore {
        &*self.control
    }
    fn identity(&self) -> &dyn Identity {
        &*self.identity
    }
    fn mailer(&self) -> Arc<dyn Mailer> {
        self.mails.clone()
    }
    fn seal(&self) -> &Seal {
        &self.seal
    }
    fn clock(&self) -> &ManualClock {
        &self.clock
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

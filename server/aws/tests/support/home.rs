//! A home whose tenants' data is on DynamoDB. Control data and identity are the
//! standalone's, since what is tested here is the store.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use tempfile::TempDir;
use tenantry_aws::{
    dynamo::{Clients, Fault},
    partition::Partition,
    places::DynamoPlaces,
    silo::Tables,
    store::DynamoStore,
};
use tenantry_conformance::{Fixture, ManualClock, Setup};
use tenantry_core::{
    App, Ports, Settings, Worker, consume,
    control::ControlStore,
    identity::Identity,
    ids::TenantId,
    mail::{Mail, Mailer},
    relay::Relay,
    store::Store,
    tenant::Placement,
    ticket::Seal,
};
use tenantry_embedded::{Config, Home, Mailbox, Pump};
use tokio::sync::{Mutex, OnceCell};

use super::{
    places::places,
    relay::TestRelay,
    server::{self, Which},
};

/// Makes the tables of a silo when its tenant is first seen, as the saga does
/// when it is registered.
pub struct Provisioning {
    client: Client,
    tables: Option<Tables>,
    seen: Mutex<HashMap<TenantId, Arc<OnceCell<()>>>>,
}

impl Provisioning {
    pub fn new(client: Client, partition: &Partition, silos: bool) -> Self {
        let tables = silos.then(|| Tables::new(client.clone(), partition.clone(), false));
        Self { client, tables, seen: Mutex::default() }
    }
}

#[async_trait]
impl Clients for Provisioning {
    async fn of(&self, tenant: TenantId) -> Result<Client, Fault> {
        if let Some(tables) = &self.tables {
            let cell = self.seen.lock().await.entry(tenant).or_default().clone();
            cell.get_or_try_init(|| tables.create_silo(tenant)).await?;
        }
        Ok(self.client.clone())
    }
}

/// Tables of its own on a server, all under one prefix.
pub async fn partition(which: Which) -> Partition {
    let partition = Partition::new(format!("test-{}-", uuid::Uuid::new_v4().simple()));
    let tables = Tables::new(server::client(which), partition.clone(), false);
    tables.create_shared().await.expect("tables");
    partition
}

pub struct Dynamo<const MINISTACK: bool, const SILO: bool> {
    app: App,
    worker: Worker,
    pub store: Arc<DynamoStore>,
    pub partition: Partition,
    control: Arc<dyn ControlStore>,
    identity: Arc<dyn Identity>,
    mailbox: Arc<Mailbox>,
    seal: Seal,
    clock: ManualClock,
    relay: Arc<TestRelay>,
    pump: Option<Pump>,
    home: Home,
    _folder: TempDir,
}

impl<const MINISTACK: bool, const SILO: bool> Dynamo<MINISTACK, SILO> {
    pub const ON: Which = if MINISTACK { Which::Ministack } else { Which::Dynoxide };

    /// With a client of the test's own making.
    pub async fn open_with(setup: Setup, client: Client) -> Self {
        let folder = TempDir::with_prefix("tenantry-aws-").expect("a directory");
        let clock = ManualClock::starting_now();
        let config = Config {
            clock: Arc::new(clock.clone()),
            delivery_clock: Arc::new(clock.running()),
            issuer: "https://tenantry.test".to_owned(),
            hashing_threads: 2,
            retry_pause_ms: 10,
            ..Config::new(folder.path())
        };
        let home = Home::open(config).expect("a home");
        let (seal, ports) = (home.seal(), home.ports());
        let partition = partition(Self::ON).await;
        let times = Arc::new(clock.running());
        let relay = TestRelay::new(server::client(Self::ON), partition.outbox(), home.relay.clone(), times);
        let relay = Arc::new(relay);
        let clients = Arc::new(Provisioning::new(client, &partition, SILO));
        let store = Arc::new(DynamoStore::new(partition.clone(), clients, ports.meter.clone(), ports.clock.clone()));
        let (control, identity) = (ports.control.clone(), ports.identity.clone());
        let ports = Ports { store: store.clone(), relay: relay.clone(), ..ports };
        let (app, worker) = tenantry_core::app::open(ports, Settings::new(seal.clone(), "https://tenantry.test"));
        let mailer = setup.mailer.unwrap_or_else(|| home.mailbox.clone());
        let mut consumers = consume::all(&worker, mailer);
        consumers.extend(setup.consumers);
        if setup.relay {
            relay.start(consumers.clone());
        }
        let pump = setup.relay.then(|| home.start_pump(consumers));
        let mailbox = home.mailbox.clone();
        Self {
            app,
            worker,
            store,
            partition,
            control,
            identity,
            mailbox,
            seal,
            clock,
            relay,
            pump,
            home,
            _folder: folder,
        }
    }
}

impl<const MINISTACK: bool, const SILO: bool> Dynamo<MINISTACK, SILO> {
    /// For the long work on tenants; `client` is what it reaches the tables by.
    pub fn places_by(&self, client: &Client) -> DynamoPlaces {
        places(client.clone(), &self.partition, false)
    }

    pub fn places(&self) -> DynamoPlaces {
        self.places_by(&server::client(Self::ON))
    }

    /// Why consumers gave up on events; each is handed out once more, as an operator does.
    pub async fn redrive_all(&self) -> Vec<String> {
        let letters = self.relay.dead_letters(None, 1_000).await.expect("a list").items;
        for letter in &letters {
            assert!(self.relay.redrive(letter.event.id, &letter.consumer).await.expect("redriven"));
        }
        letters.into_iter().map(|letter| format!("{}: {}", letter.consumer, letter.error)).collect()
    }
}

impl<const MINISTACK: bool, const SILO: bool> Drop for Dynamo<MINISTACK, SILO> {
    fn drop(&mut self) {
        self.relay.end();
    }
}

#[async_trait]
impl<const MINISTACK: bool, const SILO: bool> Fixture for Dynamo<MINISTACK, SILO> {
    const PLACEMENT: Placement = if SILO { Placement::Silo } else { Placement::Pool };

    async fn open(setup: Setup) -> Self {
        Self::open_with(setup, server::client(Self::ON)).await
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
        self.mailbox.clone()
    }
    fn seal(&self) -> &Seal {
        &self.seal
    }
    fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Events of control data can cause events of tenant data, and the other way round.
    async fn settle(&self) {
        let Some(pump) = &self.pump else { return };
        loop {
            pump.settle().await;
            if !self.relay.settle().await {
                return;
            }
        }
    }

    async fn identities(&self) -> usize {
        self.home.identities().expect("a count")
    }

    async fn mails(&self, to: &str) -> Vec<Mail> {
        let mails = self.mailbox.mails(Some(to), 10_000).await.expect("a mailbox").into_iter();
        mails
            .map(|mail| Mail {
                id: mail.id,
                tenant: None,
                to: mail.to,
                subject: mail.subject,
                text: mail.text,
                from_name: mail.from_name,
                reply_to: mail.reply_to,
            })
            .collect()
    }
}

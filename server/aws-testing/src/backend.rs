//! A backend whose tenants' data is on DynamoDB. Control data and identity are the
//! standalone's, since what is tested here is the store.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use tempfile::TempDir;
use tenantry_aws::{
    dynamo::{Clients, Fault},
    partition::Partition,
    silo::Tables,
    store::DynamoStore,
    tenant_mover::DynamoTenantMover,
};
use tenantry_conformance::{Fixture, ManualClock, OpenBackend, Setup};
use tenantry_core::{
    Ports,
    domain::{ids::TenantId, tenant::Placement},
    policy::placements::Placements,
    ports::{mail::Mail, relay::Relay},
};
use tenantry_embedded::{Backend, Config, Mailbox, Pump};
use tokio::sync::{Mutex, OnceCell};

use crate::{
    relay::TestRelay,
    server::{self, Which},
    tenant_mover::tenant_mover,
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
    opened: OpenBackend,
    pub store: Arc<DynamoStore>,
    pub partition: Partition,
    mailbox: Arc<Mailbox>,
    relay: Arc<TestRelay>,
    pump: Option<Pump>,
    backend: Backend,
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
        let backend = Backend::open(config).expect("a backend");
        let ports = backend.ports();
        let partition = partition(Self::ON).await;
        let times = Arc::new(clock.running());
        let relay = TestRelay::new(server::client(Self::ON), partition.outbox(), backend.relay.clone(), times);
        let relay = Arc::new(relay);
        let clients = Arc::new(Provisioning::new(client, &partition, SILO));
        let store = Arc::new(DynamoStore::new(partition.clone(), clients, ports.meter.clone()));
        let ports = Ports { store: store.clone(), relay: relay.clone(), ..ports };
        let mailbox = backend.mailbox.clone();
        // Its tables are made by the tests that place a tenant there.
        let placements = Placements::default().with_provisioned_pool();
        let opened = OpenBackend::offering(placements, ports, backend.signer(), clock, mailbox.clone());
        let delivers = setup.relay;
        let consumers = opened.consumers(setup);
        if delivers {
            relay.start(consumers.clone());
        }
        let pump = delivers.then(|| backend.start_pump(consumers));
        Self { opened, store, partition, mailbox, relay, pump, backend, _folder: folder }
    }
}

impl<const MINISTACK: bool, const SILO: bool> Dynamo<MINISTACK, SILO> {
    /// Opens the application once more on the same tables, as another container does: it shares all that is stored, and
    /// nothing that is in memory. The tables of a silo have to be there.
    pub fn another(&self, client: Client) -> OpenBackend {
        let ports = self.backend.ports();
        let clients = Arc::new(Provisioning::new(client, &self.partition, false));
        let store = Arc::new(DynamoStore::new(self.partition.clone(), clients, ports.meter.clone()));
        let ports = Ports { store, relay: self.relay.clone(), ..ports };
        OpenBackend::new(ports, self.backend.signer(), self.opened.clock.clone(), self.mailbox.clone())
    }

    /// Makes the tables of the provisioned pool.
    pub async fn create_provisioned_pool(&self) {
        let tables = Tables::new(server::client(Self::ON), self.partition.clone(), false);
        tables.create_provisioned_pool().await.expect("tables");
    }

    /// Makes a tenant mover that reaches the tables by `client`.
    pub fn tenant_mover_by(&self, client: &Client) -> DynamoTenantMover {
        tenant_mover(client.clone(), &self.partition, false)
    }

    pub fn tenant_mover(&self) -> DynamoTenantMover {
        self.tenant_mover_by(&server::client(Self::ON))
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

    fn opened(&self) -> &OpenBackend {
        &self.opened
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
        self.backend.identities().expect("a count")
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

/// The same, with its tenants in the provisioned pool.
pub struct Provisioned(Dynamo<false, false>);

#[async_trait]
impl Fixture for Provisioned {
    const PLACEMENT: Placement = Placement::ProvisionedPool;

    async fn open(setup: Setup) -> Self {
        let backend = Dynamo::<false, false>::open(setup).await;
        backend.create_provisioned_pool().await;
        Self(backend)
    }

    fn opened(&self) -> &OpenBackend {
        self.0.opened()
    }

    async fn settle(&self) {
        self.0.settle().await;
    }

    async fn identities(&self) -> usize {
        self.0.identities().await
    }

    async fn mails(&self, to: &str) -> Vec<Mail> {
        self.0.mails(to).await
    }
}

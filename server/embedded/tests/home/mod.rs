//! The standalone home as the tests open it: in a directory of its own, which
//! goes with it.

#![allow(dead_code, clippy::allow_attributes, reason = "each test binary uses its own part of this")]

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::SignedDuration;
use tempfile::TempDir;
use tenantry_conformance::{Fixture, ManualClock, Setup};
use tenantry_core::{
    App, Ports, Settings, Worker, consume,
    control::ControlStore,
    identity::Identity,
    ids::TenantId,
    mail::{Mail, Mailer},
    store::Store,
    tenant::Placement,
    ticket::Seal,
};
use tenantry_embedded::{Config, Home, Mailbox, OpenError, Pump, SqlitePlaces};

/// A home with its pump running.
pub struct Standalone {
    pub app: App,
    pub worker: Worker,
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub identity: Arc<dyn Identity>,
    pub mailbox: Arc<Mailbox>,
    pub seal: Seal,
    pub clock: ManualClock,
    pump: Option<Pump>,
    home: Home,
}

pub fn config(folder: &Path, clock: &ManualClock) -> Config {
    Config {
        clock: Arc::new(clock.clone()),
        delivery_clock: Arc::new(clock.running()),
        issuer: "https://tenantry.test".to_owned(),
        hashing_threads: 2,
        retry_pause_ms: 10,
        ..Config::new(folder)
    }
}

/// A process that another test starts holds what this one has open, locks among
/// it, until it has become itself.
fn open(config: Config) -> Home {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        match Home::open(config.clone()) {
            Err(OpenError::Locked(_)) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            opened => return opened.expect("a home"),
        }
    }
}

impl Standalone {
    pub fn open(config: Config, clock: ManualClock, setup: Setup) -> Self {
        let home = open(config);
        let seal = home.seal();
        let ports = home.ports();
        let (store, control, identity) = (ports.store.clone(), ports.control.clone(), ports.identity.clone());
        let settings = Settings::new(seal.clone(), "https://tenantry.test");
        let (app, worker) = tenantry_core::app::open(Ports { ..ports }, settings);
        let mailer = setup.mailer.unwrap_or_else(|| home.mailbox.clone());
        let mut consumers = consume::all(&worker, mailer);
        consumers.extend(setup.consumers);
        let pump = setup.relay.then(|| home.start_pump(consumers));
        let mailbox = home.mailbox.clone();
        Self { app, worker, store, control, identity, mailbox, seal, clock, pump, home }
    }

    pub fn places(&self) -> SqlitePlaces {
        self.home.places()
    }

    /// Ends in order, so that the directory can be opened again.
    pub async fn close(self) {
        let Self { app, worker, store, control, identity, mailbox, pump, home, .. } = self;
        if let Some(pump) = pump {
            pump.stop().await;
        }
        drop((app, worker, store, control, identity, mailbox));
        home.close().await;
    }

    pub async fn settle(&self) {
        if let Some(pump) = &self.pump {
            pump.settle().await;
        }
    }
}

pub struct Sqlite<const SILO: bool> {
    home: Standalone,
    folder: TempDir,
}

pub type SqlitePool = Sqlite<false>;
pub type SqliteSilo = Sqlite<true>;

impl<const SILO: bool> Sqlite<SILO> {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn places(&self) -> SqlitePlaces {
        self.home.places()
    }

    /// What is wrong with files of the directory.
    pub async fn bad_files(&self) -> Vec<String> {
        let problems = self.home.home.check_files().expect("looked at");
        problems.iter().map(ToString::to_string).collect()
    }

    /// Opens what an earlier home left behind.
    pub fn open_in(folder: TempDir, clock: ManualClock, setup: Setup, tune: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(folder.path(), &clock);
        tune(&mut config);
        Self { home: Standalone::open(config, clock, setup), folder }
    }

    pub async fn close(self) -> TempDir {
        self.home.close().await;
        self.folder
    }
}

#[async_trait]
impl<const SILO: bool> Fixture for Sqlite<SILO> {
    const PLACEMENT: Placement = if SILO { Placement::Silo } else { Placement::Pool };

    async fn open(setup: Setup) -> Self {
        let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
        let clock = ManualClock::starting_now();
        Self::open_in(folder, clock, setup, |_| ())
    }

    fn app(&self) -> &App {
        &self.home.app
    }
    fn worker(&self) -> &Worker {
        &self.home.worker
    }
    fn store(&self) -> &dyn Store {
        &*self.home.store
    }
    fn control(&self) -> &dyn ControlStore {
        &*self.home.control
    }
    fn identity(&self) -> &dyn Identity {
        &*self.home.identity
    }
    fn mailer(&self) -> Arc<dyn Mailer> {
        self.home.mailbox.clone()
    }
    fn seal(&self) -> &Seal {
        &self.home.seal
    }
    fn clock(&self) -> &ManualClock {
        &self.home.clock
    }

    async fn provision(&self, tenant: TenantId) {
        let places = self.home.places();
        self.home.worker.run_operations_of(tenant, &places, SignedDuration::ZERO).await.expect("a place");
    }

    async fn settle(&self) {
        self.home.settle().await;
    }

    async fn identities(&self) -> usize {
        self.home.home.identities().expect("a count")
    }

    async fn mails(&self, to: &str) -> Vec<Mail> {
        let mails = self.home.mailbox.mails(Some(to), 10_000).await.expect("a mailbox");
        let mails = mails.into_iter();
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

//! For tests: the embedded backend in a directory of its own, which goes with it. What the suite of all backends runs on,
//! and the tests of builders.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::SignedDuration;
use tempfile::TempDir;
use tenantry_conformance::{Fixture, ManualClock, OpenBackend, Setup};
use tenantry_core::{
    domain::{ids::TenantId, tenant::Placement},
    ports::mail::Mail,
};
use tenantry_embedded::{Backend, Config, Mailbox, OpenError, Pump, SqliteTenantMover};

/// A backend with its pump running.
pub struct Standalone {
    pub opened: OpenBackend,
    pub mailbox: Arc<Mailbox>,
    pump: Option<Pump>,
    backend: Backend,
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
fn open(config: Config) -> Backend {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        match Backend::open(config.clone()) {
            Err(OpenError::Locked(_)) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            opened => return opened.expect("a backend"),
        }
    }
}

impl Standalone {
    pub fn open(config: Config, clock: ManualClock, setup: Setup) -> Self {
        let backend = open(config);
        let mailbox = backend.mailbox.clone();
        let opened = OpenBackend::new(backend.ports(), backend.signer(), clock, mailbox.clone());
        let pump = setup.relay.then(|| backend.start_pump(opened.consumers(setup)));
        Self { opened, mailbox, pump, backend }
    }

    pub fn tenant_mover(&self) -> SqliteTenantMover {
        self.backend.tenant_mover()
    }

    /// Ends in order, so that the directory can be opened again.
    pub async fn close(self) {
        let Self { opened, mailbox, pump, backend } = self;
        if let Some(pump) = pump {
            pump.stop().await;
        }
        drop((opened, mailbox));
        backend.close().await;
    }

    pub async fn settle(&self) {
        if let Some(pump) = &self.pump {
            pump.settle().await;
        }
    }
}

pub struct Sqlite<const SILO: bool> {
    backend: Standalone,
    folder: TempDir,
}

pub type SqlitePool = Sqlite<false>;
pub type SqliteSilo = Sqlite<true>;

impl<const SILO: bool> Sqlite<SILO> {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn tenant_mover(&self) -> SqliteTenantMover {
        self.backend.tenant_mover()
    }

    /// What is wrong with files of the directory.
    pub async fn bad_files(&self) -> Vec<String> {
        let problems = self.backend.backend.check_files().expect("looked at");
        problems.iter().map(ToString::to_string).collect()
    }

    /// Opens what an earlier backend left behind.
    pub fn open_in(folder: TempDir, clock: ManualClock, setup: Setup, tune: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(folder.path(), &clock);
        tune(&mut config);
        Self { backend: Standalone::open(config, clock, setup), folder }
    }

    pub async fn close(self) -> TempDir {
        self.backend.close().await;
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

    fn opened(&self) -> &OpenBackend {
        &self.backend.opened
    }

    async fn provision(&self, tenant: TenantId) {
        let mover = self.backend.tenant_mover();
        self.worker().run_operations_of(tenant, &mover, SignedDuration::ZERO).await.expect("a place");
    }

    async fn settle(&self) {
        self.backend.settle().await;
    }

    async fn identities(&self) -> usize {
        self.backend.backend.identities().expect("a count")
    }

    async fn mails(&self, to: &str) -> Vec<Mail> {
        let mails = self.backend.mailbox.mails(Some(to), 10_000).await.expect("a mailbox");
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

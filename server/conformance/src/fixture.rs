//! What a backend must offer so that the suite can be run against it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_core::{
    App, Ports, Settings, Webhooks, Worker,
    domain::{
        ids::{ResourceId, TenantId},
        notice::{GATHER, WINDOW},
        resource::Kinds,
        signing::Signer,
        tenant::Placement,
    },
    events::{self, Consumer},
    policy::placements::Placements,
    ports::{
        control::ControlStore,
        identity::Identity,
        mail::{Mail, Mailer},
        store::{Read, Store},
        throttle::ThrottleStore,
        webhooks::WebhookSchedule,
    },
};
use tenantry_webhooks::Reach;

use crate::{ManualClock, kinds::kinds};

/// How a case wants its backend.
pub struct Setup {
    /// Run beside the consumers of the installation.
    pub consumers: Vec<Arc<dyn Consumer>>,
    /// Without a relay, events wait until a test delivers them.
    pub relay: bool,
    /// Sends mails in the place of the mailbox of the deployment.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { consumers: Vec::new(), relay: true, mailer: None }
    }
}

/// An open backend: the application on top of it, and the ports that cases reach directly.
pub struct OpenBackend {
    pub app: App,
    pub worker: Worker,
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
    pub identity: Arc<dyn Identity>,
    /// Keeps the mails that are sent.
    pub mailer: Arc<dyn Mailer>,
    pub signer: Signer,
    /// The clock of `app`.
    pub clock: ManualClock,
    ports: Ports,
    placements: Placements,
}

impl OpenBackend {
    /// Opens the application on ports that run on `clock`.
    pub fn new(ports: Ports, signer: Signer, clock: ManualClock, mailer: Arc<dyn Mailer>) -> Self {
        Self::offering(Placements::default(), ports, signer, clock, mailer)
    }

    /// Opens an application whose operators can give tenants these placements.
    pub fn offering(
        placements: Placements,
        ports: Ports,
        signer: Signer,
        clock: ManualClock,
        mailer: Arc<dyn Mailer>,
    ) -> Self {
        let (store, control, identity) = (ports.store.clone(), ports.control.clone(), ports.identity.clone());
        let settings = settings(&signer, &placements);
        let (app, worker) = tenantry_core::usecases::open(ports.clone(), settings);
        Self { app, worker, store, control, identity, mailer, signer, clock, ports, placements }
    }

    /// Opens the application once more, on the same ports.
    pub fn another_app(&self) -> App {
        self.another_app_with(self.ports.throttles.clone())
    }

    /// Opens the application once more, with buckets reached in another way.
    pub fn another_app_with(&self, throttles: Arc<dyn ThrottleStore>) -> App {
        let settings = settings(&self.signer, &self.placements);
        tenantry_core::usecases::open(Ports { throttles, ..self.ports.clone() }, settings).0
    }

    /// Opens the application once more, on the same ports, with these kinds of records. It takes webhook endpoints, and
    /// nothing sends to them.
    pub fn app_with_kinds(&self, kinds: Kinds) -> App {
        let webhooks = Some(Webhooks { reach: Reach::Public, schedule: Arc::new(Unsent) });
        let settings = Settings { kinds, webhooks, ..settings(&self.signer, &self.placements) };
        tenantry_core::usecases::open(self.ports.clone(), settings).0
    }

    /// Opens the application once more, on the same ports, as one that sends webhooks to public addresses.
    pub fn app_with_webhooks(&self, schedule: Arc<dyn WebhookSchedule>) -> (App, Worker) {
        let webhooks = Some(Webhooks { reach: Reach::Public, schedule });
        let settings = Settings { webhooks, ..settings(&self.signer, &self.placements) };
        tenantry_core::usecases::open(self.ports.clone(), settings)
    }

    /// Returns the consumers of the installation and those of the case.
    pub fn consumers(&self, setup: Setup) -> Vec<Arc<dyn Consumer>> {
        let mut consumers = events::all(&self.worker, setup.mailer.unwrap_or_else(|| self.mailer.clone()));
        consumers.extend(setup.consumers);
        consumers
    }
}

/// Has nothing tried.
struct Unsent;

#[async_trait]
impl WebhookSchedule for Unsent {
    async fn try_at(&self, _: TenantId, _: ResourceId, _: &[ResourceId], _: Timestamp) -> Read<()> {
        Ok(())
    }
}

fn settings(signer: &Signer, placements: &Placements) -> Settings {
    // No case is about how long changes may collide, and an emulator is slow.
    let change_budget = Duration::from_secs(30);
    let (placements, kinds) = (placements.clone(), kinds());
    Settings { placements, change_budget, kinds, ..Settings::new(signer.clone(), "https://tenantry.test") }
}

/// A fresh, empty backend, wiped when it is dropped. Its app runs on the clock
/// that [`Fixture::clock`] gives; its first pause after a consumer's failure
/// is short.
#[async_trait]
pub trait Fixture: Sized + Send + Sync + 'static {
    /// Where the suite puts its tenants.
    const PLACEMENT: Placement;

    async fn open(setup: Setup) -> Self;

    fn opened(&self) -> &OpenBackend;

    fn app(&self) -> &App {
        &self.opened().app
    }

    fn worker(&self) -> &Worker {
        &self.opened().worker
    }

    fn store(&self) -> &dyn Store {
        &*self.opened().store
    }

    fn control(&self) -> &dyn ControlStore {
        &*self.opened().control
    }

    fn identity(&self) -> &dyn Identity {
        &*self.opened().identity
    }

    fn mailer(&self) -> Arc<dyn Mailer> {
        self.opened().mailer.clone()
    }

    fn signer(&self) -> &Signer {
        &self.opened().signer
    }

    fn clock(&self) -> &ManualClock {
        &self.opened().clock
    }

    /// Opens the application as another process of the installation would. A backend that is one process shares its
    /// memory with it.
    fn another_app(&self) -> App {
        self.opened().another_app()
    }

    /// Makes the place of a tenant that was just made, where that is not done by itself.
    async fn provision(&self, _: TenantId) {}

    /// Waits until every event is delivered, but for what was put off.
    async fn settle(&self);

    /// Returns how many identities the provider keeps for members.
    async fn identities(&self) -> usize;

    /// Returns what was sent to an address.
    async fn mails(&self, to: &str) -> Vec<Mail>;
}

/// Waits until what happened so far is mailed: notices are gathered for a while, and mails of a kind are a while apart.
pub async fn notices_mailed<F: Fixture>(backend: &F) {
    backend.settle().await;
    backend.clock().advance(WINDOW + GATHER);
    backend.settle().await;
}

/// Returns how often something runs: a smaller number in CI, a large one on demand.
pub fn count_from_env(name: &str, default: usize) -> usize {
    std::env::var(name).ok().map_or(default, |count| count.parse().expect("a count is a whole number"))
}

/// Asks again until it is so; a deadline ends what never comes.
pub async fn eventually<T, Ask, Answer>(what: &str, ask: Ask) -> T
where
    Ask: Fn() -> Answer,
    Answer: Future<Output = Option<T>>,
{
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking).await.unwrap_or_else(|_| unreachable!("never came: {what}"))
}

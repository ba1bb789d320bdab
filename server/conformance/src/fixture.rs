//! What a home must offer so that the suite can be run against it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tenantry_core::{
    App, Worker,
    consume::Consumer,
    control::ControlStore,
    identity::Identity,
    ids::TenantId,
    mail::{Mail, Mailer},
    notice::{GATHER, WINDOW},
    store::Store,
    tenant::Placement,
    ticket::Seal,
};

use crate::ManualClock;

/// How a case wants its home.
pub struct Setup {
    /// Run beside the consumers of the installation.
    pub consumers: Vec<Arc<dyn Consumer>>,
    /// Without a relay, events wait until somebody hands them out.
    pub relay: bool,
    /// Sends mails in the place of the mailbox of the deployment.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { consumers: Vec::new(), relay: true, mailer: None }
    }
}

/// A fresh, empty home, wiped when it is dropped. Its app runs on the clock
/// that [`Fixture::clock`] gives; its first pause after a consumer's failure
/// is short.
#[async_trait]
pub trait Fixture: Sized + Send + Sync + 'static {
    /// Where the suite puts its tenants.
    const PLACEMENT: Placement;

    async fn open(setup: Setup) -> Self;

    fn app(&self) -> &App;
    fn worker(&self) -> &Worker;
    fn store(&self) -> &dyn Store;
    fn control(&self) -> &dyn ControlStore;
    fn identity(&self) -> &dyn Identity;
    fn mailer(&self) -> Arc<dyn Mailer>;
    fn seal(&self) -> &Seal;
    fn clock(&self) -> &ManualClock;

    /// Makes the place of a tenant that was just made, where that is not done by itself.
    async fn provision(&self, _: TenantId) {}

    /// Until every event is delivered, but for what was put off.
    async fn settle(&self);

    /// How many identities the provider keeps for members.
    async fn identities(&self) -> usize;

    /// What was sent to an address.
    async fn mails(&self, to: &str) -> Vec<Mail>;
}

/// Until what happened so far is mailed: notices are gathered for a while, and mails of a kind are a while apart.
pub async fn notices_mailed<F: Fixture>(home: &F) {
    home.settle().await;
    home.clock().advance(WINDOW + GATHER);
    home.settle().await;
}

/// How often something runs: a smaller number in CI, a large one on demand.
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

//! What a deployment must offer so that the suite can be run against it.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::Client;

/// Of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery staple";
/// Whom each installation has from its beginning.
pub const OPERATOR: &str = "operator@example.com";

/// Where a case puts its company.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placement {
    Pool,
    Silo,
}

/// What its clients know of an installation.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Where mails to anybody are read.
    pub mailbox: &'static str,
    /// How long and how often it is asked for what comes about by events.
    pub timeout: Duration,
    pub pause: Duration,
}

impl Habits {
    /// Asks until the answer is there: events arrive in moments, not at once.
    pub async fn wait_for<T>(self, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
        let started = Instant::now();
        while started.elapsed() < self.timeout {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(self.pause).await;
        }
        panic!("it did not come about within {:?}", self.timeout);
    }
}

/// A whole installation with its [`OPERATOR`]. As far as a client can see, a case has it to itself.
pub trait Installation: Sized + Send + Sync + 'static {
    const HABITS: Habits;
    /// Kinds of records that it serves and that the suite knows nothing of.
    const KINDS: usize = 0;

    fn start() -> Self;

    /// One whose webhooks reach receivers on this machine.
    fn with_receivers_here() -> Self {
        Self::start()
    }

    fn client(&self) -> Client;

    /// Of the addresses of a company's people.
    fn domain(&self, company: &str) -> String;

    /// Until what was changed of a tenant is known wherever it is asked for.
    fn settled() -> impl Future<Output = ()> + Send;

    fn operator(&self) -> impl Future<Output = Client> + Send {
        async {
            let client = self.client();
            let answer =
                client.post("/v1/auth/operator/signin", &json!({"email": OPERATOR, "password": PASSWORD})).await;
            client.with_token(answer.expect_status(200).text("access_token"))
        }
    }
}

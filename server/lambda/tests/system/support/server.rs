//! The installation as `cargo xtask aws system` deployed it. Each test gets
//! addresses of its own: for its people, and to come from.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use super::{Client, PASSWORD};

const OPERATOR: &str = "operator@example.com";
/// Where mails to anybody are read.
pub const MAILBOX: &str = "/mails";
/// How long and how often it is asked for what comes about by events.
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const PAUSE: Duration = Duration::from_millis(100);

/// What is changed of a tenant is known to every container when its two seconds are over.
pub async fn settled() {
    tokio::time::sleep(Duration::from_millis(2_200)).await;
}

static TESTS: AtomicU8 = AtomicU8::new(1);

pub struct Server {
    base: String,
    number: u8,
}

impl Server {
    pub fn start() -> Self {
        Self { base: told("TENANTRY_EDGE"), number: TESTS.fetch_add(1, Ordering::Relaxed) }
    }

    /// Signing up is slowed down by where it comes from, so each test comes from elsewhere.
    pub fn client(&self) -> Client {
        Client::from(&self.base, Some(IpAddr::V4(Ipv4Addr::new(127, 0, 1, self.number))))
    }

    pub async fn operator(&self) -> Client {
        let client = self.client();
        let body = serde_json::json!({"email": OPERATOR, "password": PASSWORD});
        let answer = client.post("/v1/auth/operator/signin", &body).await.expect_status(200);
        client.with_token(answer.text("access_token"))
    }

    /// Of the addresses of a company's people.
    pub fn domain(&self, company: &str) -> String {
        format!("{}.test-{}.example", company.to_lowercase().replace(' ', "-"), self.number)
    }
}

/// What the verb tells its tests.
pub fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask aws system`"))
}

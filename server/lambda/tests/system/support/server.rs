//! The installation as `cargo xtask aws system` deployed it. Each test gets
//! addresses of its own: for its people, and to come from.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use tenantry_http_suite::{Client, Habits, Installation};

static TESTS: AtomicU8 = AtomicU8::new(1);

pub struct Server {
    base: String,
    number: u8,
}

impl Installation for Server {
    const HABITS: Habits =
        Habits { mailbox: "/mails", timeout: Duration::from_secs(60), pause: Duration::from_millis(100) };

    fn start() -> Self {
        Self { base: variable("TENANTRY_EDGE"), number: TESTS.fetch_add(1, Ordering::Relaxed) }
    }

    /// Signing up is slowed down by where it comes from, so each test comes from elsewhere.
    fn client(&self) -> Client {
        let address = IpAddr::V4(Ipv4Addr::new(127, 0, 1, self.number));
        Client::from(&self.base, Some(address), Self::HABITS)
    }

    fn domain(&self, company: &str) -> String {
        format!("{}.test-{}.example", company.to_lowercase().replace(' ', "-"), self.number)
    }

    /// Every container knows it when its two seconds are over.
    async fn settled() {
        tokio::time::sleep(Duration::from_millis(2_200)).await;
    }
}

/// A variable that `cargo xtask aws system` sets for its tests.
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask aws system`"))
}

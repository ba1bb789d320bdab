//! The mail server is away: for an hour nothing is lost, for three days it says so. On a clock that the test moves.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use async_trait::async_trait;
use jiff::SignedDuration;
use tempfile::TempDir;
use tenantry_conformance::{
    Cast, Fixture, ManualClock, Setup, Shop, count_from_env, eventually, operator, order_input,
};
use tenantry_core::{
    domain::{
        idempotency::Attempt,
        order::{OrderDraft, OrderInput},
        page::PageRequest,
        tier::Tier,
    },
    ports::{
        mail::{Mail, MailError, Mailer},
        relay::DeadLetter,
    },
};
use tenantry_embedded::Config;
use tenantry_embedded_testing::SqlitePool;

/// Takes the mails of customers unless it is away; knows one address that it never takes. Other mail is none of the test's.
#[derive(Default)]
struct Server {
    away: AtomicBool,
    tries: AtomicUsize,
    taken: Mutex<HashMap<String, u32>>,
}

const NOBODY: &str = "nobody@customers.example";

#[async_trait]
impl Mailer for Server {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if !mail.to.ends_with("@customers.example") {
            return Ok(());
        }
        self.tries.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(MailError::Passing("connection refused".into()));
        }
        if mail.to == NOBODY {
            return Err(MailError::Rejected("550 no such mailbox".into()));
        }
        *self.taken.lock().expect("mails").entry(mail.id).or_default() += 1;
        Ok(())
    }
}

impl Server {
    fn taken(&self) -> usize {
        self.taken.lock().expect("mails").len()
    }
}

struct Outage {
    backend: SqlitePool,
    server: Arc<Server>,
    shop: Shop,
    product: tenantry_core::domain::ids::ProductId,
}

impl Outage {
    async fn begin() -> Self {
        let (clock, server) = (ManualClock::starting_now(), Arc::new(Server::default()));
        let setup = Setup { mailer: Some(server.clone()), ..Setup::default() };
        let tune = |config: &mut Config| {
            config.delivery_clock = Arc::new(clock.clone());
            config.retry_pause_ms = 500;
        };
        let folder = TempDir::with_prefix("tenantry-outage-").expect("a directory");
        let backend = SqlitePool::open_in(folder, clock.clone(), setup, tune);
        let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
        let shop = Shop(cast.owner.enter(&backend).await);
        let product = shop.create("Wanted", "1.00", 1_000_000).await.id;
        backend.settle().await;
        server.away.store(true, Ordering::SeqCst);
        Self { backend, server, shop, product }
    }

    async fn order_to(&self, customer_email: &str) {
        let lines = [(self.product, 1)];
        let input = OrderInput { customer_email, ..order_input(&lines) };
        let draft = OrderDraft::new(input).expect("a draft");
        self.shop.place(&draft, &Attempt::default()).await.expect("an order");
    }

    /// Moves the clock and lets be delivered what is due by then.
    async fn pass(&self, time: SignedDuration, step: SignedDuration) {
        let mut left = time;
        while left > SignedDuration::ZERO {
            self.backend.clock().advance(step);
            self.backend.settle().await;
            left -= step;
        }
    }

    async fn letters(&self) -> Vec<DeadLetter> {
        let operator = operator(&self.backend).await;
        operator.dead_letters(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items
    }
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// 10,000 orders in the outage: `OUTAGE_ORDERS=10000`.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_hour_without_a_mail_server_loses_no_mail() {
    let orders = count_from_env("OUTAGE_ORDERS", 10_000);
    let outage = Arc::new(Outage::begin().await);
    let started = Instant::now();
    let buyers = (0..16).map(|buyer| {
        let outage = outage.clone();
        tokio::spawn(async move {
            for _ in (buyer..orders).step_by(16) {
                outage.order_to("carla@customers.example").await;
            }
        })
    });
    for buyer in futures_util::future::join_all(buyers).await {
        buyer.expect("a buyer");
    }
    outage.order_to(NOBODY).await;
    let placed = started.elapsed();
    outage.pass(60 * MINUTE, MINUTE).await;
    // The others go on as ever.
    let insights = outage.shop.0.insights(None, None).await.expect("insights");
    assert_eq!(insights.total.orders, orders as i64 + 1);
    let tries = outage.server.tries.load(Ordering::SeqCst);
    assert!(tries < 300, "{tries} tries in an hour for {orders} mails");
    assert_eq!((outage.server.taken(), outage.letters().await.len()), (0, 0));

    outage.server.away.store(false, Ordering::SeqCst);
    let mut passed = 0;
    while outage.server.taken() < orders {
        outage.pass(MINUTE, MINUTE).await;
        passed += 1;
        assert!(passed <= 20, "{} of {orders} are delivered after {passed} minutes", outage.server.taken());
    }
    assert_eq!(outage.server.taken(), orders);
    outage.pass(5 * MINUTE, MINUTE).await;
    let letters = outage.letters().await;
    assert_eq!(letters.len(), 1, "only the mail that is refused for good: {letters:?}");
    assert!(letters[0].error.contains("550") && letters[0].attempts >= 5, "{letters:?}");
    let twice = outage.server.taken.lock().expect("mails").values().filter(|copies| **copies > 1).count();
    println!(
        "{orders} orders placed in {placed:.1?}; an hour's outage: {tries} tries, then all mails delivered within \
         {passed} minutes, {twice} of them twice, {} dead",
        letters.len() - 1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_three_days_it_is_a_dead_letter_that_one_call_redrives() {
    const ORDERS: usize = 40;
    let outage = Outage::begin().await;
    for _ in 0..ORDERS {
        outage.order_to("carla@customers.example").await;
    }
    outage.pass(SignedDuration::from_hours(71), 10 * MINUTE).await;
    assert_eq!(outage.letters().await.len(), 0, "three days are not over");
    outage.pass(SignedDuration::from_hours(3), 10 * MINUTE).await;
    // What was held back and not tried is given up beside the deliveries, not by them.
    let letters = eventually("all are given up", async || {
        let letters = outage.letters().await;
        (letters.len() == ORDERS).then_some(letters)
    })
    .await;
    for letter in &letters {
        assert!(letter.error.contains("for 3 days") && letter.error.contains("connection refused"), "{letter:?}");
    }
    outage.server.away.store(false, Ordering::SeqCst);
    let operator = operator(&outage.backend).await;
    let redriven = operator.redrive_all("mail").await.expect("redriven");
    assert_eq!((redriven.count, redriven.more), (ORDERS as u64, false));
    outage.pass(20 * MINUTE, MINUTE).await;
    assert_eq!((outage.server.taken(), outage.letters().await.len()), (ORDERS, 0));
    println!("{ORDERS} mails waited for three days, were given up, and went out when redriven");
}

//! The way from a commit to a consumer that fails.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use jiff::SignedDuration;
use tenantry_core::{
    Error,
    domain::{
        consumer,
        event::{Event, EventKind},
        ids::EventId,
        page::PageRequest,
    },
    events::{self, Consumer},
    policy::consume_error::ConsumeError,
    ports::{
        mail::{Mail, MailError, Mailer},
        relay::Redriven,
    },
};

use crate::{Cast, Fixture, Setup, Shop, cast::operator, eventually, shop::CUSTOMER};

/// Can't stand new products until it is healed; counts the tries.
#[derive(Default)]
struct Stubborn {
    healed: AtomicBool,
    tries: Mutex<HashMap<EventId, u32>>,
}

impl Stubborn {
    fn tries(&self, event: EventId) -> u32 {
        self.tries.lock().expect("tries").get(&event).copied().unwrap_or(0)
    }
}

#[async_trait]
impl Consumer for Stubborn {
    fn name(&self) -> &'static str {
        "stubborn"
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        *self.tries.lock().expect("tries").entry(event.id).or_default() += 1;
        let poison = matches!(event.kind, EventKind::ProductCreated { .. });
        if poison && !self.healed.load(Ordering::SeqCst) {
            return Err(MailError::Rejected("it tastes of poison".into()).into());
        }
        Ok(())
    }
}

pub(crate) async fn a_failing_consumer_is_put_off_and_given_up<F: Fixture>() {
    let stubborn = Arc::new(Stubborn::default());
    let backend = F::open(Setup { consumers: vec![stubborn.clone()], ..Setup::default() }).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Poison", "1.00", 10).await;
    let key = cast.key(&backend).await;
    let created = backend.store().journal(&key, None, 1).await.expect("a journal")[0].events[0].clone();

    // Others, and other events, are not held up.
    shop.order(&[(product.id, 1)]).await;
    backend.settle().await;
    assert_eq!(backend.mails(CUSTOMER).await.len(), 1);
    crate::consumers::insights_follow_from(&shop).await;
    let movements = shop.0.movements(product.id, &PageRequest::default()).await.expect("a page").items;
    assert_eq!(movements.len(), 2, "the other consumers saw the poison and the order");

    let operator = operator(&backend).await;
    let letters = async || operator.dead_letters(&PageRequest::default()).await.expect("a page").items;
    let given_up = eventually("the dead letter", async || letters().await.into_iter().next()).await;
    println!("given up after {} tries", stubborn.tries(created.id));
    assert_eq!((given_up.event.id, given_up.consumer.as_str()), (created.id, "stubborn"));
    assert_eq!((given_up.attempts, stubborn.tries(created.id)), (5, 5));
    assert!(given_up.error.contains("it tastes of poison"), "{}", given_up.error);
    backend.settle().await;
    let after = shop.0.movements(product.id, &PageRequest::default()).await.expect("a page").items;
    assert_eq!(after, movements, "retries of one consumer are none of the others");

    // Handed out again while it still fails: it stays, one try older.
    operator.redrive(created.id, "stubborn").await.expect("redriven");
    let again = eventually("the sixth try", async || letters().await.into_iter().find(|letter| letter.attempts == 6));
    assert_eq!(again.await.event.id, created.id);
    stubborn.healed.store(true, Ordering::SeqCst);
    operator.redrive(created.id, "stubborn").await.expect("redriven");
    eventually("the seventh try", async || (stubborn.tries(created.id) == 7).then_some(())).await;
    backend.settle().await;
    assert!(letters().await.is_empty());
    let missing = operator.redrive(created.id, "stubborn").await;
    assert!(matches!(missing, Err(tenantry_core::Error::NotFound)), "{missing:?}");
}

/// The mail server of customers, which a test turns off, or lets refuse for good. Other mail is none of the case's.
#[derive(Default)]
pub(crate) struct Post {
    away: AtomicBool,
    refusing: AtomicBool,
    tries: AtomicUsize,
    taken: Mutex<Vec<Mail>>,
}

impl Post {
    fn taken(&self) -> Vec<Mail> {
        self.taken.lock().expect("mails").clone()
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if mail.to != CUSTOMER {
            return Ok(());
        }
        self.tries.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(MailError::Passing("connection refused".into()));
        }
        if self.refusing.load(Ordering::SeqCst) {
            return Err(MailError::Rejected("550 no such mailbox".into()));
        }
        self.taken.lock().expect("mails").push(mail);
        Ok(())
    }
}

/// Hands out what is put off, a while of time after the other.
async fn pass_time<F: Fixture>(backend: &F, time: SignedDuration, steps: i32) {
    for _ in 0..steps {
        backend.clock().advance(time / steps);
        backend.settle().await;
    }
}

/// However many letters there are, one call of the operator hands them out, and a second finds none.
pub(crate) async fn dead_letters_of_a_consumer_are_redriven_by_one_call<F: Fixture>() {
    const ORDERS: usize = 30;
    let post = Arc::new(Post::default());
    let backend = F::open(Setup { mailer: Some(post.clone()), ..Setup::default() }).await;
    let names: Vec<_> = events::all(backend.worker(), post.clone()).iter().map(|consumer| consumer.name()).collect();
    // The one of webhooks is where they are sent.
    assert_eq!(names, consumer::NAMES[..4]);
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 100).await;
    backend.settle().await;
    post.refusing.store(true, Ordering::SeqCst);
    for _ in 0..ORDERS {
        shop.order(&[(product.id, 1)]).await;
    }
    let operator = operator(&backend).await;
    let letters =
        async || operator.dead_letters(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items;
    pass_time(&backend, SignedDuration::from_mins(10), 20).await;
    assert_eq!(letters().await.len(), ORDERS, "refused five times each");
    assert!(letters().await.iter().all(|letter| letter.attempts == 5 && letter.consumer == "mail"));
    let none = operator.redrive_all("insights").await.expect("none");
    assert_eq!(none, Redriven { count: 0, more: false });
    assert!(matches!(operator.redrive_all("nobody").await, Err(Error::Invalid(_))));

    // While the cause is still there they come back, one try older.
    assert_eq!(operator.redrive_all("mail").await.expect("redriven").count, ORDERS as u64);
    pass_time(&backend, SignedDuration::from_mins(10), 10).await;
    assert_eq!(letters().await.iter().filter(|letter| letter.attempts == 6).count(), ORDERS);
    post.refusing.store(false, Ordering::SeqCst);
    assert_eq!(operator.redrive_all("mail").await.expect("redriven"), Redriven { count: ORDERS as u64, more: false });
    pass_time(&backend, SignedDuration::from_mins(10), 10).await;
    assert!(letters().await.is_empty());
    assert_eq!(post.taken().len(), ORDERS);
    assert_eq!(operator.redrive_all("mail").await.expect("none"), Redriven { count: 0, more: false });
    println!("{ORDERS} dead letters redriven by one call, twice");
}

/// The mail server is away for hours: nothing dies, the read models go on, and a recipient who has a mail gets it once.
pub(crate) async fn a_passing_failure_is_no_try<F: Fixture>() {
    const ORDERS: usize = 20;
    let post = Arc::new(Post::default());
    let backend = F::open(Setup { mailer: Some(post.clone()), ..Setup::default() }).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 100).await;
    backend.settle().await;
    post.away.store(true, Ordering::SeqCst);
    for _ in 0..ORDERS {
        shop.order(&[(product.id, 1)]).await;
    }
    pass_time(&backend, SignedDuration::from_hours(3), 36).await;
    crate::consumers::insights_follow_from(&shop).await;
    let operator = operator(&backend).await;
    let letters = async || operator.dead_letters(&PageRequest::default()).await.expect("a page").items;
    assert!(letters().await.is_empty(), "{:?}", letters().await);
    assert!(post.taken().is_empty());
    let tries = post.tries.load(Ordering::SeqCst);
    post.away.store(false, Ordering::SeqCst);
    pass_time(&backend, SignedDuration::from_mins(32), 4).await;
    assert!(letters().await.is_empty());
    let mut ids: Vec<String> = post.taken().into_iter().map(|mail| mail.id).collect();
    ids.sort();
    assert_eq!(ids.len(), ORDERS);
    ids.dedup();
    assert_eq!(ids.len(), ORDERS, "each order has a mail of its own");
    println!("{ORDERS} mails tried {tries} times in an outage of 3 hours, and all delivered after it");
}

//! The way from a commit to a consumer that fails.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use tenantry_core::{
    consume::{ConsumeError, Consumer},
    event::{Event, EventKind},
    ids::EventId,
    mail::MailError,
    page::PageRequest,
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
            return Err(MailError("it tastes of poison".into()).into());
        }
        Ok(())
    }
}

pub(crate) async fn a_failing_consumer_is_put_off_and_given_up<F: Fixture>() {
    let stubborn = Arc::new(Stubborn::default());
    let home = F::open(Setup { consumers: vec![stubborn.clone()], relay: true }).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let product = shop.create("Poison", "1.00", 10).await;
    let key = cast.key(&home).await;
    let created = home.store().journal(&key, None, 1).await.expect("a journal")[0].events[0].clone();

    // Others, and other events, are not held up.
    shop.order(&[(product.id, 1)]).await;
    home.settle().await;
    assert_eq!(home.mails(CUSTOMER).await.len(), 1);
    crate::consumers::insights_follow_from(&shop).await;
    let movements = shop.0.movements(product.id, &PageRequest::default()).await.expect("a page").items;
    assert_eq!(movements.len(), 2, "the other consumers saw the poison and the order");

    let operator = operator(&home).await;
    let letters = async || operator.dead_letters(&PageRequest::default()).await.expect("a page").items;
    let given_up = eventually("the dead letter", async || letters().await.into_iter().next()).await;
    println!("given up after {} tries", stubborn.tries(created.id));
    assert_eq!((given_up.event.id, given_up.consumer.as_str()), (created.id, "stubborn"));
    assert_eq!((given_up.attempts, stubborn.tries(created.id)), (5, 5));
    assert!(given_up.error.contains("it tastes of poison"), "{}", given_up.error);
    home.settle().await;
    let after = shop.0.movements(product.id, &PageRequest::default()).await.expect("a page").items;
    assert_eq!(after, movements, "retries of one consumer are none of the others");

    // Handed out again while it still fails: it stays, one try older.
    operator.redrive(created.id, "stubborn").await.expect("redriven");
    let again = eventually("the sixth try", async || letters().await.into_iter().find(|letter| letter.attempts == 6));
    assert_eq!(again.await.event.id, created.id);
    stubborn.healed.store(true, Ordering::SeqCst);
    operator.redrive(created.id, "stubborn").await.expect("redriven");
    eventually("an empty list", async || letters().await.is_empty().then_some(())).await;
    assert_eq!(stubborn.tries(created.id), 7);
    let missing = operator.redrive(created.id, "stubborn").await;
    assert!(matches!(missing, Err(tenantry_core::Error::NotFound)), "{missing:?}");
}

//! A retry is one effect, and gets the first answer.

use std::collections::HashSet;

use jiff::SignedDuration;
use tenantry_core::{
    Error,
    domain::{event::EventKind, idempotency::Attempt, order::OrderQuery, precondition::Precondition},
    ports::commit::{Commit, Counter, Write},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    commits::commit,
    count_from_env,
    shop::{at_once, attempt, counter_of, draft, order_draft, product_answer},
};

/// One key 32 times at once, for many keys. The large run of the promise is
/// 500 keys: `CONFORMANCE_KEYS=500`.
pub(crate) async fn one_key_is_one_order<F: Fixture>() {
    let keys = count_from_env("CONFORMANCE_KEYS", 20);
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 1_000_000).await;
    let mut bodies = HashSet::new();
    for key in 0..keys {
        let tries = (0..32).map(|_| {
            let (shop, id) = (shop.clone(), product.id);
            async move {
                let attempt = attempt(shop.user(), &format!("key-{key}"), "two of them");
                shop.place(&order_draft(&[(id, 2)], None), &attempt).await.expect("an order")
            }
        });
        let outcomes = at_once(tries).await;
        let answers: HashSet<String> = outcomes.iter().map(|outcome| outcome.answer.as_json().to_owned()).collect();
        assert_eq!(answers.len(), 1, "one body for key {key}");
        assert_eq!(outcomes.iter().filter(|outcome| !outcome.replayed).count(), 1, "one fresh answer for key {key}");
        bodies.extend(answers);
    }
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    println!("{keys} keys x 32 tries at once: {} orders", orders.len());
    assert_eq!((orders.len(), bodies.len()), (keys, keys));
    assert_eq!(shop.stock(product.id).await, 1_000_000 - 2 * keys as u64);
}

pub(crate) async fn another_request_under_a_key_is_refused<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 10).await;
    let draft = order_draft(&[(product.id, 1)], None);
    shop.place(&draft, &attempt(shop.user(), "k", "one")).await.expect("an order");
    let refused = shop.place(&draft, &attempt(shop.user(), "k", "two")).await.expect_err("another request");
    assert!(matches!(refused, Error::IdempotencyMismatch), "{refused:?}");
    // Another principal, method or path is another key.
    let other = uuid::Uuid::now_v7().into();
    shop.place(&draft, &attempt(other, "k", "two")).await.expect("an order");
    let elsewhere = Attempt::new(shop.user(), "PUT", "/v1/orders", Some("k"), &[b"two"]);
    shop.place(&draft, &elsewhere).await.expect("an order");
    assert_eq!(shop.stock(product.id).await, 7);
}

/// The first try used up the stock, the limit and the reference that a naive
/// second try would be judged by.
pub(crate) async fn a_replay_wins_over_stock_and_limits<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Last one", "1.00", 1).await;
    fill_month(&backend, &cast, 999).await;
    let draft = order_draft(&[(product.id, 1)], Some("ref-1"));
    let key = attempt(shop.user(), "k", "the last one");
    let first = shop.place(&draft, &key).await.expect("the last order");
    for _ in 0..3 {
        let again = shop.place(&draft, &key).await.expect("the first answer");
        assert!(again.replayed);
        assert_eq!(again.answer, first.answer);
    }
    let refused = shop.place(&draft, &attempt(shop.user(), "k2", "the last one")).await.expect_err("nothing is left");
    assert!(matches!(refused, Error::OutOfStock { .. } | Error::LimitReached { .. }), "{refused:?}");

    // The store itself judges the key first, for a caller that read before the first try.
    let store_key = cast.key(&backend).await;
    let kept =
        backend.store().read_set(&store_key, &[], key.key(), backend.app().now()).await.expect("a read set").kept;
    let kept = kept.expect("a kept answer");
    let doomed = Commit {
        idempotency: Some(kept.clone()),
        ..commit(
            cast.id,
            EventKind::ProductArchived { product: product.id },
            vec![Write::Stock { product: product.id, delta: -5, at_version: None }],
        )
    };
    let refused = backend.store().commit(&store_key, doomed).await.expect_err("it was used");
    assert!(
        matches!(&refused, tenantry_core::ports::commit::CommitError::Replay(record) if **record == kept),
        "{refused:?}"
    );
}

pub(crate) async fn fill_month<F: Fixture>(backend: &F, cast: &Cast, orders: i64) {
    let (key, record) = backend.worker().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let month = Counter::Orders(record.month(backend.app().now()));
    let mut fill = commit(
        cast.id,
        EventKind::TenantUpdated,
        vec![Write::Count { counter: month.clone(), delta: orders, max: None }],
    );
    fill.entry.events.clear();
    backend.store().commit(&key, fill).await.expect("a counter");
    assert_eq!(counter_of(backend, &key, &month).await, orders as u64);
}

pub(crate) async fn a_key_is_kept_for_a_day<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 10).await;
    let draft = order_draft(&[(product.id, 1)], None);
    let key = attempt(shop.user(), "k", "one");
    let first = shop.place(&draft, &key).await.expect("an order");
    backend.clock().advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    assert_eq!(shop.place(&draft, &key).await.expect("the first answer").answer, first.answer);
    backend.clock().advance(SignedDuration::from_secs(2));
    let next = shop.place(&draft, &key).await.expect("a new order");
    assert!(!next.replayed);
    assert_ne!(next.answer, first.answer);
    assert!(shop.place(&draft, &key).await.expect("the second answer").replayed);
    assert_eq!(shop.stock(product.id).await, 8);
}

pub(crate) async fn a_refusal_is_judged_anew<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Sold out", "1.00", 0).await;
    let draft = order_draft(&[(product.id, 1)], None);
    let key = attempt(shop.user(), "k", "one");
    let refused = shop.place(&draft, &key).await.expect_err("nothing is left");
    assert!(matches!(refused, Error::OutOfStock { .. }), "{refused:?}");
    shop.edit(product.id, &Precondition::Any, |draft| draft.inventory = 5).await.expect("a delivery");
    assert!(!shop.place(&draft, &key).await.expect("an order").replayed);
}

pub(crate) async fn products_are_replayed_too<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let creators = (0..16).map(|_| {
        let shop = shop.clone();
        async move {
            let key = attempt(shop.user(), "make", "it");
            shop.0.create_product(draft("Once", "1.00", 1), &key, product_answer).await.expect("a product")
        }
    });
    let made = at_once(creators).await;
    assert_eq!(made.iter().filter(|outcome| !outcome.replayed).count(), 1);
    let products = shop.all_products(&Default::default(), 100).await;
    assert_eq!(products.len(), 1);
    let id = products[0].id;
    let archive = async || {
        let key = Attempt::new(shop.user(), "DELETE", "/v1/products/1", Some("gone"), &[]);
        shop.0.archive_product(id, &Precondition::Any, &key, product_answer).await
    };
    assert!(!archive().await.expect("archived").replayed);
    assert!(archive().await.expect("archived before").replayed, "not a conflict with itself");
}

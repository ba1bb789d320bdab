//! The month's counter of orders, which is counted in parts where orders meet, or where nothing limits them.

use std::{process::ExitCode, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use tenantry_aws::partition::Table;
use tenantry_aws_testing::{
    backend::Dynamo,
    faults::Faulty,
    run::{self, Test},
    server::{self, Which},
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop, operator, record_answer};
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::OrderQuery,
        overrides::{Bound, LimitOverrides},
        precondition::Precondition,
        tier::Tier,
    },
    ports::commit::Counter,
};

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        test(
            "the_limit_is_exact_while_orders_meet::pool",
            || Box::pin(the_limit_is_exact_while_orders_meet::<false>()),
        ),
        test("the_limit_is_exact_while_orders_meet::silo", || Box::pin(the_limit_is_exact_while_orders_meet::<true>())),
        test("limits_come_and_go::pool", || Box::pin(limits_come_and_go::<false>())),
        test("limits_come_and_go::silo", || Box::pin(limits_come_and_go::<true>())),
        test("a_counter_of_an_earlier_version_goes_on::pool", || {
            Box::pin(a_counter_of_an_earlier_version_goes_on::<false>())
        }),
        test("a_counter_of_an_earlier_version_goes_on::silo", || {
            Box::pin(a_counter_of_an_earlier_version_goes_on::<true>())
        }),
    ])
}

type Backend<const SILO: bool> = Dynamo<false, SILO>;

async fn limit<const SILO: bool>(backend: &Backend<SILO>, cast: &Cast, max_orders: Bound) {
    let limits = LimitOverrides { max_orders: Some(max_orders), ..tenantry_conformance::overrides() };
    let operator = operator(backend).await;
    let nothing = Attempt::default();
    operator.override_limits(cast.id, limits, &Precondition::Any, &nothing, record_answer).await.expect("limits");
}

async fn this_month<const SILO: bool>(backend: &Backend<SILO>, cast: &Cast) -> Counter {
    let (_, record) = backend.worker().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    Counter::Orders(record.month(backend.app().now()))
}

async fn counted<const SILO: bool>(backend: &Backend<SILO>, cast: &Cast) -> u64 {
    let (key, month) = (cast.key(backend).await, this_month(backend, cast).await);
    backend.store().counter(&key, &month).await.expect("a counter")
}

/// The table of the counter's own item, and the item's key.
async fn place<const SILO: bool>(
    backend: &Backend<SILO>,
    cast: &Cast,
) -> (String, std::collections::HashMap<String, AttributeValue>) {
    let (partition, text) = (&backend.partition, AttributeValue::S);
    let k = format!("n#{}", this_month(backend, cast).await.key());
    let own = ("k".to_owned(), text(k));
    if SILO {
        (partition.silo(Table::Aux, cast.id), [own].into())
    } else {
        (partition.pool(Table::Aux), [own, ("tenant_id".to_owned(), text(cast.id.to_string()))].into())
    }
}

/// An attribute of the counter's own item, as DynamoDB has it.
async fn attribute<const SILO: bool>(backend: &Backend<SILO>, cast: &Cast, name: &str) -> Option<String> {
    let (table, key) = place(backend, cast).await;
    let item = server::client(Which::Dynoxide).get_item().table_name(table).set_key(Some(key)).consistent_read(true);
    match item.send().await.expect("an answer").item?.remove(name)? {
        AttributeValue::S(text) | AttributeValue::N(text) => Some(text),
        other => unreachable!("{other:?}"),
    }
}

/// Sixteen writers, whose products are their own, place orders until the limit is reached.
async fn the_limit_is_exact_while_orders_meet<const SILO: bool>() {
    const MAX: u64 = 400;
    let faulty = Faulty::new(false, Duration::from_millis(5));
    let setup = Setup { relay: false, ..Setup::default() };
    let backend = Backend::<SILO>::open_with(setup, faulty.client(Which::Dynoxide)).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    limit(&backend, &cast, Bound::AtMost(MAX)).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut products = Vec::new();
    for n in 0..16 {
        products.push(shop.create(&format!("Product {n}"), "2.00", 1_000).await.id);
    }
    faulty.switch(true);
    let writers = products.into_iter().map(|product| {
        let shop = shop.clone();
        tokio::spawn(async move {
            let mut placed = 0;
            loop {
                match shop.try_order(&[(product, 1)]).await {
                    Ok(_) => placed += 1,
                    Err(Error::LimitReached { limit: "max_orders", max: MAX, used: MAX, .. }) => return placed,
                    Err(other @ Error::LimitReached { .. }) => unreachable!("another limit: {other:?}"),
                    // It met others for too long.
                    Err(_) => {}
                }
            }
        })
    });
    let placed = futures_util::future::join_all(writers).await;
    let placed: u64 = placed.into_iter().map(|writer| writer.expect("a writer")).sum();
    faulty.switch(false);
    assert_eq!(placed, MAX);
    assert_eq!(counted(&backend, &cast).await, MAX);
    assert_eq!(shop.all_orders(&OrderQuery::default(), 100).await.len() as u64, MAX);
    println!("{MAX} orders by 16 writers, {:?}", faulty.struck());
    assert!(attribute(&backend, &cast, "grants").await.is_some(), "no part was ever opened: the test was blind");
    assert_eq!(attribute(&backend, &cast, "lent").await, None, "what stands in the way of the last is one item");
}

/// A month that begins without a limit counts all the same, so one that comes later is exact.
async fn limits_come_and_go<const SILO: bool>() {
    let backend = Backend::<SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let enter = async || Shop(cast.owner.enter(&backend).await);
    let product = enter().await.create("Wanted", "2.00", 1_000).await.id;
    let order = async |orders: usize| {
        let shop = enter().await;
        for _ in 0..orders {
            shop.order(&[(product, 1)]).await;
        }
    };
    let is_refused = async |at: u64| {
        let refused = enter().await.try_order(&[(product, 1)]).await;
        let is_it = matches!(&refused, Err(Error::LimitReached { max, used, .. }) if (*max, *used) == (at, at));
        assert!(is_it, "{at}: {refused:?}");
        assert_eq!(counted(&backend, &cast).await, at);
    };
    order(40).await;
    assert_eq!(counted(&backend, &cast).await, 40);
    assert_eq!(attribute(&backend, &cast, "lent").await.as_deref(), Some("unlimited"));
    assert_eq!(attribute(&backend, &cast, "n").await, None, "no order was counted in the one item");

    limit(&backend, &cast, Bound::AtMost(45)).await;
    order(5).await;
    is_refused(45).await;
    assert_eq!(attribute(&backend, &cast, "lent").await, None);
    limit(&backend, &cast, Bound::Unlimited).await;
    order(3).await;
    assert_eq!(counted(&backend, &cast).await, 48);
    limit(&backend, &cast, Bound::AtMost(50)).await;
    order(2).await;
    is_refused(50).await;
    limit(&backend, &cast, Bound::AtMost(20)).await;
    let refused = enter().await.try_order(&[(product, 1)]).await;
    assert!(matches!(refused, Err(Error::LimitReached { max: 20, used: 50, .. })), "{refused:?}");
}

/// As 0.1.0 wrote it: a number, and nothing about parts.
async fn a_counter_of_an_earlier_version_goes_on<const SILO: bool>() {
    let backend = Backend::<SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    limit(&backend, &cast, Bound::AtMost(300)).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "2.00", 1_000).await.id;
    let (table, mut item) = place(&backend, &cast).await;
    item.insert("tenant_id".to_owned(), AttributeValue::S(cast.id.to_string()));
    item.insert("n".to_owned(), AttributeValue::N("297".to_owned()));
    server::client(Which::Dynoxide).put_item().table_name(table).set_item(Some(item)).send().await.expect("an item");
    assert_eq!(counted(&backend, &cast).await, 297);
    for _ in 0..3 {
        shop.order(&[(product, 1)]).await;
    }
    let refused = shop.try_order(&[(product, 1)]).await;
    assert!(matches!(refused, Err(Error::LimitReached { max: 300, used: 300, .. })), "{refused:?}");

    // Where the limit is lifted its number is the base of what parts count.
    limit(&backend, &cast, Bound::Unlimited).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    shop.order(&[(product, 1)]).await;
    assert_eq!(counted(&backend, &cast).await, 301);
    assert_eq!(attribute(&backend, &cast, "n").await.as_deref(), Some("300"));
}

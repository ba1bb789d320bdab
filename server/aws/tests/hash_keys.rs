//! What many orders write is under more than one hash key, and what an earlier version put under one is read as ever.

use std::{collections::BTreeMap, process::ExitCode};

use aws_sdk_dynamodb::types::AttributeValue;
use tenantry_aws::partition::Table;
use tenantry_aws_testing::{
    backend::Dynamo,
    run::{self, Test},
    server::{self, Which},
    tally::Tally,
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop, order_draft, snapshot};
use tenantry_core::{
    domain::{idempotency::Attempt, ids::TenantId, order::OrderQuery, order_status::Status, tier::Tier},
    events,
    ports::store::Store as _,
};

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        test("an_order_writes_little_under_each::pool", || Box::pin(an_order_writes_little_under_each())),
        test("orders_are_spread::silo", || Box::pin(orders_are_spread())),
        test("pages_are_in_order::silo", || Box::pin(pages_are_in_order())),
        test("what_was_under_one_is_read::pool", || Box::pin(what_was_under_one_is_read::<false>())),
        test("what_was_under_one_is_read::silo", || Box::pin(what_was_under_one_is_read::<true>())),
    ])
}

type Items = Vec<BTreeMap<String, AttributeValue>>;

/// A company that sells so often that its month is counted in parts, and two products of it.
async fn open<const SILO: bool>(
    backend: &Dynamo<false, SILO>,
) -> (Cast, Shop, [(tenantry_core::domain::ids::ProductId, i64); 2]) {
    let cast = Cast::create(backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(backend).await);
    let (lamp, table) = (shop.create("Lamp", "20.00", 10_000).await.id, shop.create("Table", "90.00", 10_000).await.id);
    (cast, shop, [(lamp, 1), (table, 2)])
}

/// A thousand units a second are enough for 120 orders with all that follows: eight units each.
async fn an_order_writes_little_under_each() {
    const MOST: u32 = 8;
    let tally = Tally::default();
    let backend = Dynamo::<false, false>::open_with(Setup::default(), tally.client(Which::Dynoxide)).await;
    let (_, shop, lines) = open(&backend).await;
    let mut least = u32::MAX;
    for n in 0..60 {
        backend.settle().await;
        tally.take();
        let key = format!("order-{n}");
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&key), &[key.as_bytes()]);
        shop.place(&order_draft(&lines, None), &attempt).await.expect("an order");
        backend.settle().await;
        let units = tally.take();
        println!("{units:?}");
        least = least.min(units.values().copied().max().unwrap_or_default());
        if least <= MOST {
            break;
        }
    }
    assert!((1..=MOST).contains(&least), "{least} units under one hash key");
}

async fn scanned(table: &str) -> Items {
    let client = server::client(Which::Dynoxide);
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
    let mut items = Items::new();
    while let Some(item) = pages.next().await {
        items.push(item.expect("an item").into_iter().collect());
    }
    items
}

fn text(item: &BTreeMap<String, AttributeValue>, name: &str) -> Option<String> {
    item.get(name).and_then(|value| value.as_s().ok()).cloned()
}

/// How many items of a kind are under each hash key.
fn shares(
    items: &Items,
    tenant: TenantId,
    kind: impl Fn(&BTreeMap<String, AttributeValue>) -> Option<String>,
) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut shares: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for item in items {
        let hash = text(item, "tenant_id").unwrap_or_default();
        if let Some(kind) = kind(item).filter(|_| hash.is_empty() || hash.starts_with(&tenant.to_string())) {
            *shares.entry(kind).or_default().entry(hash).or_default() += 1;
        }
    }
    shares
}

/// Of what each order writes no hash key of a silo's listings, nor of journal and outbox, has much more than a quarter.
async fn orders_are_spread() {
    const ORDERS: usize = 120;
    let backend = Dynamo::<false, true>::open(Setup::default()).await;
    let (cast, shop, _) = open(&backend).await;
    let mut products = Vec::new();
    for n in 0..ORDERS {
        products.push(shop.create(&format!("Product {n}"), "2.00", 10).await.id);
    }
    for product in &products {
        let key = product.to_string();
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&key), &[key.as_bytes()]);
        shop.place(&order_draft(&[(*product, 1)], None), &attempt).await.expect("an order");
    }
    backend.settle().await;
    let of_k = |item: &BTreeMap<String, AttributeValue>| Some(text(item, "k")?.split('#').next()?.to_owned());
    let small = shares(&scanned(&backend.partition.silo(Table::Aux, cast.id)).await, cast.id, of_k);
    for kind in ["idem", "statuses"] {
        assert_eq!(small[kind].keys().collect::<Vec<_>>(), [""], "{kind} is in no listing");
    }
    let orders = scanned(&backend.partition.silo(Table::Orders, cast.id)).await;
    let goods = scanned(&backend.partition.silo(Table::Products, cast.id)).await;
    let stock = |item: &BTreeMap<String, AttributeValue>| {
        text(item, "product_id").filter(|id| id.ends_with("#stock")).map(|_| "stock".to_owned())
    };
    let journal = scanned(&backend.partition.journal()).await;
    let mut spread = vec![
        shares(&orders, cast.id, |_| Some("order".to_owned())),
        shares(&goods, cast.id, stock),
        shares(&journal, cast.id, |_| Some("entry".to_owned())),
    ];
    spread.push(
        small.into_iter().filter(|(kind, _)| ["sold", "cust", "move", "mail"].contains(&kind.as_str())).collect(),
    );
    for (kind, shares) in spread.into_iter().flatten() {
        let all: usize = shares.values().sum();
        let most = shares.values().copied().max().unwrap_or_default();
        println!("{kind}: {shares:?}");
        assert!(all >= ORDERS && most * 5 <= all * 2, "{kind}: {most} of {all} are under one");
    }
}

/// A page is as long as it was asked for, and the pages together are all orders, the newest first.
async fn pages_are_in_order() {
    let backend = Dynamo::<false, true>::open(Setup { relay: false, ..Setup::default() }).await;
    let (_, shop, lines) = open(&backend).await;
    let mut placed = Vec::new();
    for _ in 0..90 {
        placed.push(shop.order(&lines).await.id);
    }
    for id in placed.iter().take(30) {
        shop.advance(*id, Status::Confirmed).await.expect("a step");
    }
    placed.reverse();
    for size in [7, 20, 100] {
        let found: Vec<_> = shop.all_orders(&OrderQuery::default(), size).await.iter().map(|order| order.id).collect();
        assert_eq!(found, placed, "pages of {size}");
        let confirmed = OrderQuery { status: Some(Status::Confirmed), ..OrderQuery::default() };
        let found: Vec<_> = shop.all_orders(&confirmed, size).await.iter().map(|order| order.id).collect();
        assert_eq!(found, placed[60..], "pages of {size} by status");
    }
}

/// Puts all under the tenant's id, as an earlier version had it.
async fn put_under_one<const SILO: bool>(backend: &Dynamo<false, SILO>, tenant: TenantId) -> usize {
    let client = server::client(Which::Dynoxide);
    let mut tables =
        vec![(backend.partition.journal(), "entry_id", true), (backend.partition.outbox(), "entry_id", true)];
    for table in Table::ALL {
        let name = if SILO { backend.partition.silo(table, tenant) } else { backend.partition.pool(table) };
        tables.push((name, table.id(), !SILO));
    }
    let mut moved = 0;
    for (table, id, is_hashed) in tables {
        for mut item in scanned(&table).await {
            let hash = text(&item, "tenant_id");
            if hash.as_deref() == Some(tenant.to_string().as_str()) {
                continue;
            }
            if is_hashed {
                let names = ["tenant_id", id];
                let key = names.map(|name| (name.to_owned(), item[name].clone())).into();
                client.delete_item().table_name(&table).set_key(Some(key)).send().await.expect("deleted");
            }
            // It knew fewer parts of what a product sold.
            let k = text(&item, "k").filter(|k| k.starts_with("sold#") && !SILO);
            if let Some(k) = k.as_deref().and_then(|k| k.strip_suffix("#16")) {
                item.insert("k".to_owned(), AttributeValue::S(format!("{k}#00")));
            }
            item.insert("tenant_id".to_owned(), AttributeValue::S(tenant.to_string()));
            let put = client.put_item().table_name(&table).set_item(Some(item.into_iter().collect()));
            put.send().await.expect("put");
            moved += 1;
        }
    }
    moved
}

async fn what_was_under_one_is_read<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup::default()).await;
    let (cast, shop, lines) = open(&backend).await;
    let mut orders = Vec::new();
    for n in 0..12 {
        let key = format!("order-{n}");
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&key), &[key.as_bytes()]);
        let placed = shop.place(&order_draft(&lines, None), &attempt).await.expect("an order");
        orders.push((key, placed.answer));
    }
    backend.settle().await;
    let before = snapshot(&backend, cast.id).await;
    assert!(put_under_one(&backend, cast.id).await >= 12 * 4);
    assert_eq!(snapshot(&backend, cast.id).await, before, "read as ever");

    // What is handed out once more changes nothing, and a retry has its answer.
    let key = cast.key(&backend).await;
    let entries = backend.store.journal(&key, None, 1_000).await.expect("a journal");
    for consumer in events::all(backend.worker(), backend.mailer()) {
        for event in entries.iter().flat_map(|entry| &entry.events).filter(|event| consumer.wants(&event.kind)) {
            consumer.handle(event).await.expect("handled");
        }
    }
    for (key, answer) in &orders {
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(key), &[key.as_bytes()]);
        let again = shop.place(&order_draft(&lines, None), &attempt).await.expect("the same order");
        assert_eq!(again.answer.as_json(), answer.as_json());
    }
    backend.settle().await;
    assert_eq!(snapshot(&backend, cast.id).await, before, "applied once");

    // New ones join them.
    let first = shop.all_orders(&OrderQuery::default(), 5).await;
    assert_eq!(first.len(), 12);
    for _ in 0..12 {
        shop.order(&lines).await;
    }
    for order in &first {
        shop.advance(order.id, Status::Confirmed).await.expect("a step");
    }
    backend.settle().await;
    assert_eq!(shop.0.insights(None, None).await.expect("insights").total.orders, 24);
    assert_eq!(shop.all_orders(&OrderQuery::default(), 7).await.len(), 24);
    assert!(shop.0.order_counts().await.expect("counts").contains(&(Status::Confirmed, 12)));
    for (product, taken) in lines {
        let left = shop.stock(product).await;
        assert_eq!(left, 10_000 - 24 * u64::try_from(taken).expect("a number"));
        let movements = backend.store.ledger(&key, product, None, 100).await.expect("a ledger").items;
        assert_eq!(
            movements.iter().map(|movement| movement.delta).sum::<i64>(),
            i64::try_from(left).expect("a number")
        );
    }
}

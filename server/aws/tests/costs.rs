//! What each operation costs: requests to DynamoDB and request units of them,
//! as the servers that stand in for it count them.

mod support;

use std::{process::ExitCode, sync::Arc};

use support::{
    home::{Provisioning, partition},
    run::{self, Test},
    server::{self, Which},
};
use tenantry_aws::{
    dynamo::Used,
    store::{DynamoStore, Freshness},
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop};
use tenantry_core::{
    idempotency::Attempt,
    insights::DayRange,
    order::{OrderDraft, OrderInput, OrderQuery, Status},
    page::PageRequest,
    product::{Prefix, Product, ProductDraft, ProductInput, ProductQuery},
    store::Store as _,
    tier::Tier,
    usage::Meter,
};

use support::home::Dynamo;

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "each_operation::pool", || Box::pin(each_operation::<false, false>())),
        test(Which::Dynoxide, "each_operation::silo", || Box::pin(each_operation::<false, true>())),
        test(Which::Ministack, "each_operation::pool", || Box::pin(each_operation::<true, false>())),
        test(Which::Ministack, "each_operation::silo", || Box::pin(each_operation::<true, true>())),
        test(Which::Dynoxide, "people_pay_half", || Box::pin(people_pay_half())),
    ])
}

/// Dollars for a million units on demand, us-east-1, as AWS lists them.
const READ: f64 = 0.125;
const WRITE: f64 = 0.625;

fn draft(n: usize) -> ProductDraft {
    let (name, sku) = (format!("Product {n}"), format!("SKU-{n}"));
    let input = ProductInput {
        name: &name,
        description: Some("A thing that somebody wants, described in a sentence or two, as shops do."),
        price: "19.99".parse().expect("an amount"),
        category: Some("things"),
        sku: Some(&sku),
        inventory: 1_000,
    };
    ProductDraft::new(input).expect("a draft")
}

/// Prices of strongly consistent reads, which the whole of the table is given for.
async fn each_operation<const MINISTACK: bool, const SILO: bool>() {
    let home = Dynamo::<MINISTACK, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&home, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let mut products: Vec<Product> = Vec::new();
    for n in 0..24 {
        products.push(shop.try_create(draft(n)).await.expect("a product"));
    }
    let used = || home.store.consumption().take().remove(&cast.id).unwrap_or_default();
    used();
    let mut table: Vec<(&str, Used)> = Vec::new();
    let page = PageRequest::default();
    let attempt = |key: &str| Attempt::new(shop.user(), "POST", "/v1/orders", Some(key), &[key.as_bytes()]);

    shop.0.product(products[0].id).await.expect("a product");
    table.push(("get a product", used()));
    shop.0.products(&ProductQuery::default(), &page).await.expect("a page");
    table.push(("page of 20 products", used()));
    let search = Some(Prefix::Name("product 1".to_owned()));
    shop.0.products(&ProductQuery { search, ..ProductQuery::default() }, &page).await.expect("a page");
    table.push(("page of 20 products by name", used()));
    shop.try_create(draft(99)).await.expect("a product");
    table.push(("create a product", used()));
    let lines = [(products[0].id, 1), (products[1].id, 2)];
    let input = OrderInput {
        external_ref: None,
        customer_email: "carla@customers.example",
        lines: &lines,
        shipping_address: None,
        note: None,
    };
    let two = OrderDraft::new(input).expect("a draft");
    let placed = shop.place(&two, &attempt("first")).await.expect("an order");
    table.push(("place an order of two lines", used()));
    let order: tenantry_core::order::Order = tenantry_conformance::read(&placed.answer);
    shop.place(&two, &attempt("first")).await.expect("the same order");
    table.push(("the same once more (replay)", used()));
    shop.0.order(order.id).await.expect("an order");
    table.push(("get an order", used()));
    shop.0.orders(&OrderQuery::default(), &page).await.expect("a page");
    table.push(("page of 20 orders", used()));
    shop.advance(order.id, Status::Confirmed).await.expect("a step");
    table.push(("confirm an order", used()));
    shop.0.order_counts().await.expect("counts");
    table.push(("orders by status", used()));

    let placement = if SILO { "silo" } else { "pool" };
    println!("| {placement} | reads | writes | read units | write units | $ per million |");
    for (what, used) in &table {
        let dollars = used.read_units * READ + used.write_units * WRITE;
        println!(
            "| {what} | {} | {} | {} | {} | {dollars:.2} |",
            used.reads, used.writes, used.read_units, used.write_units
        );
    }
    let calls = |what: &str| {
        let (_, used) = table.iter().find(|(name, _)| *name == what).expect("a row");
        (used.reads, used.writes)
    };
    assert_eq!(calls("get a product"), (1, 0));
    assert_eq!(calls("page of 20 products"), (1, 0));
    assert_eq!(calls("page of 20 products by name"), (1, 0));
    assert_eq!(calls("create a product"), (0, 1));
    assert_eq!(calls("place an order of two lines"), (1, 1));
    assert_eq!(calls("the same once more (replay)"), (1, 0));
    assert_eq!(calls("get an order"), (1, 0));
    assert_eq!(calls("page of 20 orders"), (1, 0));
    assert_eq!(calls("confirm an order"), (1, 1));
    assert_eq!(calls("orders by status"), (1, 0));
    let key = cast.key(&home).await;
    let days = jiff::civil::date(2026, 11, 1);
    used();
    home.store.sales(&key, DayRange { from: days, to: days }).await.expect("figures");
    assert_eq!((used().reads, used().writes), (1, 0), "figures are one query");
}

/// Whoever looks up by id pays half a unit, where a moment's delay does no harm.
async fn people_pay_half() {
    let home = Dynamo::<false, false>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&home, "acme", Tier::Premium, "UTC").await;
    let key = cast.key(&home).await;
    let partition = partition(Which::Dynoxide).await;
    let clients = Arc::new(Provisioning::new(server::client(Which::Dynoxide), &partition, false));
    let meter = Arc::new(Meter::new(Arc::new(home.clock().clone())));
    let cost = async |freshness| {
        let store = DynamoStore::new(partition.clone(), clients.clone(), meter.clone(), freshness);
        let product = Product::create(uuid::Uuid::now_v7().into(), draft(1), home.app().now());
        let expect = tenantry_core::commit::Expect::Absent;
        let writes = vec![tenantry_core::commit::Write::Product { product: product.clone(), expect }];
        let entry = tenantry_core::journal::Entry {
            id: uuid::Uuid::now_v7().into(),
            tenant: Some(cast.id),
            actor: tenantry_core::journal::Actor::System,
            at: product.created_at,
            action: "product.created".to_owned(),
            subject: None,
            reason: None,
            changes: Vec::new(),
            request_id: None,
            events: Vec::new(),
        };
        let commit = tenantry_core::commit::Commit { writes, entry, idempotency: None };
        store.commit(&key, commit).await.expect("a product");
        store.consumption().take();
        assert_eq!(store.product(&key, product.id).await.expect("a look").as_deref(), Some(&product));
        store.consumption().take().remove(&cast.id).expect("a call")
    };
    let half = Used { reads: 1, read_units: 0.5, ..Used::default() };
    assert_eq!(cost(Freshness::Eventual).await, half);
    assert_eq!(cost(Freshness::Strong).await, Used { read_units: 1.0, ..half });
}

//! What each operation costs: requests to DynamoDB and request units of them,
//! as the servers that stand in for it count them.

mod support;

use std::process::ExitCode;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use support::{
    run::{self, Test},
    server::{self, Which},
};
use tenantry_aws::{dynamo::Used, partition::Table};
use tenantry_conformance::{Cast, Fixture, Setup, Shop};
use tenantry_core::{
    handle::Precondition,
    idempotency::Attempt,
    insights::DayRange,
    money::Money,
    order::{OrderDraft, OrderInput, OrderQuery, Status},
    page::PageRequest,
    product::{Prefix, Product, ProductDraft, ProductInput, ProductQuery},
    store::Store as _,
    tier::Tier,
    transfer::{ImportFile, ImportOptions, Report},
};

use support::home::Dynamo;

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "each_operation::pool", || Box::pin(each_operation::<false, false>())),
        test(Which::Dynoxide, "each_operation::silo", || Box::pin(each_operation::<false, true>())),
        test(Which::Dynoxide, "what_is_shown_is_soon_what_is::pool", || {
            Box::pin(what_is_shown_is_soon_what_is::<false>())
        }),
        test(Which::Dynoxide, "what_is_shown_is_soon_what_is::silo", || {
            Box::pin(what_is_shown_is_soon_what_is::<true>())
        }),
        test(Which::Dynoxide, "planning_an_import::pool", || Box::pin(planning_an_import::<false>())),
        test(Which::Dynoxide, "planning_an_import::silo", || Box::pin(planning_an_import::<true>())),
        test(Which::Ministack, "each_operation::pool", || Box::pin(each_operation::<true, false>())),
        test(Which::Ministack, "each_operation::silo", || Box::pin(each_operation::<true, true>())),
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
        price: Money::from_minor(1_999),
        category: Some("things"),
        sku: Some(&sku),
        inventory: 1_000,
    };
    ProductDraft::new(input).expect("a draft")
}

/// Requests to each operation, and on dynoxide its read and write units, in the
/// pool and in a silo: ministack counts units by rules of its own.
type Cost = (&'static str, (u64, u64), (f64, f64), (f64, f64));

const COSTS: [Cost; 11] = [
    ("get a product", (1, 0), (0.5, 0.0), (0.5, 0.0)),
    ("get it again within two seconds", (0, 0), (0.0, 0.0), (0.0, 0.0)),
    ("page of 20 products", (1, 0), (1.5, 0.0), (1.5, 0.0)),
    ("page of 20 products by name", (1, 0), (1.0, 0.0), (1.0, 0.0)),
    ("create a product", (0, 1), (0.0, 15.0), (0.0, 18.0)),
    ("place an order of two lines", (1, 1), (3.0, 26.0), (3.0, 33.0)),
    ("the same once more (replay)", (1, 0), (3.0, 0.0), (3.0, 0.0)),
    ("get an order", (1, 0), (1.0, 0.0), (1.0, 0.0)),
    ("page of 20 orders", (1, 0), (1.0, 0.0), (0.5, 0.0)),
    ("confirm an order", (1, 1), (1.0, 15.0), (1.0, 18.0)),
    ("orders by status", (1, 0), (16.0, 0.0), (16.0, 0.0)),
];

/// The table of `docs/dynamodb.md`.
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
    shop.0.product(products[0].id).await.expect("a product");
    table.push(("get it again within two seconds", used()));
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
    for ((what, used), (name, calls, pool, silo)) in table.iter().zip(COSTS) {
        assert_eq!((*what, (used.reads, used.writes)), (name, calls));
        if !MINISTACK {
            assert_eq!((used.read_units, used.write_units), if SILO { silo } else { pool }, "{what}");
        }
    }
    assert_eq!(table.len(), COSTS.len());
    let key = cast.key(&home).await;
    let days = jiff::civil::date(2026, 11, 1);
    used();
    home.store.sales(&key, DayRange { from: days, to: days }).await.expect("figures");
    assert_eq!((used().reads, used().writes), (1, 0), "figures are one query");
}

/// A container shows what it did itself at once, and what others did after two
/// seconds at most.
async fn what_is_shown_is_soon_what_is<const SILO: bool>() {
    let home = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&home, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let product = shop.try_create(draft(1)).await.expect("a product");
    let shown = async || shop.0.product(product.id).await.expect("a product").name.clone();
    assert_eq!(shown().await, "Product 1");

    shop.edit(product.id, &Precondition::Any, |draft| draft.name = "Ours".to_owned()).await.expect("a save");
    assert_eq!(shown().await, "Ours");

    let (partition, products) = (&home.partition, Table::Products);
    let table = if SILO { partition.silo(products, cast.id) } else { partition.pool(products) };
    let mut elsewhere = server::client(Which::Dynoxide)
        .update_item()
        .table_name(table)
        .key("product_id", AttributeValue::S(product.id.to_string()))
        .update_expression("SET #name = :name")
        .expression_attribute_names("#name", "name")
        .expression_attribute_values(":name", AttributeValue::S("Theirs".into()));
    if !SILO {
        elsewhere = elsewhere.key("tenant_id", AttributeValue::S(cast.id.to_string()));
    }
    elsewhere.send().await.expect("an update");
    assert_eq!(shown().await, "Ours");
    home.clock().advance(SignedDuration::from_secs(2));
    assert_eq!(shown().await, "Theirs");
}

/// A file of 10,000 rows is planned by a handful of requests, whatever names its rows; row by row it took two each.
async fn planning_an_import<const SILO: bool>() {
    let home = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&home, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let used = || {
        let used = home.store.consumption().take().remove(&cast.id).unwrap_or_default();
        (used.reads, used.writes)
    };
    let file = |rows: usize, with_skus: bool| {
        let sku = |n: usize| if with_skus { format!("SKU-{n}") } else { String::new() };
        let rows: String = (0..rows).map(|n| format!("{},Product {n},19.99,1\n", sku(n))).collect();
        let options = ImportOptions::of(tenantry_core::money::Currency::EUR);
        ImportFile::read(format!("sku,name,price,inventory\n{rows}").as_bytes(), &options).expect("a file")
    };
    let answer = |report: &Report| tenantry_conformance::json(200, None, &report.counts.create);
    used();
    let (goods, attempt) = (file(2_000, true), Attempt::default());
    let imported = shop.0.import_products(&goods, None, &attempt, answer).await.expect("a report");
    assert_eq!(tenantry_conformance::read::<u64>(&imported.answer), 2_000);
    let (reads, writes) = used();
    println!("2,000 rows were imported with {reads} reads and {writes} writes");
    assert!(reads <= 10 && writes <= 2_000 / 20, "{reads} reads, {writes} writes");
    for with_skus in [true, false] {
        let planned = shop.0.preview_import(&file(10_000, with_skus), None).await.expect("a plan");
        assert_eq!((planned.counts.create, planned.counts.update + planned.counts.skip), (8_000, 2_000));
        let (reads, writes) = used();
        println!("10,000 rows, {} SKUs: {reads} reads", if with_skus { "with" } else { "without" });
        assert!(reads <= 10 && writes == 0, "{reads} reads");
    }
    // A file of few rows does not read the whole catalogue.
    shop.0.preview_import(&file(10, true), None).await.expect("a plan");
    assert_eq!(used(), (2, 0));
}

//! Pages are full where there is enough to fill them, and reading them costs what they hold.

use std::process::ExitCode;

use jiff::SignedDuration;
use tenantry_aws::dynamo::Used;
use tenantry_aws_testing::{
    backend::Dynamo,
    run::{self, Test},
    server::Which,
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop, json};
use tenantry_core::{
    domain::{
        idempotency::Attempt,
        money::Currency,
        order::OrderQuery,
        order_number::{self, OrderNumber},
        page::PageRequest,
        product::{ProductQuery, StockLevel},
        tier::Tier,
    },
    ports::store::Store as _,
    transfer::{ImportFile, ImportOptions, Report},
};

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        test("past_days_are_a_range::pool", || Box::pin(past_days_are_a_range::<false>())),
        test("past_days_are_a_range::silo", || Box::pin(past_days_are_a_range::<true>())),
        test("orders_of_a_clock_that_was_ahead_are_listed::pool", || {
            Box::pin(orders_of_a_clock_that_was_ahead_are_listed::<false>())
        }),
        test("orders_of_a_clock_that_was_ahead_are_listed::silo", || {
            Box::pin(orders_of_a_clock_that_was_ahead_are_listed::<true>())
        }),
        test("the_oldest_is_found_behind_many::pool", || Box::pin(the_oldest_is_found_behind_many::<false>())),
        test("the_oldest_is_found_behind_many::silo", || Box::pin(the_oldest_is_found_behind_many::<true>())),
        test("a_number_is_found_behind_the_rest_of_its_day", || {
            Box::pin(a_number_is_found_behind_the_rest_of_its_day())
        }),
    ])
}

type Backend<const SILO: bool> = Dynamo<false, SILO>;

async fn open<const SILO: bool>() -> (Backend<SILO>, Cast, Shop) {
    let backend = Backend::<SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    (backend, cast, shop)
}

fn used<const SILO: bool>(backend: &Backend<SILO>, cast: &Cast) -> Used {
    backend.store.consumption().take().remove(&cast.id).unwrap_or_default()
}

/// What came later than the days that are asked for is not read.
async fn past_days_are_a_range<const SILO: bool>() {
    let (backend, cast, shop) = open::<SILO>().await;
    let product = shop.create("Wanted", "2.00", 1_000).await.id;
    let mut past = Vec::new();
    for _ in 0..3 {
        past.push(shop.order(&[(product, 1)]).await.id);
    }
    let to = Some(backend.app().now() + SignedDuration::from_hours(1));
    for _ in 0..30 {
        backend.clock().advance(SignedDuration::from_hours(12));
        shop.order(&[(product, 1)]).await;
    }
    used(&backend, &cast);
    let query = OrderQuery { to, ..OrderQuery::default() };
    let page = shop.0.orders(&query, &PageRequest::default()).await.expect("a page");
    past.reverse();
    assert_eq!(page.items.iter().map(|order| order.id).collect::<Vec<_>>(), past);
    assert_eq!(page.next_cursor, None);
    let used = used(&backend, &cast);
    let (hash_keys, most) = if SILO { (5, 5.5) } else { (1, 3.0) };
    assert_eq!(used.reads, 1 + hash_keys, "the marks of ids that are ahead, and the page");
    assert!(used.read_units <= most, "{used:?}");
}

/// A process whose clock was set back by days makes ids that are ahead of their orders.
async fn orders_of_a_clock_that_was_ahead_are_listed<const SILO: bool>() {
    let (backend, _, shop) = open::<SILO>().await;
    let product = shop.create("Wanted", "2.00", 1_000).await.id;
    shop.order(&[(product, 1)]).await;
    backend.clock().advance(SignedDuration::from_hours(-72));
    let early = shop.order(&[(product, 1)]).await;
    let to = Some(backend.app().now() + SignedDuration::from_secs(1));
    let page = shop.0.orders(&OrderQuery { to, ..OrderQuery::default() }, &PageRequest::default()).await;
    let found: Vec<_> = page.expect("a page").items.iter().map(|order| order.id).collect();
    assert_eq!(found, [early.id]);
}

/// A filter that no key narrows: the one page that is asked for holds all that matches.
async fn the_oldest_is_found_behind_many<const SILO: bool>() {
    let (_, _, shop) = open::<SILO>().await;
    let sold_out = [shop.create("First", "2.00", 0).await.id, shop.create("Second", "2.00", 0).await.id];
    let rows: String = (0..600).map(|n| format!("Product {n},19.99,7\n")).collect();
    let options = ImportOptions::of(Currency::EUR);
    let file = ImportFile::read(format!("name,price,inventory\n{rows}").as_bytes(), &options).expect("a file");
    let answer = |report: &Report| json(&report.counts.create);
    let imported = shop.0.import_products(&file, None, &Attempt::default(), answer).await.expect("a report");
    assert_eq!(tenantry_conformance::read::<u64>(&imported.answer), 600);
    let query = ProductQuery { stock: Some(StockLevel::Out), ..ProductQuery::default() };
    let page = shop.0.products(&query, &PageRequest::default()).await.expect("a page");
    let mut found: Vec<_> = page.items.iter().map(|product| product.id).collect();
    found.sort();
    assert_eq!((found, page.next_cursor), (sold_out.to_vec(), None));
}

async fn a_number_is_found_behind_the_rest_of_its_day() {
    let (backend, cast, shop) = open::<false>().await;
    // At one moment of one day, so that the day does not end in between.
    backend.clock().set("2027-03-01T12:00:00Z".parse().expect("a time"));
    let product = shop.create("Wanted", "2.00", 1_000).await.id;
    let first = shop.order(&[(product, 1)]).await.id;
    for _ in 0..300 {
        shop.order(&[(product, 1)]).await;
    }
    let number = OrderNumber::parse(&order_number::number("", first)).expect("a number");
    let (key, query) = (cast.key(&backend).await, OrderQuery { number: Some(number), ..OrderQuery::default() });
    let slice = backend.store.orders(&key, &query, None, 10).await.expect("a slice");
    assert_eq!(slice.items.iter().map(|order| order.id).collect::<Vec<_>>(), [first]);
    assert_eq!(slice.next, None);
}

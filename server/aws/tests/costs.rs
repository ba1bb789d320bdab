//! What each operation costs: requests to DynamoDB and request units of them,
//! as the servers that stand in for it count them.

use std::process::ExitCode;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use tenantry_aws::{dynamo::Used, partition::Table};
use tenantry_aws_testing::{
    backend::Dynamo,
    lag::Lagging,
    run::{self, Test},
    server::{self, Which},
};
use tenantry_conformance::{Cast, Fixture, Sending, Setup, Shop, order_draft, product_input};
use tenantry_core::{
    domain::{
        event::EventKind,
        idempotency::{Attempt, Outcome},
        ids::ProductId,
        insights::{DayRange, Effect, Effects},
        order::{OrderDraft, OrderQuery},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductInput, ProductQuery},
        tier::Tier,
        usage::Measured,
        webhook::WebhookDelivery,
    },
    ports::store::Store as _,
    transfer::{ImportFile, ImportOptions, Report},
    usecases::TakenDelivery,
};
use tenantry_webhooks::Next;
use uuid::Uuid;

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "each_operation::pool", || Box::pin(each_operation::<false, false>())),
        test(Which::Dynoxide, "each_operation::silo", || Box::pin(each_operation::<false, true>())),
        test(Which::Dynoxide, "what_follows_from_an_order::pool", || Box::pin(what_follows_from_an_order::<false>())),
        test(Which::Dynoxide, "what_follows_from_an_order::silo", || Box::pin(what_follows_from_an_order::<true>())),
        test(Which::Dynoxide, "an_order_without_a_limit_moves_no_counter::pool", || {
            Box::pin(an_order_without_a_limit_moves_no_counter::<false>())
        }),
        test(Which::Dynoxide, "an_order_without_a_limit_moves_no_counter::silo", || {
            Box::pin(an_order_without_a_limit_moves_no_counter::<true>())
        }),
        test(Which::Dynoxide, "a_large_tenant_is_measured_in_pieces::pool", || {
            Box::pin(a_large_tenant_is_measured_in_pieces::<false>())
        }),
        test(Which::Dynoxide, "a_large_tenant_is_measured_in_pieces::silo", || {
            Box::pin(a_large_tenant_is_measured_in_pieces::<true>())
        }),
        test(Which::Dynoxide, "what_another_container_changed_is_shown_at_once::pool", || {
            Box::pin(what_another_container_changed_is_shown_at_once::<false>())
        }),
        test(Which::Dynoxide, "what_another_container_changed_is_shown_at_once::silo", || {
            Box::pin(what_another_container_changed_is_shown_at_once::<true>())
        }),
        test(Which::Dynoxide, "low_stock_of_many_is_counted_once_in_a_while::pool", || {
            Box::pin(low_stock_of_many_is_counted_once_in_a_while::<false>())
        }),
        test(Which::Dynoxide, "low_stock_of_many_is_counted_once_in_a_while::silo", || {
            Box::pin(low_stock_of_many_is_counted_once_in_a_while::<true>())
        }),
        test(Which::Dynoxide, "what_was_before_is_summed_up_once::pool", || {
            Box::pin(what_was_before_is_summed_up_once::<false>())
        }),
        test(Which::Dynoxide, "what_was_before_is_summed_up_once::silo", || {
            Box::pin(what_was_before_is_summed_up_once::<true>())
        }),
        test(Which::Dynoxide, "planning_an_import::pool", || Box::pin(planning_an_import::<false>())),
        test(Which::Dynoxide, "planning_an_import::silo", || Box::pin(planning_an_import::<true>())),
        test(Which::Dynoxide, "a_webhook::pool", || Box::pin(a_webhook::<false>())),
        test(Which::Dynoxide, "a_webhook::silo", || Box::pin(a_webhook::<true>())),
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
        description: Some("A thing that people want, described in a sentence or two, as shops do."),
        category: Some("things"),
        sku: Some(&sku),
        ..product_input(&name, "19.99", 1_000)
    };
    ProductDraft::new(input).expect("a draft")
}

/// Requests to each operation, and on dynoxide its read and write units, in the
/// pool and in a silo: ministack counts units by rules of its own.
type Cost = (&'static str, [(u64, u64); 2], (f64, f64), (f64, f64));

const COSTS: [Cost; 10] = [
    ("get a product", [(1, 0), (1, 0)], (1.0, 0.0), (2.0, 0.0)),
    // In a silo a request for each hash key: products, and four times stocks.
    ("page of 20 products", [(1, 0), (5, 0)], (1.5, 0.0), (3.5, 0.0)),
    // Of eleven that are found: half a unit for each stock besides.
    ("page of 20 products by name", [(2, 0), (2, 0)], (6.5, 0.0), (6.5, 0.0)),
    ("create a product", [(0, 1), (0, 1)], (0.0, 17.0), (0.0, 21.0)),
    ("place an order of two lines", [(1, 1), (1, 1)], (5.0, 16.0), (5.0, 19.0)),
    ("the same once more (replay)", [(1, 0), (1, 0)], (5.0, 0.0), (5.0, 0.0)),
    ("get an order", [(1, 0), (1, 0)], (1.0, 0.0), (1.0, 0.0)),
    ("page of 20 orders", [(1, 0), (5, 0)], (1.0, 0.0), (2.5, 0.0)),
    ("confirm an order", [(1, 1), (1, 1)], (1.0, 15.0), (1.0, 17.0)),
    ("orders by status", [(1, 0), (1, 0)], (1.0, 0.0), (32.0, 0.0)),
];

/// The table of `docs/dynamodb.md`.
async fn each_operation<const MINISTACK: bool, const SILO: bool>() {
    let backend = Dynamo::<MINISTACK, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut products: Vec<Product> = Vec::new();
    for n in 0..24 {
        products.push(shop.try_create(draft(n)).await.expect("a product"));
    }
    let used = || backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
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
    let two = order_draft(&lines, None);
    shop.place(&two, &attempt("first")).await.expect("an order");
    used();
    shop.0.orders(&OrderQuery::default(), &page).await.expect("a page");
    let page_of_one = used();
    let (key, placed, costs) = place_in_an_open_part(&shop, &two, &attempt, &used).await;
    table.push(("place an order of two lines", costs));
    let order: tenantry_core::domain::order::Order = tenantry_conformance::read(&placed.answer);
    shop.place(&two, &attempt(&key)).await.expect("the same order");
    table.push(("the same once more (replay)", used()));
    shop.0.order(order.id).await.expect("an order");
    table.push(("get an order", used()));
    table.push(("page of 20 orders", page_of_one));
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
        assert_eq!((*what, (used.reads, used.writes)), (name, calls[usize::from(SILO)]));
        if !MINISTACK {
            assert_eq!((used.read_units, used.write_units), if SILO { silo } else { pool }, "{what}");
        }
    }
    assert_eq!(table.len(), COSTS.len());
    let key = cast.key(&backend).await;
    let days = jiff::civil::date(2026, 11, 1);
    used();
    backend.store.sales(&key, DayRange { from: days, to: days }).await.expect("figures");
    let used = used();
    assert_eq!(
        (used.reads, used.writes),
        (if SILO { 5 } else { 1 }, 0),
        "figures are a query for each hash key of days"
    );
}

/// The first order of a month that meets one of the sixteen parts of its counter opens it, and takes two transactions for
/// it: all others take one.
async fn place_in_an_open_part(
    shop: &Shop,
    draft: &OrderDraft,
    attempt: &impl Fn(&str) -> Attempt,
    used: &impl Fn() -> Used,
) -> (String, Outcome, Used) {
    for n in 0..200 {
        let key = format!("order-{n}");
        used();
        let placed = shop.place(draft, &attempt(&key)).await.expect("an order");
        let costs = used();
        if costs.writes == 1 {
            return (key, placed, costs);
        }
    }
    unreachable!("no part of the counter stays open")
}

/// The write units of an order of two lines with what all consumers make of it, once the parts of its month's counter are
/// open and figures of its day are there; the relay's are not among them, which deletes one item.
async fn what_follows_from_an_order<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (one, two) = (shop.try_create(draft(1)).await, shop.try_create(draft(2)).await);
    let lines = [(one.expect("a product").id, 1), (two.expect("a product").id, 2)];
    let most = if SILO { 41.0 } else { 30.0 };
    let mut least = f64::MAX;
    for n in 0..60 {
        backend.settle().await;
        backend.store.consumption().take();
        let key = format!("order-{n}");
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&key), &[key.as_bytes()]);
        shop.place(&order_draft(&lines, None), &attempt).await.expect("an order");
        backend.settle().await;
        let used = backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
        println!("an order of two lines and all that follows: {used:?}");
        least = least.min(used.write_units);
        if least <= most {
            break;
        }
    }
    assert!(least <= most, "{least} write units");

    let found = shop.0.advanced_insights(None, None).await.expect("figures");
    assert_eq!((found.customers.all, found.previous_customers.all), (1, 0));
    let used = backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
    // What waits, sales, hours, what was sold and those products; the customers of both ranges at once. A request for each
    // hash key: in the pool what was sold and customers have two, in a silo all but the products five.
    assert_eq!(used.reads, if SILO { 26 } else { 8 }, "{used:?}");
}

/// One event to one endpoint that takes it at once: the delivery is made, taken and settled, each in a transaction of its own.
async fn a_webhook<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let sending = Sending::found(&backend).await;
    let endpoint = sending.create(&["product.*"]).await;
    let used = || {
        let used = backend.store.consumption().take().remove(&sending.cast.id).unwrap_or_default();
        (used.read_units, used.write_units)
    };
    used();
    let event = sending.happens(&backend, EventKind::ProductRestored { product: ProductId(Uuid::now_v7()) }).await;
    let made = used();
    let delivery = WebhookDelivery::id_of(endpoint, event.id, event.at);
    let taken = sending.worker.take_webhook(sending.cast.id, delivery, SignedDuration::from_secs(90)).await;
    assert!(matches!(taken, Ok(TakenDelivery::Due(_))), "{taken:?}");
    let taken = used();
    sending.settle(&backend, delivery, 204, Next::Done).await;
    let settled = used();
    let all = if SILO { [(1.0, 14.0), (2.0, 11.0), (3.0, 8.0)] } else { [(1.0, 10.0), (2.0, 8.0), (3.0, 6.0)] };
    assert_eq!([made, taken, settled], all);
}

/// Once the parts of its month's counter are open, of which there are sixteen, in a silo thirty-two, it is one action less.
async fn an_order_without_a_limit_moves_no_counter<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (one, two) = (shop.try_create(draft(1)).await, shop.try_create(draft(2)).await);
    let lines = [(one.expect("a product").id, 1), (two.expect("a product").id, 2)];
    let mut units = Vec::new();
    for n in 0..60 {
        let key = format!("order-{n}");
        let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(&key), &[key.as_bytes()]);
        backend.store.consumption().take();
        shop.place(&order_draft(&lines, None), &attempt).await.expect("an order");
        let used = backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
        units.push(used.write_units);
    }
    let least = units.iter().copied().fold(f64::MAX, f64::min);
    let often = units.iter().filter(|units| **units == least).count();
    println!("{least} write units, {often} times of 60");
    assert_eq!(least, if SILO { 19.0 } else { 16.0 });
    assert!(often >= 60 - if SILO { 32 } else { 16 }, "{units:?}");
}

/// No flush of what was counted reads more than a few megabytes, and whichever process comes next goes on.
async fn a_large_tenant_is_measured_in_pieces<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let key = cast.key(&backend).await;
    // It makes the tables of a silo.
    backend.store.order_counts(&key).await.expect("counts");
    let (partition, orders) = (&backend.partition, Table::Orders);
    let table = if SILO { partition.silo(orders, cast.id) } else { partition.pool(orders) };
    for _ in 0..30 {
        let large = server::client(Which::Dynoxide)
            .put_item()
            .table_name(&table)
            .item("tenant_id", AttributeValue::S(cast.id.to_string()))
            .item("order_id", AttributeValue::S(Uuid::now_v7().to_string()))
            .item("doc", AttributeValue::S("x".repeat(300_000)));
        large.send().await.expect("an item");
    }
    let (mut now, mut pieces) = (backend.app().now(), 0);
    let bytes = loop {
        backend.store.consumption().take();
        let measured = backend.store.measure(&key, now).await.expect("a piece");
        let used = backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
        // Six that find much, and one for each hash key that has little or nothing.
        assert!(used.reads <= if SILO { 40 } else { 13 }, "{used:?}");
        match measured {
            Measured::Whole(bytes) => break bytes,
            Measured::Piece => pieces += 1,
            Measured::Known => unreachable!("nobody measured it before"),
        }
        assert!(pieces < 10, "it comes to no end");
    };
    println!("{bytes} bytes after {pieces} pieces");
    assert!(pieces >= 1 && bytes >= 9_000_000, "{bytes} bytes after {pieces} pieces");
    let at_once = backend.store.bytes_stored(&key).await.expect("a measure");
    assert!(at_once.abs_diff(bytes) < 1_000, "{at_once} {bytes}");
    assert_eq!(backend.store.measure(&key, now).await.expect("a look"), Measured::Known);
    now += SignedDuration::from_hours(23);
    assert_eq!(backend.store.measure(&key, now).await.expect("a look"), Measured::Known, "it costs too much each hour");
    now += SignedDuration::from_hours(2);
    assert_eq!(backend.store.measure(&key, now).await.expect("a piece"), Measured::Piece);
}

/// What one container changed another shows at once, though no replica has it yet.
async fn what_another_container_changed_is_shown_at_once<const SILO: bool>() {
    let lagging = Lagging::default();
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.try_create(draft(1)).await.expect("a product");
    let other = backend.another(lagging.client(Which::Dynoxide));
    let there = Shop(cast.owner.enter_by(&other.app).await.expect("a member"));
    lagging.switch(true);
    for ordered in 1..=25 {
        shop.order(&[(product.id, 1)]).await;
        assert_eq!(there.stock(product.id).await, 1_000 - ordered);
    }
    shop.edit(product.id, &Precondition::Any, |draft| draft.name = "Renamed".to_owned()).await.expect("a save");
    let shown = there.0.product(product.id).await.expect("a product");
    assert_eq!((shown.name.as_str(), shown.inventory), ("Renamed", 975));
    assert_eq!(lagging.seen(), 26, "each look is one read, and nothing came out of memory");
}

/// A dashboard asks each minute. Of few products the count is that of the moment; of many it is one read, until it is old
/// or another threshold holds.
async fn low_stock_of_many_is_counted_once_in_a_while<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let (shop, key) = (Shop(cast.owner.enter(&backend).await), cast.key(&backend).await);
    let low = async |threshold| backend.store.low_stock(&key, threshold).await.expect("a count");
    let used = || backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
    for stock in [0, 3, 50] {
        shop.create(&format!("Few {stock}"), "1.00", stock).await;
        assert_eq!(low(5).await, if stock == 0 { 1 } else { 2 });
    }
    let rows: String = (0..700).map(|n| format!("Product {n},19.99,{}\n", n % 10)).collect();
    let options = ImportOptions::of(tenantry_core::domain::money::Currency::EUR);
    let file = ImportFile::read(format!("name,price,inventory\n{rows}").as_bytes(), &options).expect("a file");
    let answer = |report: &Report| tenantry_conformance::json(&report.counts.create);
    shop.0.import_products(&file, None, &Attempt::default(), answer).await.expect("a report");
    used();
    assert_eq!(low(5).await, 2 + 6 * 70);
    let first = used();
    assert_eq!((low(5).await, used().reads), (2 + 6 * 70, 1));
    println!("{first:?} to count them");
    assert_eq!(low(0).await, 1 + 70, "another threshold is another count");
    assert_eq!(low(5).await, 2 + 6 * 70);
}

/// Use by day does not read each day since the start, and an event that comes a year late is counted all the same.
async fn what_was_before_is_summed_up_once<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let key = cast.key(&backend).await;
    // It makes the tables of a silo.
    backend.store.order_counts(&key).await.expect("counts");
    let aux = Table::Aux;
    let table = if SILO { backend.partition.silo(aux, cast.id) } else { backend.partition.pool(aux) };
    let today = backend.app().now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let day = |back: i64| today.checked_sub(SignedDuration::from_hours(24 * back)).expect("a day");
    let client = server::client(Which::Dynoxide);
    for (back, shard) in (0..400).flat_map(|back| (0..4).map(move |shard| (back, shard))) {
        let put = client
            .put_item()
            .table_name(&table)
            .item("tenant_id", AttributeValue::S(cast.id.to_string()))
            .item("k", AttributeValue::S(format!("day#{}#{shard:02}", day(back))))
            .item("requests", AttributeValue::N("1000".to_owned()))
            .item("products", AttributeValue::N("1".to_owned()));
        put.send().await.expect("an item");
    }
    let used = || backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
    let range = DayRange { from: day(29), to: today };
    let look = async || {
        used();
        let rows = backend.store.usage(&key, range).await.expect("use");
        assert_eq!(rows.days.len(), 30);
        (rows.products_before, used())
    };
    let (first, all) = look().await;
    let (second, then) = look().await;
    println!("{all:?}, then {then:?}");
    assert_eq!((first, second), (4 * 370, 4 * 370));
    assert_eq!(then.writes, 0);
    assert!(then.read_units * 3.0 < all.read_units, "{then:?} after {all:?}");

    let late = Effect::Usage { day: day(300), mails: 0, products: 5, members: 0 };
    let event = tenantry_core::domain::ids::EventId(Uuid::now_v7());
    let effects = Effects { consumer: "limits", event, at: backend.app().now(), effects: vec![late] };
    for _ in 0..2 {
        backend.store.apply(&key, effects.clone()).await.expect("applied");
        assert_eq!(look().await.0, 4 * 370 + 5);
    }
    let (last, then) = look().await;
    assert_eq!(last, 4 * 370 + 5);
    assert!(then.read_units * 3.0 < all.read_units, "{then:?}");
}

/// A file of 10,000 rows is planned by a handful of requests, whatever names its rows; row by row it took two each.
async fn planning_an_import<const SILO: bool>() {
    let backend = Dynamo::<false, SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let used = || {
        let used = backend.store.consumption().take().remove(&cast.id).unwrap_or_default();
        (used.reads, used.writes)
    };
    let file = |rows: usize, with_skus: bool| {
        let sku = |n: usize| if with_skus { format!("SKU-{n}") } else { String::new() };
        let rows: String = (0..rows).map(|n| format!("{},Product {n},19.99,1\n", sku(n))).collect();
        let options = ImportOptions::of(tenantry_core::domain::money::Currency::EUR);
        ImportFile::read(format!("sku,name,price,inventory\n{rows}").as_bytes(), &options).expect("a file")
    };
    let answer = |report: &Report| tenantry_conformance::json(&report.counts.create);
    used();
    let (goods, attempt) = (file(2_000, true), Attempt::default());
    let imported = shop.0.import_products(&goods, None, &attempt, answer).await.expect("a report");
    assert_eq!(tenantry_conformance::read::<u64>(&imported.answer), 2_000);
    let (reads, writes) = used();
    println!("2,000 rows were imported with {reads} reads and {writes} writes");
    assert!(reads <= 10 && writes <= 2_000 / 18, "{reads} reads, {writes} writes");
    for with_skus in [true, false] {
        let planned = shop.0.preview_import(&file(10_000, with_skus), None).await.expect("a plan");
        assert_eq!((planned.counts.create, planned.counts.update + planned.counts.skip), (8_000, 2_000));
        let (reads, writes) = used();
        println!("10,000 rows, {} SKUs: {reads} reads", if with_skus { "with" } else { "without" });
        assert!(reads <= 10 && writes == 0, "{reads} reads");
    }
    // A file of few rows does not read the whole catalog.
    shop.0.preview_import(&file(10, true), None).await.expect("a plan");
    assert_eq!(used(), (2, 0));
}

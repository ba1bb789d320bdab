//! Store effects happen once and mails at least once under a stable id, though
//! the process ends at any of the mover where it hurts most. For each place
//! and for several passes of it a process is started that ends itself there;
//! the next one repeats what was not acknowledged, and everything adds up.

use std::{
    collections::BTreeSet,
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use libtest_mimic::{Arguments, Failed, Trial};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tenantry_conformance::{CUSTOMER, Cast, Fixture, ManualClock, Setup, Shop, attempt, order_draft, password};
use tenantry_core::{
    Caller,
    domain::{
        ids::OrderId,
        money::Money,
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        product::ProductQuery,
    },
};
use tenantry_embedded_testing::{SqlitePool, Standalone, config};

/// Where the process ends, and how often it passes there unharmed before.
const PLACES: [(&str, &[usize]); 6] = [
    ("durable-but-not-acknowledged", &[0, 1, 4, 11]),
    ("batch-read", &[0, 1]),
    ("event-handled", &[0, 2, 7, 20]),
    ("mail-sent", &[0, 3, 9]),
    ("batch-handled", &[0, 1]),
    ("batch-crossed-off", &[0, 1]),
];
const ORDERS: usize = 12;
const CONFIRMED: usize = 6;
const EACH: i64 = 2;
const STOCK: u64 = 1_000;

/// The folder that a started process works in, and where it ends.
const FOLDER: &str = "FAIL_POINTS_FOLDER";
const PLACE: &str = "FAIL_POINTS_PLACE";
const PASSES: &str = "FAIL_POINTS_PASSES";
const OWNER: &str = "owner@acme.example";

fn main() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return runtime().block_on(work(Path::new(&folder)));
    }
    let trials = PLACES.iter().map(|(place, passes)| {
        Trial::test(*place, move || passes.iter().try_for_each(|passes| end_at(place, *passes)).map_err(Failed::from))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn end_at(place: &str, passes: usize) -> Result<(), String> {
    let folder = runtime().block_on(found());
    let ended = start(&folder, Some((place, passes)))?;
    if ended.status.success() {
        return Err(format!("{place} was not passed {passes} times: the test is blind"));
    }
    // Once more the same, and this time nothing ends it.
    let finished = start(&folder, None)?;
    if !finished.status.success() {
        return Err(format!("after {place}, {passes}: {}", String::from_utf8_lossy(&finished.stderr)));
    }
    println!("ended at {place} after {passes} passes: everything once");
    Ok(())
}

fn start(folder: &TempDir, end: Option<(&str, usize)>) -> Result<std::process::Output, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(this);
    child.env(FOLDER, folder.path());
    if let Some((place, passes)) = end {
        child.env(PLACE, place).env(PASSES, passes.to_string());
    }
    child.output().map_err(|error| error.to_string())
}

async fn found() -> TempDir {
    let folder = TempDir::with_prefix("tenantry-fail-").expect("a directory");
    let backend = SqlitePool::open_in(folder, ManualClock::starting_now(), Setup::default(), |_| ());
    let cast = Cast::found(&backend, "acme").await;
    Shop(cast.owner.enter(&backend).await).create("Lamp", "2.50", STOCK as i64).await;
    backend.settle().await;
    backend.close().await
}

/// What a started process does.
async fn work(folder: &Path) {
    let clock = ManualClock::starting_now();
    let backend = Standalone::open(config(folder, &clock), clock, Setup::default());
    let tokens =
        backend.opened.app.sign_in(OWNER, &password(), "here").await.expect("a sign-in").tokens().expect("one factor");
    let caller = backend.opened.app.authenticate(tokens.access.expose_secret(), None).await.expect("a caller");
    let Caller::Member(tenant) = caller else { unreachable!("a member's token made an operator") };
    let shop = Shop(tenant);
    if let (Ok(place), Ok(passes)) = (std::env::var(PLACE), std::env::var(PASSES)) {
        end_there(place, passes.parse().expect("a number"));
    }
    // Delivered in two batches at least, however fast the machine is.
    let half = place_orders(&shop, ORDERS / 2).await;
    backend.settle().await;
    let placed = place_orders(&shop, ORDERS).await;
    backend.settle().await;
    assert!(placed.is_superset(&half), "a key keeps its order");
    verify(&backend, &shop, &placed).await;
    drop(shop);
    backend.close().await;
}

/// As a crash does: nothing is closed, nothing is said.
fn end_there(place: String, passes: usize) {
    let passed = AtomicUsize::new(0);
    fail::cfg_callback(place, move || {
        if passed.fetch_add(1, Ordering::Relaxed) == passes {
            std::process::abort();
        }
    })
    .expect("a place");
}

/// Every order under a key of its own, as a client that tries again does; some
/// are confirmed.
async fn place_orders(shop: &Shop, count: usize) -> BTreeSet<OrderId> {
    let lamp = shop.all_products(&ProductQuery::default(), 10).await[0].id;
    let mut placed = BTreeSet::new();
    for n in 0..count {
        let attempt = attempt(shop.user(), &format!("order-{n}"), "a lamp or two");
        let outcome = shop.place(&order_draft(&[(lamp, EACH)], None), &attempt).await.expect("an order");
        let order: Order = outcome.answer.read().expect("an order");
        if n < CONFIRMED && shop.0.order(order.id).await.expect("an order").status == Status::Pending {
            shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
        }
        placed.insert(order.id);
    }
    placed
}

async fn verify(backend: &Standalone, shop: &Shop, placed: &BTreeSet<OrderId>) {
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    assert_eq!(orders.iter().map(|order| order.id).collect::<BTreeSet<_>>(), *placed, "one order for each key");
    assert_eq!(orders.len(), ORDERS);

    let sold = ORDERS as u64 * EACH as u64;
    let lamp = &shop.all_products(&ProductQuery::default(), 10).await[0];
    assert_eq!(lamp.inventory, STOCK - sold);
    let insights = shop.0.insights(None, None).await.expect("insights").total;
    let revenue = Money::from_minor(6_000);
    assert_eq!((insights.orders, insights.revenue, insights.units), (ORDERS as i64, revenue, sold as i64));
    let ledger = shop.0.movements(lamp.id, &PageRequest { limit: 100, cursor: None }).await.expect("a ledger").items;
    assert_eq!(ledger.iter().map(|movement| movement.delta).sum::<i64>(), (STOCK - sold) as i64, "{ledger:?}");
    assert_eq!(ledger.len(), 1 + ORDERS, "each order moved the stock once");

    // A mail that is sent again has the id that it had.
    let mails = backend.mailbox.mails(Some(CUSTOMER), 1_000).await.expect("a mailbox");
    assert_eq!(mails.len(), ORDERS + CONFIRMED, "one for each order and each confirmation");
}

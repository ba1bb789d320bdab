//! A tenant is moved to a silo and back while orders are placed, and the
//! process ends at each step of it. The next one goes on with what it finds, and
//! everything is there once.

use std::{
    collections::BTreeSet,
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use jiff::SignedDuration;
use libtest_mimic::{Arguments, Failed, Trial};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tenantry_conformance::{
    CUSTOMER, Cast, Fixture, ManualClock, Setup, Shop, attempt, json, operator, order_draft, password,
};
use tenantry_core::{
    Caller, Operator, Tenant,
    domain::{
        idempotency::Attempt,
        ids::OrderId,
        operation::{Operation, OperationKind, OperationStatus},
        order::{Order, OrderQuery},
        page::PageRequest,
        product::ProductQuery,
        tenant::Placement,
    },
};
use tenantry_embedded::SqliteTenantMover;
use tenantry_embedded_testing::{SqlitePool, Standalone, config};

/// Where the process ends, and how often it passes there unharmed before: once
/// on the way to the silo, and once on the way back.
const PLACES: [(&str, &[usize]); 8] = [
    ("move-noting", &[0, 1]),
    ("move-copied", &[0, 1]),
    ("move-paused", &[0, 1]),
    ("move-settled", &[0, 1]),
    ("move-switched", &[0, 1]),
    ("move-clearing", &[0, 5, 20]),
    ("move-removing", &[0]),
    ("durable-but-not-acknowledged", &[0, 2, 3, 7, 19, 40, 60, 80, 100]),
];
const ORDERS: usize = 40;
const STOCK: u64 = 1_000;

/// The folder that a started process works in, and where it ends.
const FOLDER: &str = "MOVING_CRASH_FOLDER";
const PLACE: &str = "MOVING_CRASH_PLACE";
const PASSES: &str = "MOVING_CRASH_PASSES";
const OWNER: &str = "owner@acme.example";
const OPERATOR: &str = "olga@operators.example";

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
    // It was ended there, and not by a test that failed.
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    if said.contains("panicked") {
        return Err(format!("before {place}, {passes}: {said}"));
    }
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
    let folder = TempDir::with_prefix("tenantry-moving-").expect("a directory");
    let backend = SqlitePool::open_in(folder, ManualClock::starting_now(), Setup::default(), |_| ());
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    shop.create("Lamp", "2.50", STOCK as i64).await;
    operator(&backend).await;
    backend.settle().await;
    drop(shop);
    backend.close().await
}

/// What a started process does.
async fn work(folder: &Path) {
    let clock = ManualClock::starting_now();
    let backend = Standalone::open(config(folder, &clock), clock, Setup::default());
    let (tenant, operator) = (owner(&backend).await, operator_of(&backend).await);
    let shop = Shop(tenant);
    if let (Ok(place), Ok(passes)) = (std::env::var(PLACE), std::env::var(PASSES)) {
        end_there(place, passes.parse().expect("a number"));
    }
    let placing = tokio::spawn(place_orders(Shop(shop.0.clone())));
    let mover = backend.tenant_mover();
    move_there_and_back(&backend, &mover, &operator, &shop).await;
    let placed = placing.await.expect("orders");
    backend.settle().await;
    verify(&backend, &shop, &placed).await;
    let left = folder.join(format!("silo/{}.db", shop.0.id()));
    assert!(!left.exists(), "the silo is gone");
    drop((shop, operator, mover));
    backend.close().await;
}

async fn owner(backend: &Standalone) -> Tenant {
    let tokens =
        backend.opened.app.sign_in(OWNER, &password(), "here").await.expect("a sign-in").tokens().expect("one factor");
    match backend.opened.app.authenticate(tokens.access.expose_secret(), None).await.expect("a caller") {
        Caller::Member(tenant) => tenant,
        Caller::Operator(_) => unreachable!("a member's token made an operator"),
    }
}

async fn operator_of(backend: &Standalone) -> Operator {
    let tokens = backend.opened.app.sign_in_operator(OPERATOR, &password(), "there").await.expect("a sign-in");
    let tokens = tokens.tokens().expect("one factor");
    match backend.opened.app.authenticate(tokens.access.expose_secret(), None).await.expect("a caller") {
        Caller::Operator(operator) => operator,
        Caller::Member(_) => unreachable!("an operator's token made a member"),
    }
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

/// Goes on from wherever an earlier process was ended.
async fn move_there_and_back(backend: &Standalone, mover: &SqliteTenantMover, operator: &Operator, shop: &Shop) {
    let tenant = shop.0.id();
    let answer = json::<Operation>;
    loop {
        backend.opened.worker.run_operations(mover, SignedDuration::ZERO).await.expect("a run");
        let all = operator.operations(tenant, &PageRequest::default()).await.expect("a list").items;
        assert!(all.iter().all(|operation| operation.status == OperationStatus::Done), "{all:?}");
        let moves = all.iter().filter(|operation| operation.kind == OperationKind::Move).count();
        let target = match moves {
            0 => Placement::Silo,
            1 => Placement::Pool,
            _ => return,
        };
        operator.move_tenant(tenant, target, "asked for", &Attempt::default(), answer).await.expect("begun");
    }
}

/// Every order under a key of its own, as a client that tries again does.
async fn place_orders(shop: Shop) -> BTreeSet<OrderId> {
    let lamp = shop.all_products(&ProductQuery::default(), 10).await[0].id;
    let mut placed = BTreeSet::new();
    for n in 0..ORDERS {
        let key = attempt(shop.user(), &format!("order-{n}"), "a lamp");
        let outcome = shop.place(&order_draft(&[(lamp, 1)], None), &key).await.expect("an order");
        let order: Order = outcome.answer.read().expect("an order");
        placed.insert(order.id);
    }
    placed
}

async fn verify(backend: &Standalone, shop: &Shop, placed: &BTreeSet<OrderId>) {
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    assert_eq!(orders.iter().map(|order| order.id).collect::<BTreeSet<_>>(), *placed, "one order for each key");
    assert_eq!((orders.len(), placed.len()), (ORDERS, ORDERS));
    let lamp = &shop.all_products(&ProductQuery::default(), 10).await[0];
    assert_eq!(lamp.inventory, STOCK - ORDERS as u64);
    let figures = shop.0.insights(None, None).await.expect("insights").total;
    assert_eq!((figures.orders, figures.units), (ORDERS as i64, ORDERS as i64));
    let ledger = shop.0.movements(lamp.id, &PageRequest { limit: 100, cursor: None }).await.expect("a ledger").items;
    assert_eq!(ledger.len(), 1 + ORDERS, "each order moved the stock once");
    let counted: u64 = shop.0.order_counts().await.expect("counts").iter().map(|(_, count)| count).sum();
    assert_eq!(counted, ORDERS as u64);
    let mails = backend.mailbox.mails(Some(CUSTOMER), 1_000).await.expect("a mailbox");
    assert_eq!(mails.len(), ORDERS, "one for each order");
}

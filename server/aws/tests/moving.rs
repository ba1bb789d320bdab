//! A tenant is moved between pool and silo while it is in use, by many processes,
//! and nothing is lost, doubled or left behind.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use support::{
    brief::Brief,
    home::Dynamo,
    run::{self, Test},
    server::{self, Which},
};
use tenantry_aws::{partition::Table, places::DynamoPlaces};
use tenantry_conformance::{
    Cast, Fixture, Setup, Shop, attempt, count_from_env, json, operator, order_draft, snapshot,
};
use tenantry_core::{
    App, Caller, Error,
    commit::CommitError,
    idempotency::Attempt,
    ids::{OrderId, ProductId, TenantId},
    operation::{Operation, OperationStatus},
    order::{Order, OrderQuery, Status},
    product::ProductQuery,
    tenant::Placement,
    usage::Activity,
};

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "there_and_back_changes_nothing", || Box::pin(there_and_back::<false>())),
        test(Which::Ministack, "there_and_back_changes_nothing", || Box::pin(there_and_back::<true>())),
        test(Which::Dynoxide, "nothing_is_lost_or_doubled_under_load", || Box::pin(under_load())),
        test(Which::Dynoxide, "whoever_comes_after_a_crash_goes_on", || Box::pin(crashes())),
        test(Which::Dynoxide, "a_write_waits_for_the_switch", || Box::pin(a_write_waits())),
        test(Which::Dynoxide, "a_copy_that_fails_leaves_all_as_it_was", || Box::pin(failed())),
    ])
}

type Home<const MINISTACK: bool> = Dynamo<MINISTACK, false>;
/// Items by table and key, without what only says how the place is open.
type Items = BTreeMap<String, BTreeMap<String, String>>;

fn written(value: &AttributeValue) -> String {
    format!("{value:?}")
}

async fn items<const MINISTACK: bool>(home: &Home<MINISTACK>, placement: Placement, tenant: TenantId) -> Items {
    let client = server::client(Home::<MINISTACK>::ON);
    let mut all = Items::new();
    for table in Table::ALL {
        let name = match placement {
            Placement::Pool => home.partition.pool(table),
            Placement::Silo => home.partition.silo(table, tenant),
        };
        let mut pages = client.scan().table_name(name).consistent_read(true).into_paginator().items().send();
        let mut of_table = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let mut item = item.expect("an item");
            if item["tenant_id"].as_s().expect("an id") != &tenant.to_string() {
                continue;
            }
            let id = item[table.id()].as_s().expect("an id").clone();
            item.remove("fence");
            let is_bare = item.len() == 2 && (id.starts_with("statuses#") || id.starts_with("fence#"));
            if !is_bare {
                let sorted: BTreeMap<String, String> =
                    item.iter().map(|(name, value)| (name.clone(), written(value))).collect();
                of_table.insert(id, format!("{sorted:?}"));
            }
        }
        if !of_table.is_empty() {
            all.insert(table.name().to_owned(), of_table);
        }
    }
    all
}

fn answer(operation: &Operation) -> tenantry_core::idempotency::Answer {
    json(202, None, operation)
}

async fn begin<const MINISTACK: bool>(home: &Home<MINISTACK>, tenant: TenantId, target: Placement) -> Operation {
    let operator = operator(home).await;
    let begun = operator.move_tenant(tenant, target, "asked for", &Attempt::default(), answer).await.expect("begun");
    serde_json::from_str(&begun.answer.body).expect("an operation")
}

/// What the provisioning function does, until it is done.
async fn carry_out<const MINISTACK: bool>(
    home: &Home<MINISTACK>,
    places: &DynamoPlaces,
    tenant: TenantId,
    target: Placement,
) -> Operation {
    let begun = begin(home, tenant, target).await;
    home.worker().run_operations(places, SignedDuration::ZERO).await.expect("a run");
    let done = operator(home).await.operation(tenant, begun.id).await.expect("an operation");
    assert_eq!(done.status, OperationStatus::Done, "{done:?}");
    done
}

/// Without the record, which says where the data lives.
async fn data_of<const MINISTACK: bool>(home: &Home<MINISTACK>, tenant: TenantId) -> String {
    let whole = snapshot(home, tenant).await;
    let (data, _record) = whole.trim_end().rsplit_once('\n').expect("lines");
    data.to_owned()
}

async fn there_and_back<const MINISTACK: bool>() {
    let home = Home::<MINISTACK>::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&home, "acme").await, Cast::found(&home, "other").await);
    let shop = Shop(cast.owner.enter(&home).await);
    let others = Shop(other.owner.enter(&home).await);
    let lamp = shop.create_sku("Lamp", "LAMP-1").await.expect("a product");
    shop.edit(lamp.id, &tenantry_core::handle::Precondition::Any, |draft| draft.inventory = 2_000)
        .await
        .expect("stock");
    let table = others.create("Table", "9.00", 50).await;
    for n in 0..120 {
        let key = attempt(shop.user(), &format!("order-{n}"), "a lamp");
        let named = (n % 3 == 0).then(|| format!("ref-{n}"));
        shop.place(&order_draft(&[(lamp.id, 1)], named.as_deref()), &key).await.expect("an order");
    }
    for order in shop.all_orders(&OrderQuery::default(), 100).await.iter().take(10) {
        shop.advance(order.id, Status::Confirmed).await.expect("a step");
    }
    others.order(&[(table.id, 3)]).await;
    home.settle().await;
    let (old, store) = (cast.key(&home).await, home.store());
    let today = home.app().now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let activity = Activity { requests: 7, ..Activity::default() };
    store.add_usage(&old, &[(today, activity)], Some((today, 99))).await.expect("usage");

    let places = home.places();
    let (before, others_before) = (data_of(&home, cast.id).await, snapshot(&home, other.id).await);
    let in_pool = items(&home, Placement::Pool, cast.id).await;
    assert!(in_pool["aux"].len() > 300 && in_pool["orders"].len() == 120, "{:?}", in_pool.keys());

    let done = carry_out(&home, &places, cast.id, Placement::Silo).await;
    println!("{:?}", done.steps.iter().map(|step| (step.name.name(), step.detail.clone())).collect::<Vec<_>>());
    assert_eq!(items(&home, Placement::Silo, cast.id).await, in_pool);
    assert_eq!(items(&home, Placement::Pool, cast.id).await, Items::new(), "nothing is left behind");
    assert_eq!(data_of(&home, cast.id).await, before);

    // Whoever writes with a key from before is sent on, and then does not read there either.
    let stale = Attempt::default();
    let refused = store.add_usage(&old, &[(today, Activity { requests: 1, ..Activity::default() })], None).await;
    assert!(refused.is_err_and(|refused| refused.is_moved()));
    assert!(store.order_counts(&old).await.is_err_and(|refused| refused.is_moved()));
    let placed = shop.place(&order_draft(&[(lamp.id, 1)], None), &stale).await.expect("an order with an old handle");
    let order: Order = serde_json::from_str(&placed.answer.body).expect("an order");
    assert_eq!(shop.0.order(order.id).await.expect("the order").id, order.id);
    let again = attempt(shop.user(), "order-5", "a lamp");
    let kept = shop.place(&order_draft(&[(lamp.id, 1)], None), &again).await.expect("the first answer");
    assert!(kept.replayed, "kept answers moved too");
    home.settle().await;

    let there = operator(&home).await.move_tenant(cast.id, Placement::Silo, "again", &stale, answer).await;
    assert!(matches!(there, Err(Error::Conflict { code: "already_there", .. })), "{there:?}");
    let in_silo = cast.key(&home).await;
    let (before, rows) = (data_of(&home, cast.id).await, items(&home, Placement::Silo, cast.id).await);
    carry_out(&home, &places, cast.id, Placement::Pool).await;
    assert_eq!(items(&home, Placement::Pool, cast.id).await, rows);
    let gone = server::client(Home::<MINISTACK>::ON).describe_table();
    gone.table_name(home.partition.silo(Table::Orders, cast.id)).send().await.expect_err("the tables are gone");
    assert!(store.order_counts(&in_silo).await.is_err_and(|refused| refused.is_moved()));
    assert_eq!(data_of(&home, cast.id).await, before);
    assert_eq!(snapshot(&home, other.id).await, others_before, "nobody else is touched");
}

/// What the writers did, and how long the longest of them had to wait.
#[derive(Default)]
struct Written {
    orders: Mutex<BTreeSet<OrderId>>,
    longest: Mutex<Duration>,
    refused: AtomicUsize,
}

/// Of one request: a handle that is older than the longest one may read where nothing is any more.
async fn entered(app: &App, token: &str) -> Shop {
    match app.authenticate(token, None).await.expect("a caller") {
        Caller::Member(tenant) => Shop(tenant),
        Caller::Operator(_) => unreachable!("a member's token"),
    }
}

/// As a client that tries again: each order under a key of its own, until it is placed.
async fn write(app: App, token: String, lamp: ProductId, n: usize, written: Arc<Written>, stop: Arc<AtomicBool>) {
    let mut pace = tokio::time::interval(Duration::from_millis(100));
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        let started = Instant::now();
        let mut shop = entered(&app, &token).await;
        let key = attempt(shop.user(), &format!("writer-{n}-{count}"), "a lamp");
        let order: Order = loop {
            match shop.place(&order_draft(&[(lamp, 1)], None), &key).await {
                Ok(placed) => break serde_json::from_str(&placed.answer.body).expect("an order"),
                Err(Error::Unavailable(_)) => {
                    written.refused.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    shop = entered(&app, &token).await;
                }
                Err(error) => unreachable!("{error}"),
            }
        };
        if count % 4 == 0 {
            // It may be refused for the moment; a person would click again.
            let _ = shop.advance(order.id, Status::Confirmed).await;
        }
        let waited = started.elapsed();
        let mut longest = written.longest.lock().expect("a lock");
        *longest = waited.max(*longest);
        written.orders.lock().expect("a lock").insert(order.id);
        count += 1;
    }
}

async fn under_load() {
    let home = Home::<false>::open(Setup::default()).await;
    let cast = Cast::create(&home, "acme", tenantry_core::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let lamp = shop.create("Lamp", "2.50", 1_000_000).await;
    for _ in 0..count_from_env("MOVED_ORDERS", 100) {
        shop.order(&[(lamp.id, 1)]).await;
    }
    let before = shop.all_orders(&OrderQuery::default(), 100).await.len();
    let (written, stop) = (Arc::new(Written::default()), Arc::new(AtomicBool::new(false)));
    let started = Instant::now();
    let token = cast.owner.tokens.access.expose_secret();
    let write_as = |n| write(home.app().clone(), token.to_owned(), lamp.id, n, written.clone(), stop.clone());
    let writers: Vec<_> = (0..4).map(|n| tokio::spawn(write_as(n))).collect();
    let places = home.places();
    let moves = count_from_env("MOVES", 4);
    for n in 0..moves {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let target = if n % 2 == 0 { Placement::Silo } else { Placement::Pool };
        let done = carry_out(&home, &places, cast.id, target).await;
        println!("{:?}", done.steps.iter().map(|step| step.detail.clone().unwrap_or_default()).collect::<Vec<_>>());
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("a writer");
    }
    let took = started.elapsed();
    home.settle().await;
    let shop = Shop(cast.owner.enter(&home).await);
    let (placed, longest) = (written.orders.lock().expect("a lock").clone(), *written.longest.lock().expect("a lock"));
    println!(
        "{moves} moves in {took:?} under {:.0} orders/s: the longest write took {longest:?}, {} were refused for the moment",
        placed.len() as f64 / took.as_secs_f64(),
        written.refused.load(Ordering::Relaxed)
    );
    exact(&shop, before + placed.len(), &placed).await;
    let figures = shop.0.insights(None, None).await.expect("insights").total;
    let sold = (before + placed.len()) as i64;
    assert_eq!((figures.orders, figures.units), (sold, sold));
}

/// Each order once, and as many lamps gone.
async fn exact(shop: &Shop, count: usize, placed: &BTreeSet<OrderId>) {
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    let ids: BTreeSet<OrderId> = orders.iter().map(|order| order.id).collect();
    assert_eq!((ids.len(), orders.len()), (count, count), "each once");
    assert!(ids.is_superset(placed), "none is lost");
    let lamp = &shop.all_products(&ProductQuery::default(), 10).await[0];
    assert_eq!(lamp.inventory, 1_000_000 - count as u64);
    let counted: u64 = shop.0.order_counts().await.expect("counts").iter().map(|(_, count)| count).sum();
    assert_eq!(counted, count as u64);
}

/// Every try dies a few calls later than the one before; somebody writes in between.
async fn crashes() {
    let home = Home::<false>::open(Setup::default()).await;
    let cast = Cast::create(&home, "acme", tenantry_core::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let lamp = shop.create("Lamp", "2.50", 1_000_000).await;
    let mut placed = BTreeSet::new();
    for _ in 0..20 {
        placed.insert(shop.order(&[(lamp.id, 1)]).await.id);
    }
    let operator = operator(&home).await;
    let (mut died, stride) = (0, count_from_env("DIES_LATER_BY", 17));
    for target in [Placement::Silo, Placement::Pool] {
        let begun = begin(&home, cast.id, target).await;
        for calls in (1..).step_by(stride) {
            let brief = Brief::new(calls);
            home.worker().run_operations(&home.places_by(&brief.client()), SignedDuration::ZERO).await.expect("a run");
            died += usize::from(brief.is_over());
            let operation = operator.operation(cast.id, begun.id).await.expect("an operation");
            if operation.status == OperationStatus::Done {
                break;
            }
            // Who died in the switch leaves writes waiting until somebody goes on.
            let attempt = attempt(shop.user(), &format!("{target:?}-{calls}"), "a lamp");
            if let Ok(Ok(order)) = tokio::time::timeout(
                Duration::from_millis(300),
                shop.place(&order_draft(&[(lamp.id, 1)], None), &attempt),
            )
            .await
            {
                let order: Order = serde_json::from_str(&order.answer.body).expect("an order");
                placed.insert(order.id);
            }
            if operation.status == OperationStatus::Failed {
                let again = operator.retry_operation(cast.id, begun.id, &Attempt::default(), answer).await;
                again.expect("tried again");
            }
        }
        let record = home.control().tenant(cast.id).await.expect("a look-up").expect("a record");
        assert_eq!(record.placement, target);
    }
    home.settle().await;
    println!("{died} deaths, {} orders in between", placed.len() - 20);
    assert!(died > 10, "{died}");
    let shop = Shop(cast.owner.enter(&home).await);
    // One that was given up was done or not; whoever placed it asks again with the same key.
    let all = shop.all_orders(&OrderQuery::default(), 100).await.len();
    exact(&shop, all, &placed).await;
}

/// The mover is held in the middle of the switch, as long as the test wants.
async fn a_write_waits() {
    let home = Home::<false>::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    home.settle().await;
    let (places, old) = (home.places(), cast.key(&home).await);
    let new = old.elsewhere();
    let record = home.control().tenant(cast.id).await.expect("a look-up").expect("a record");
    use tenantry_core::place::Places;
    places.create(&new, &record).await.expect("tables");
    places.copy(&old, &new).await.expect("a copy");
    shop.order(&[(lamp.id, 1)]).await;
    places.pause(&old, &new).await.expect("a pause");

    // People read on; who writes waits, and is told to come again if it lasts.
    assert_eq!(shop.stock(lamp.id).await, 9);
    let started = Instant::now();
    let late = shop.try_order(&[(lamp.id, 1)]).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    assert!(started.elapsed() >= Duration::from_secs(5), "{:?}", started.elapsed());
    let patient = {
        let shop = Shop(shop.0.clone());
        tokio::spawn(async move { shop.try_order(&[(lamp.id, 1)]).await })
    };
    // It was not switched, so it goes on where it was.
    places.moves.resume(&old).await;
    patient.await.expect("ended").expect("an order");
    assert_eq!(shop.stock(lamp.id).await, 8);
    let entry = tenantry_core::journal::Entry {
        id: uuid::Uuid::now_v7().into(),
        tenant: Some(cast.id),
        actor: tenantry_core::journal::Actor::System,
        at: home.app().now(),
        action: "order.updated".to_owned(),
        subject: None,
        reason: None,
        changes: Vec::new(),
        request_id: None,
        events: Vec::new(),
    };
    let commit = tenantry_core::commit::Commit { writes: Vec::new(), entry, idempotency: None };
    carry_out(&home, &places, cast.id, Placement::Silo).await;
    let shop = Shop(cast.owner.enter(&home).await);
    assert_eq!(shop.stock(lamp.id).await, 8);
    let refused = home.store().commit(&old, commit.clone()).await;
    assert!(matches!(&refused, Err(CommitError::Moved(same)) if **same == commit), "{refused:?}");
}

async fn failed() {
    let home = Home::<false>::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    home.settle().await;
    let before = items(&home, Placement::Pool, cast.id).await;
    let (places, old) = (home.places(), cast.key(&home).await);
    use tenantry_core::place::Places;
    places.copy(&old, &old.elsewhere()).await.expect_err("no tables to copy to");
    assert_eq!(items(&home, Placement::Pool, cast.id).await, before, "no notes and no fences");
    shop.order(&[(lamp.id, 1)]).await;
}

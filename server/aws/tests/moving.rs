//! A tenant is moved between placements while it is in use, by many processes,
//! and nothing is lost, doubled or left behind.

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
use tenantry_aws::{partition::Table, tenant_mover::DynamoTenantMover};
use tenantry_aws_testing::{
    backend::Dynamo,
    brief::Brief,
    run::{self, Test},
    server::{self, Which},
};
use tenantry_conformance::{
    BoatDraft, Cast, Fixture, Setup, Shop, attempt, count_from_env, entry, json, launch, operator, order_draft,
    snapshot,
};
use tenantry_core::{
    App, Caller, Error,
    domain::{
        event::EventKind,
        event_types::TypeFilter,
        idempotency::Attempt,
        ids::{OrderId, ProductId, TenantId},
        operation::{Operation, OperationStatus},
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        product::ProductQuery,
        tenant::Placement,
        usage::Activity,
    },
    ports::commit::CommitError,
    usecases::FeedQuery,
};

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "there_and_back_changes_nothing", || Box::pin(there_and_back::<false>())),
        test(Which::Ministack, "there_and_back_changes_nothing", || Box::pin(there_and_back::<true>())),
        test(Which::Dynoxide, "every_placement_leads_to_every_other", || Box::pin(every_way::<false>())),
        test(Which::Ministack, "every_placement_leads_to_every_other", || Box::pin(every_way::<true>())),
        test(Which::Dynoxide, "a_move_that_failed_does_not_lead_elsewhere", || Box::pin(another_target())),
        test(Which::Dynoxide, "nothing_is_lost_or_doubled_under_load", || Box::pin(under_load())),
        test(Which::Dynoxide, "whoever_comes_after_a_crash_goes_on", || Box::pin(crashes())),
        test(Which::Dynoxide, "a_write_waits_for_the_switch", || Box::pin(a_write_waits())),
        test(Which::Dynoxide, "a_copy_that_fails_leaves_all_as_it_was", || Box::pin(failed())),
    ])
}

type Backend<const MINISTACK: bool> = Dynamo<MINISTACK, false>;
/// Items by table and key, without what only says how the place is open.
type Items = BTreeMap<String, BTreeMap<String, String>>;

fn written(value: &AttributeValue) -> String {
    format!("{value:?}")
}

async fn items<const MINISTACK: bool>(backend: &Backend<MINISTACK>, placement: Placement, tenant: TenantId) -> Items {
    let client = server::client(Backend::<MINISTACK>::ON);
    let mut all = Items::new();
    for table in Table::ALL {
        let name = match placement {
            Placement::Pool => backend.partition.pool(table),
            Placement::ProvisionedPool => backend.partition.provisioned_pool(table),
            Placement::Silo => backend.partition.silo(table, tenant),
        };
        let mut pages = client.scan().table_name(name).consistent_read(true).into_paginator().items().send();
        let mut of_table = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let mut item = item.expect("an item");
            // Each placement has hash keys of its own; all of them begin with the tenant.
            let is_ours = |hash: &AttributeValue| hash.as_s().expect("an id").starts_with(&tenant.to_string());
            if !item.remove("tenant_id").as_ref().is_none_or(is_ours) {
                continue;
            }
            let id = item[table.id()].as_s().expect("an id").clone();
            item.remove("fence");
            let is_bare = item.len() == 1 && (id.starts_with("statuses#") || id.starts_with("fence#"));
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

fn answer(operation: &Operation) -> tenantry_core::domain::idempotency::Answer {
    json(operation)
}

async fn begin<const MINISTACK: bool>(backend: &Backend<MINISTACK>, tenant: TenantId, target: Placement) -> Operation {
    let operator = operator(backend).await;
    let begun = operator.move_tenant(tenant, target, "asked for", &Attempt::default(), answer).await.expect("begun");
    begun.answer.read().expect("an operation")
}

/// What the provisioning function does, until it is done.
async fn carry_out<const MINISTACK: bool>(
    backend: &Backend<MINISTACK>,
    mover: &DynamoTenantMover,
    tenant: TenantId,
    target: Placement,
) -> Operation {
    let begun = begin(backend, tenant, target).await;
    backend.worker().run_operations(mover, SignedDuration::ZERO).await.expect("a run");
    let done = operator(backend).await.operation(tenant, begun.id).await.expect("an operation");
    assert_eq!(done.status, OperationStatus::Done, "{done:?}");
    done
}

/// Without the record, which says where the data lives.
async fn data_of<const MINISTACK: bool>(backend: &Backend<MINISTACK>, tenant: TenantId) -> String {
    let whole = snapshot(backend, tenant).await;
    let (data, _record) = whole.trim_end().rsplit_once('\n').expect("lines");
    data.to_owned()
}

async fn there_and_back<const MINISTACK: bool>() {
    let backend = Backend::<MINISTACK>::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "other").await);
    let shop = Shop(cast.owner.enter(&backend).await);
    let others = Shop(other.owner.enter(&backend).await);
    let lamp = shop.create_sku("Lamp", "LAMP-1").await.expect("a product");
    shop.edit(lamp.id, &tenantry_core::domain::precondition::Precondition::Any, |draft| draft.inventory = 2_000)
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
    launch(&shop, BoatDraft::new("Anna", "A1", "2020-01-01T00:00:00Z")).await.expect("a record of a declared kind");
    backend.settle().await;
    let (old, store) = (cast.key(&backend).await, backend.store());
    let today = backend.app().now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let activity = Activity { requests: 7, ..Activity::default() };
    store.add_usage(&old, &[(today, activity)], Some((today, 99))).await.expect("usage");

    backend.clock().advance(SignedDuration::from_mins(2));
    let (fed, cursor) = orders_fed(&shop, None).await;
    assert_eq!(fed, 120);

    let mover = backend.tenant_mover();
    let (before, others_before) = (data_of(&backend, cast.id).await, snapshot(&backend, other.id).await);
    let in_pool = items(&backend, Placement::Pool, cast.id).await;
    assert!(in_pool["aux"].len() > 300 && in_pool["orders"].len() == 120, "{:?}", in_pool.keys());

    let done = carry_out(&backend, &mover, cast.id, Placement::Silo).await;
    println!("{:?}", done.steps.iter().map(|step| (step.name.name(), step.detail.clone())).collect::<Vec<_>>());
    assert_eq!(items(&backend, Placement::Silo, cast.id).await, in_pool);
    assert_eq!(items(&backend, Placement::Pool, cast.id).await, Items::new(), "nothing is left behind");
    assert_eq!(data_of(&backend, cast.id).await, before);

    // A write with an older key is relocated, and then its caller does not read there either.
    let stale = Attempt::default();
    let refused = store.add_usage(&old, &[(today, Activity { requests: 1, ..Activity::default() })], None).await;
    assert!(refused.is_err_and(|refused| refused.is_moved()));
    assert!(store.order_counts(&old).await.is_err_and(|refused| refused.is_moved()));
    let placed = shop.place(&order_draft(&[(lamp.id, 1)], None), &stale).await.expect("an order with an old handle");
    let order: Order = placed.answer.read().expect("an order");
    assert_eq!(shop.0.order(order.id).await.expect("the order").id, order.id);
    let again = attempt(shop.user(), "order-5", "a lamp");
    let kept = shop.place(&order_draft(&[(lamp.id, 1)], None), &again).await.expect("the first answer");
    assert!(kept.replayed, "kept answers moved too");
    backend.settle().await;
    backend.clock().advance(SignedDuration::from_mins(2));
    assert_eq!(orders_fed(&shop, Some(cursor.clone())).await.0, 1, "a cursor outlives a move");

    let there = operator(&backend).await.move_tenant(cast.id, Placement::Silo, "again", &stale, answer).await;
    assert!(matches!(there, Err(Error::Conflict { code: "already_there", .. })), "{there:?}");
    let in_silo = cast.key(&backend).await;
    let (before, rows) = (data_of(&backend, cast.id).await, items(&backend, Placement::Silo, cast.id).await);
    carry_out(&backend, &mover, cast.id, Placement::Pool).await;
    assert_eq!(items(&backend, Placement::Pool, cast.id).await, rows);
    let gone = server::client(Backend::<MINISTACK>::ON).describe_table();
    gone.table_name(backend.partition.silo(Table::Orders, cast.id)).send().await.expect_err("the tables are gone");
    assert!(store.order_counts(&in_silo).await.is_err_and(|refused| refused.is_moved()));
    assert_eq!(data_of(&backend, cast.id).await, before);
    assert_eq!(snapshot(&backend, other.id).await, others_before, "nobody else is touched");
    assert_eq!(orders_fed(&shop, Some(cursor)).await.0, 1);
}

/// How many orders the feed has, and where it goes on.
async fn orders_fed(shop: &Shop, cursor: Option<String>) -> (usize, String) {
    let query = FeedQuery { types: TypeFilter::of(vec!["order.placed".to_owned()]), since: None };
    let (mut orders, mut cursor) = (0, cursor);
    loop {
        let page = shop.0.events(&query, &PageRequest { limit: 50, cursor }).await.expect("a page");
        orders += page.items.len();
        if !page.has_more {
            return (orders, page.next_cursor);
        }
        cursor = Some(page.next_cursor);
    }
}

/// Notes and progress are in the pool also while nothing is moved from or to it.
async fn every_way<const MINISTACK: bool>() {
    let backend = Backend::<MINISTACK>::open(Setup::default()).await;
    backend.create_provisioned_pool().await;
    let (cast, other) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "other").await);
    let (shop, others) = (Shop(cast.owner.enter(&backend).await), Shop(other.owner.enter(&backend).await));
    let lamp = shop.create("Lamp", "2.50", 1_000).await;
    let table = others.create("Table", "9.00", 50).await;
    for _ in 0..30 {
        shop.order(&[(lamp.id, 1)]).await;
    }
    others.order(&[(table.id, 3)]).await;
    backend.settle().await;
    let mover = backend.tenant_mover();
    carry_out(&backend, &mover, other.id, Placement::ProvisionedPool).await;
    let neighbors = (snapshot(&backend, other.id).await, items(&backend, Placement::ProvisionedPool, other.id).await);
    let ways = [
        Placement::ProvisionedPool,
        Placement::Pool,
        Placement::Silo,
        Placement::ProvisionedPool,
        Placement::Silo,
        Placement::Pool,
    ];
    let mut at = Placement::Pool;
    for to in ways {
        let (before, rows) = (data_of(&backend, cast.id).await, items(&backend, at, cast.id).await);
        let done = carry_out(&backend, &mover, cast.id, to).await;
        assert_eq!((done.source, done.target), (Some(at), Some(to)));
        assert_eq!(items(&backend, to, cast.id).await, rows, "{at:?} to {to:?}");
        assert_eq!(data_of(&backend, cast.id).await, before, "{at:?} to {to:?}");
        for place in [Placement::Pool, Placement::ProvisionedPool].into_iter().filter(|place| *place != to) {
            assert_eq!(
                items(&backend, place, cast.id).await,
                Items::new(),
                "{at:?} to {to:?} leaves nothing in {place:?}"
            );
        }
        at = to;
    }
    assert_eq!(snapshot(&backend, other.id).await, neighbors.0, "nobody else is touched");
    assert_eq!(items(&backend, Placement::ProvisionedPool, other.id).await, neighbors.1);
}

/// Two moves that begin from the same record have keys of the same epoch; what the first copied is no copy for the second.
async fn another_target() {
    let backend = Backend::<false>::open(Setup::default()).await;
    backend.create_provisioned_pool().await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    backend.settle().await;
    let (mover, old) = (backend.tenant_mover(), cast.key(&backend).await);
    let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a record");
    let (silo, provisioned) = (old.with_placement(Placement::Silo), old.with_placement(Placement::ProvisionedPool));
    use tenantry_core::ports::tenant_mover::TenantMover;
    mover.create(&silo, &record).await.expect("tables");
    mover.copy(&old, &silo).await.expect("a copy");
    mover.pause(&old, &provisioned).await.expect_err("nothing was copied there");
    shop.order(&[(lamp.id, 1)]).await;
    mover.copy(&old, &provisioned).await.expect("a copy");
    let copied = items(&backend, Placement::ProvisionedPool, cast.id).await;
    let rows = items(&backend, Placement::Pool, cast.id).await;
    assert_eq!((&copied["orders"], &copied["products"]), (&rows["orders"], &rows["products"]));
    carry_out(&backend, &mover, cast.id, Placement::ProvisionedPool).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    assert_eq!(shop.stock(lamp.id).await, 9);
    assert_eq!(shop.all_orders(&OrderQuery::default(), 100).await.len(), 1);
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

/// Of one writer, however slow the emulator: what is moved grows by them.
const MOST_ORDERS: usize = 200;

/// As a client that tries again: each order under a key of its own, until it is placed.
async fn write(app: App, token: String, lamp: ProductId, n: usize, written: Arc<Written>, stop: Arc<AtomicBool>) {
    let mut pace = tokio::time::interval(Duration::from_millis(250));
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) && count < MOST_ORDERS {
        pace.tick().await;
        let started = Instant::now();
        let mut shop = entered(&app, &token).await;
        let key = attempt(shop.user(), &format!("writer-{n}-{count}"), "a lamp");
        let order: Order = loop {
            match shop.place(&order_draft(&[(lamp, 1)], None), &key).await {
                Ok(placed) => break placed.answer.read().expect("an order"),
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
    let backend = Backend::<false>::open(Setup::default()).await;
    backend.create_provisioned_pool().await;
    let cast = Cast::create(&backend, "acme", tenantry_core::domain::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 1_000_000).await;
    for _ in 0..count_from_env("MOVED_ORDERS", 100) {
        shop.order(&[(lamp.id, 1)]).await;
    }
    let before = shop.all_orders(&OrderQuery::default(), 100).await.len();
    let (written, stop) = (Arc::new(Written::default()), Arc::new(AtomicBool::new(false)));
    let started = Instant::now();
    let token = cast.owner.tokens.access.expose_secret();
    let write_as = |n| write(backend.app().clone(), token.to_owned(), lamp.id, n, written.clone(), stop.clone());
    let writers: Vec<_> = (0..4).map(|n| tokio::spawn(write_as(n))).collect();
    let mover = backend.tenant_mover();
    let moves = count_from_env("MOVES", 3);
    for n in 0..moves {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let target = [Placement::Silo, Placement::ProvisionedPool, Placement::Pool][n % 3];
        let done = carry_out(&backend, &mover, cast.id, target).await;
        println!("{:?}", done.steps.iter().map(|step| step.detail.clone().unwrap_or_default()).collect::<Vec<_>>());
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("a writer");
    }
    let took = started.elapsed();
    backend.settle().await;
    let shop = Shop(cast.owner.enter(&backend).await);
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

/// Every try dies a few calls later than the one before; a member writes in between.
async fn crashes() {
    let backend = Backend::<false>::open(Setup::default()).await;
    backend.create_provisioned_pool().await;
    let cast = Cast::create(&backend, "acme", tenantry_core::domain::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 1_000_000).await;
    let mut placed = BTreeSet::new();
    for _ in 0..20 {
        placed.insert(shop.order(&[(lamp.id, 1)]).await.id);
    }
    let operator = operator(&backend).await;
    let (mut died, stride) = (0, count_from_env("DIES_LATER_BY", 17));
    for target in [Placement::Silo, Placement::ProvisionedPool, Placement::Pool] {
        let begun = begin(&backend, cast.id, target).await;
        for calls in (1..).step_by(stride) {
            let brief = Brief::new(calls);
            backend
                .worker()
                .run_operations(&backend.tenant_mover_by(&brief.client()), SignedDuration::ZERO)
                .await
                .expect("a run");
            died += usize::from(brief.is_over());
            let operation = operator.operation(cast.id, begun.id).await.expect("an operation");
            if operation.status == OperationStatus::Done {
                break;
            }
            // Who died in the switch leaves writes waiting until the operation is resumed.
            let attempt = attempt(shop.user(), &format!("{target:?}-{calls}"), "a lamp");
            if let Ok(Ok(order)) = tokio::time::timeout(
                Duration::from_millis(300),
                shop.place(&order_draft(&[(lamp.id, 1)], None), &attempt),
            )
            .await
            {
                let order: Order = order.answer.read().expect("an order");
                placed.insert(order.id);
            }
            if operation.status == OperationStatus::Failed {
                let again = operator.retry_operation(cast.id, begun.id, &Attempt::default(), answer).await;
                again.expect("tried again");
            }
        }
        let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a record");
        assert_eq!(record.placement, target);
    }
    backend.settle().await;
    println!("{died} deaths, {} orders in between", placed.len() - 20);
    assert!(died > 10, "{died}");
    let shop = Shop(cast.owner.enter(&backend).await);
    // One that was given up was done or not; its caller asks again with the same key.
    let all = shop.all_orders(&OrderQuery::default(), 100).await.len();
    exact(&shop, all, &placed).await;
}

/// The mover is held in the middle of the switch, as long as the test wants.
async fn a_write_waits() {
    let backend = Backend::<false>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    backend.settle().await;
    let (mover, old) = (backend.tenant_mover(), cast.key(&backend).await);
    let new = old.with_placement(Placement::Silo);
    let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a record");
    use tenantry_core::ports::tenant_mover::TenantMover;
    mover.create(&new, &record).await.expect("tables");
    mover.copy(&old, &new).await.expect("a copy");
    shop.order(&[(lamp.id, 1)]).await;
    mover.pause(&old, &new).await.expect("a pause");

    // Reads go on; a write waits, and is answered with a retry hint if it lasts.
    assert_eq!(shop.stock(lamp.id).await, 9);
    let started = Instant::now();
    let late = shop.try_order(&[(lamp.id, 1)]).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    assert!(started.elapsed() >= Duration::from_secs(5), "{:?}", started.elapsed());
    let waiting_order = {
        let shop = Shop(shop.0.clone());
        tokio::spawn(async move { shop.try_order(&[(lamp.id, 1)]).await })
    };
    // It was not switched, so it goes on where it was.
    mover.moves.resume(&old).await;
    waiting_order.await.expect("ended").expect("an order");
    assert_eq!(shop.stock(lamp.id).await, 8);
    let entry = entry(Some(cast.id), EventKind::TenantUpdated, backend.app().now());
    let commit = tenantry_core::ports::commit::Commit { writes: Vec::new(), entry, idempotency: None };
    carry_out(&backend, &mover, cast.id, Placement::Silo).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    assert_eq!(shop.stock(lamp.id).await, 8);
    let refused = backend.store().commit(&old, commit.clone()).await;
    assert!(matches!(&refused, Err(CommitError::Moved(same)) if **same == commit), "{refused:?}");
}

async fn failed() {
    let backend = Backend::<false>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    backend.settle().await;
    let before = items(&backend, Placement::Pool, cast.id).await;
    let (mover, old) = (backend.tenant_mover(), cast.key(&backend).await);
    use tenantry_core::ports::tenant_mover::TenantMover;
    for nowhere in [Placement::Silo, Placement::ProvisionedPool] {
        mover.copy(&old, &old.with_placement(nowhere)).await.expect_err("no tables to copy to");
        assert_eq!(items(&backend, Placement::Pool, cast.id).await, before, "no notes and no fences");
    }
    shop.order(&[(lamp.id, 1)]).await;
}

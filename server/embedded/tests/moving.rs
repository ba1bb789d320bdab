//! A tenant is moved between pool and silo while it is in use, and nothing is
//! lost, doubled or left behind.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::poll;
use jiff::SignedDuration;
use rusqlite::{Connection, types::Value};
use tenantry_conformance::{
    BoatDraft, Cast, Fixture, Setup, Shop, attempt, count_from_env, entry, json, launch, operator, order_draft,
    snapshot,
};
use tenantry_core::{
    Error,
    domain::{
        event::EventKind,
        event_types::TypeFilter,
        idempotency::Attempt,
        ids::{OrderId, TenantId},
        operation::{Operation, OperationStatus},
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        product::ProductQuery,
        tenant::Placement,
        usage::Activity,
    },
    ports::{
        commit::{Commit, CommitError},
        tenant_mover::TenantMover,
    },
    usecases::FeedQuery,
};
use tenantry_embedded::SqliteTenantMover;
use tenantry_embedded_testing::SqlitePool;

type Rows = BTreeMap<String, BTreeSet<String>>;

/// Everything that a file holds of a tenant, but for numbers that only keep an order.
fn rows(folder: &Path, file: &str, tenant: TenantId) -> Rows {
    let conn = Connection::open(folder.join(file)).expect("a file");
    let names = |sql: &str, of: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).expect("SQL");
        let found = statement.query_map([of], |row| row.get(0)).expect("names");
        found.collect::<rusqlite::Result<_>>().expect("names")
    };
    let tables = names(
        "SELECT name FROM sqlite_schema s WHERE type = ?1
            AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'tenant_id')",
        "table",
    );
    let of_table = |table: String| {
        let columns = names(
            "SELECT name FROM pragma_table_info(?1) WHERE NOT (pk = 1 AND type = 'INTEGER') ORDER BY cid",
            &table,
        );
        let width = columns.len();
        let mut statement =
            conn.prepare(&format!("SELECT {} FROM {table} WHERE tenant_id = ?1", columns.join(", "))).expect("SQL");
        let found = statement
            .query_map([tenant.as_bytes()], |row| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>())
            .expect("rows");
        let rows: Vec<String> = found.map(|row| format!("{:?}", row.expect("a row"))).collect();
        let all: BTreeSet<String> = rows.iter().cloned().collect();
        assert_eq!(all.len(), rows.len(), "{table} has a row twice");
        (table, all)
    };
    tables.into_iter().map(of_table).filter(|(_, rows)| !rows.is_empty()).collect()
}

fn silo(tenant: TenantId) -> String {
    format!("silo/{tenant}.db")
}

fn answer(operation: &Operation) -> tenantry_core::domain::idempotency::Answer {
    json(operation)
}

/// What the server's task does, until it is done.
async fn carry_out(backend: &SqlitePool, mover: &SqliteTenantMover, tenant: TenantId, target: Placement) -> Operation {
    let operator = operator(backend).await;
    let begun = operator.move_tenant(tenant, target, "asked for", &Attempt::default(), answer).await.expect("begun");
    let begun: Operation = begun.answer.read().expect("an operation");
    backend.worker().run_operations(mover, SignedDuration::ZERO).await.expect("a run");
    let done = operator.operation(tenant, begun.id).await.expect("an operation");
    assert_eq!(done.status, OperationStatus::Done, "{done:?}");
    done
}

/// Without the record, which says where the data lives.
async fn data_of(backend: &SqlitePool, tenant: TenantId) -> String {
    let whole = snapshot(backend, tenant).await;
    let (data, _record) = whole.trim_end().rsplit_once('\n').expect("lines");
    data.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_move_there_and_back_changes_nothing() {
    let backend = SqlitePool::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "other").await);
    let shop = Shop(cast.owner.enter(&backend).await);
    let others = Shop(other.owner.enter(&backend).await);
    let lamp = shop.create_sku("Lamp", "LAMP-1").await.expect("a product");
    shop.edit(lamp.id, &tenantry_core::domain::precondition::Precondition::Any, |draft| draft.inventory = 2_000)
        .await
        .expect("stock");
    let table = others.create("Table", "9.00", 50).await;
    for n in 0..600 {
        let key = attempt(shop.user(), &format!("order-{n}"), "a lamp");
        shop.place(&order_draft(&[(lamp.id, 1)], (n % 3 == 0).then(|| format!("ref-{n}")).as_deref()), &key)
            .await
            .expect("an order");
    }
    for order in shop.all_orders(&OrderQuery::default(), 100).await.iter().take(40) {
        shop.advance(order.id, Status::Confirmed).await.expect("a step");
    }
    others.order(&[(table.id, 3)]).await;
    launch(&shop, BoatDraft::new("Anna", "A1", "2020-01-01T00:00:00Z")).await.expect("a record of a declared kind");
    backend.settle().await;
    let (old, store) = (cast.key(&backend).await, backend.store());
    let today = backend.app().now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let activity = Activity { requests: 7, ..Activity::default() };
    store.add_usage(&old, &[(today, activity)], Some((today, 99))).await.expect("usage");

    let mover = backend.tenant_mover();
    let (before, others_before) = (data_of(&backend, cast.id).await, snapshot(&backend, other.id).await);
    let in_pool = rows(backend.folder(), "pool.db", cast.id);
    assert!(in_pool["resources"].len() == 1 && in_pool["resource_keys"].len() == 2, "{:?}", in_pool.keys());
    assert!(in_pool.len() >= 15 && in_pool["journal"].len() > 600, "{:?}", in_pool.keys());

    let done = carry_out(&backend, &mover, cast.id, Placement::Silo).await;
    println!("{:?}", done.steps.iter().map(|step| (step.name.name(), step.detail.clone())).collect::<Vec<_>>());
    assert_eq!(rows(backend.folder(), &silo(cast.id), cast.id), in_pool);
    assert_eq!(rows(backend.folder(), "pool.db", cast.id), Rows::new(), "nothing is left behind");
    assert_eq!(data_of(&backend, cast.id).await, before);

    // An older key is rejected, and its call relocated.
    let refused = store.order_counts(&old).await.expect_err("a stale key");
    assert!(refused.is_moved(), "{refused:?}");
    let stale = Attempt::default();
    let placed = shop.place(&order_draft(&[(lamp.id, 1)], None), &stale).await.expect("an order with an old handle");
    let order: Order = placed.answer.read().expect("an order");
    assert_eq!(shop.0.order(order.id).await.expect("the order").id, order.id);
    let again = attempt(shop.user(), "order-5", "a lamp");
    let kept = shop.place(&order_draft(&[(lamp.id, 1)], None), &again).await.expect("the first answer");
    assert!(kept.replayed, "kept answers moved too");
    backend.settle().await;

    let there = operator(&backend).await.move_tenant(cast.id, Placement::Silo, "again", &stale, answer).await;
    assert!(matches!(there, Err(Error::Conflict { code: "already_there", .. })), "{there:?}");
    let (before, in_silo) = (data_of(&backend, cast.id).await, rows(backend.folder(), &silo(cast.id), cast.id));
    carry_out(&backend, &mover, cast.id, Placement::Pool).await;
    assert_eq!(rows(backend.folder(), "pool.db", cast.id), in_silo);
    assert!(!backend.folder().join(silo(cast.id)).exists(), "the file is gone");
    assert_eq!(data_of(&backend, cast.id).await, before);
    assert_eq!(snapshot(&backend, other.id).await, others_before, "nobody else is touched");
    let journal = operator(&backend).await.tenant_journal(cast.id, &PageRequest::default()).await.expect("a journal");
    let moved = journal.items.iter().filter(|entry| entry.action == "tenant.moved");
    assert_eq!(
        moved.flat_map(|entry| entry.changes.clone()).filter_map(|change| change.to).collect::<Vec<_>>(),
        ["pool", "silo"]
    );
}

/// A reader of the event feed goes on with the cursor that it has, wherever its company's data is meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_feed_misses_nothing_while_its_company_moves() {
    let backend = Arc::new(SqlitePool::open(Setup::default()).await);
    let cast = Cast::found(&*backend, "acme").await;
    let shop = Shop(cast.owner.enter(&*backend).await);
    let lamp = shop.create("Lamp", "1.00", 100_000).await.id;
    let (over, all_written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let (shop, over) = (shop.clone(), over.clone());
            tokio::spawn(async move {
                let mut placed = 0;
                // The plan has a limit of a thousand.
                while !over.load(Ordering::SeqCst) && placed < 300 {
                    shop.order(&[(lamp, 1)]).await;
                    placed += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                placed
            })
        })
        .collect();
    let reading = {
        let (tenant, all_written) = (shop.0.clone(), all_written.clone());
        let query = FeedQuery { types: TypeFilter::of(vec!["order.placed".to_owned()]), since: None };
        tokio::spawn(async move {
            let (mut ids, mut cursor, mut writing) = (Vec::new(), None, true);
            loop {
                let page = match tenant.events(&query, &PageRequest { limit: 10, cursor: cursor.clone() }).await {
                    Ok(page) => page,
                    // Moved twice meanwhile; asked again as a client asks after a 503.
                    Err(Error::Unavailable(_)) => continue,
                    Err(error) => unreachable!("{error:?}"),
                };
                ids.extend(page.items.iter().map(|event| event.id));
                cursor = Some(page.next_cursor);
                if !page.has_more {
                    if !writing {
                        return ids;
                    }
                    // Once more from here on, after the last order.
                    writing = !all_written.load(Ordering::SeqCst);
                    tokio::task::yield_now().await;
                }
            }
        })
    };
    let mover = backend.tenant_mover();
    for target in [Placement::Silo, Placement::Pool, Placement::Silo, Placement::Pool] {
        carry_out(&backend, &mover, cast.id, target).await;
    }
    over.store(true, Ordering::SeqCst);
    let mut placed = 0;
    for writer in writers {
        placed += writer.await.expect("a writer");
    }
    all_written.store(true, Ordering::SeqCst);
    let read = reading.await.expect("a reader");
    let again = {
        let query = FeedQuery { types: TypeFilter::of(vec!["order.placed".to_owned()]), since: None };
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let page = shop.0.events(&query, &PageRequest { limit: 100, cursor }).await.expect("a page");
            ids.extend(page.items.iter().map(|event| event.id));
            cursor = Some(page.next_cursor);
            if !page.has_more {
                break ids;
            }
        }
    };
    println!("{placed} orders in 4 moves");
    assert_eq!(again.len(), placed);
    assert_eq!(read, again, "the same events in the same order, though some were read from the file that was left");
}

/// What the writers did, and how long the longest of them had to wait.
#[derive(Default)]
struct Written {
    orders: Mutex<BTreeSet<OrderId>>,
    longest: Mutex<Duration>,
    refused: AtomicUsize,
}

/// As a client that tries again: each order under a key of its own, until it is placed.
async fn write(
    shop: Shop,
    lamp: tenantry_core::domain::ids::ProductId,
    n: usize,
    written: Arc<Written>,
    stop: Arc<AtomicBool>,
) {
    let mut pace = tokio::time::interval(Duration::from_millis(40));
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        let started = Instant::now();
        let key = attempt(shop.user(), &format!("writer-{n}-{count}"), "a lamp");
        let order: Order = loop {
            match shop.place(&order_draft(&[(lamp, 1)], None), &key).await {
                Ok(placed) => break placed.answer.read().expect("an order"),
                Err(Error::Unavailable(_)) => {
                    written.refused.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_or_doubled_under_load() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", tenantry_core::domain::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 1_000_000).await;
    for _ in 0..count_from_env("MOVED_ORDERS", 1_000) {
        shop.order(&[(lamp.id, 1)]).await;
    }
    let before = shop.all_orders(&OrderQuery::default(), 100).await.len();
    let (written, stop) = (Arc::new(Written::default()), Arc::new(AtomicBool::new(false)));
    let started = Instant::now();
    // Eight at 25 a second.
    let writers: Vec<_> =
        (0..8).map(|n| tokio::spawn(write(Shop(shop.0.clone()), lamp.id, n, written.clone(), stop.clone()))).collect();
    let mover = backend.tenant_mover();
    let moves = count_from_env("MOVES", 4);
    for n in 0..moves {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let target = if n % 2 == 0 { Placement::Silo } else { Placement::Pool };
        carry_out(&backend, &mover, cast.id, target).await;
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
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    let ids: BTreeSet<OrderId> = orders.iter().map(|order| order.id).collect();
    assert_eq!((ids.len(), orders.len()), (before + placed.len(), before + placed.len()), "each once");
    assert!(ids.is_superset(&placed), "none is lost");
    assert!(longest < Duration::from_secs(2), "writes waited for {longest:?}");
    let sold = orders.len() as u64;
    let lamp = &shop.all_products(&ProductQuery::default(), 10).await[0];
    assert_eq!(lamp.inventory, 1_000_000 - sold);
    let figures = shop.0.insights(None, None).await.expect("insights").total;
    assert_eq!((figures.orders, figures.units), (sold as i64, sold as i64));
    let counted: u64 = shop.0.order_counts().await.expect("counts").iter().map(|(_, count)| count).sum();
    assert_eq!(counted, sold);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_waits_for_the_switch_and_no_longer_than_it_must() {
    use tenantry_core::{
        TenantKey,
        domain::{error::Cause, tenant::TenantRecord},
    };

    /// Stops in the middle of the switch, until it is asked to go on.
    struct Slow<'a>(&'a SqliteTenantMover, tokio::sync::Notify, tokio::sync::Notify);

    #[async_trait::async_trait]
    impl TenantMover for Slow<'static> {
        async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause> {
            self.0.create(place, tenant).await
        }
        async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
            self.0.copy(from, to).await
        }
        async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
            let paused = self.0.pause(from, to).await;
            self.1.notify_one();
            self.2.notified().await;
            paused
        }
        async fn resume(&self, at: &TenantKey) {
            self.0.resume(at).await;
        }
        async fn clear(&self, place: &TenantKey) -> Result<String, Cause> {
            self.0.clear(place).await
        }
        async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause> {
            self.0.erase_data(place).await
        }
        async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
            self.0.erase_records(tenant, tombstone).await
        }
    }

    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "2.50", 10).await;
    backend.settle().await;
    let mover: &'static SqliteTenantMover = Box::leak(Box::new(backend.tenant_mover()));
    let slow = Arc::new(Slow(mover, tokio::sync::Notify::new(), tokio::sync::Notify::new()));
    let begun =
        operator(&backend).await.move_tenant(cast.id, Placement::Silo, "why not", &Attempt::default(), answer).await;
    begun.expect("begun");
    let (worker, running) = (backend.worker().clone(), slow.clone());
    let run = tokio::spawn(async move { worker.run_operations(&*running, SignedDuration::ZERO).await });
    slow.1.notified().await;

    // Reads go on; a write waits, and is answered with a retry hint if it lasts.
    assert_eq!(shop.stock(lamp.id).await, 10);
    let waiting = {
        let shop = Shop(shop.0.clone());
        tokio::spawn(async move { shop.try_order(&[(lamp.id, 1)]).await })
    };
    let started = Instant::now();
    let late = shop.try_order(&[(lamp.id, 1)]).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());
    waiting.await.expect("ended").expect_err("as late");
    let waiting_order = {
        let shop = Shop(shop.0.clone());
        tokio::spawn(async move { shop.try_order(&[(lamp.id, 1)]).await })
    };
    tokio::time::sleep(Duration::from_millis(50)).await;
    slow.2.notify_one();
    waiting_order.await.expect("ended").expect("carried on at the new place");
    assert_eq!(run.await.expect("ended").expect("a run"), 1);
    assert_eq!(shop.stock(lamp.id).await, 9);
    assert_eq!(rows(backend.folder(), "pool.db", cast.id), Rows::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_with_an_old_key_comes_back_whole() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let old = cast.key(&backend).await;
    carry_out(&backend, &backend.tenant_mover(), cast.id, Placement::Silo).await;
    let entry = entry(Some(cast.id), EventKind::TenantUpdated, backend.app().now());
    let commit = Commit { writes: Vec::new(), entry, idempotency: None };
    let refused = backend.store().commit(&old, commit.clone()).await;
    assert!(matches!(&refused, Err(CommitError::Moved(same)) if **same == commit), "{refused:?}");
}

/// A move closes the gate when a write has passed it and has not reached the writer yet: the write waits at the gate
/// again, of whatever kind it is, and goes on where it was.
#[tokio::test]
async fn a_write_that_a_move_overtakes_waits_again() {
    let backend = SqlitePool::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "other").await);
    backend.settle().await;
    let (old, others) = (cast.key(&backend).await, other.key(&backend).await);
    let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a record");
    let mover: &'static SqliteTenantMover = Box::leak(Box::new(backend.tenant_mover()));
    mover.create(&old.with_placement(Placement::Silo), &record).await.expect("a silo");

    // Other tests pass there as well, each on a thread of its own.
    let (this, armed) = (std::thread::current().id(), Arc::new(AtomicBool::new(false)));
    let overtaken = armed.clone();
    fail::cfg_callback("write-admitted", move || {
        if std::thread::current().id() == this && overtaken.swap(false, Ordering::SeqCst) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let pause =
                move || runtime.block_on(mover.pause(&old, &old.with_placement(Placement::Silo))).expect("a pause");
            std::thread::spawn(pause).join().expect("ended");
        }
    })
    .expect("a place");

    let store = backend.store();
    let commit = || Commit {
        writes: Vec::new(),
        entry: entry(Some(cast.id), EventKind::TenantUpdated, backend.app().now()),
        idempotency: None,
    };
    let (one, several): (_, Arc<[Commit]>) = (commit(), Arc::new([commit(), commit()]));
    let written: Vec<_> = several.iter().chain([&one]).map(|commit| commit.entry.id).collect();
    let writes: [Pin<Box<dyn Future<Output = ()> + '_>>; 3] = [
        Box::pin(async { store.commit(&old, one.clone()).await.expect("a commit") }),
        Box::pin(async { assert!(store.commit_all(&old, &several).await.expect("commits")) }),
        Box::pin(async { store.add_usage(&old, &[], None).await.expect("what a consumer writes") }),
    ];
    for mut write in writes {
        armed.store(true, Ordering::SeqCst);
        assert!(poll!(&mut write).is_pending());
        assert!(!armed.load(Ordering::SeqCst), "the move overtook it");
        // The writer takes its work in turn, so after another tenant's it has seen the one that was overtaken.
        store.add_usage(&others, &[], None).await.expect("a write");
        assert!(poll!(&mut write).is_pending(), "it waits for the switch");
        mover.resume(&old).await;
        write.await;
    }
    fail::remove("write-admitted");
    let journal = store.journal(&old, None, 100).await.expect("a journal");
    assert!(written.iter().all(|id| journal.iter().filter(|entry| entry.id == *id).count() == 1), "each once");
}

/// One machine has one capacity for all of its files (ADR 83).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_provisioned_pool_to_move_to() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let to = Placement::ProvisionedPool;
    let asked = operator(&backend).await.move_tenant(cast.id, to, "asked for", &Attempt::default(), answer).await;
    assert!(matches!(&asked, Err(Error::Invalid(errors)) if errors[0].code == "no_provisioned_pool"), "{asked:?}");
    let nowhere = cast.key(&backend).await.with_placement(to);
    backend.store().order_counts(&nowhere).await.expect_err("a missing file is no empty company");
    use tenantry_core::ports::tenant_mover::TenantMover as _;
    let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a record");
    backend.tenant_mover().create(&nowhere, &record).await.expect_err("there is no such file");
}

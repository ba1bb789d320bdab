//! What a data directory keeps: everything, whatever becomes of the process or
//! of the room on the disk.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use secrecy::ExposeSecret;
use tempfile::TempDir;
use tenantry_conformance::{Cast, Fixture, ManualClock, Person, Setup, Shop, empty, product_input, snapshot};
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::OrderQuery,
        order_status::Status,
        precondition::Precondition,
        product::{ProductDraft, ProductInput, ProductQuery},
    },
    ports::commit::Counter,
};
use tenantry_embedded::{Backend, OpenError};
use tenantry_embedded_testing::{Sqlite, SqlitePool, SqliteSilo, config};

/// Events that no pump has delivered yet are delivered by the next process.
async fn keeps_everything<const SILO: bool>() {
    let setup = Setup { relay: false, ..Setup::default() };
    let backend = Sqlite::<SILO>::open(setup).await;
    let (cast, clock) = (Cast::found(&backend, "acme").await, backend.clock().clone());
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Kept", "2.50", 10).await;
    let order = shop.order(&[(product.id, 4)]).await;
    shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
    let keys = backend.app().key_set().await.expect("keys");
    let ended = Person::sign_in(&backend, &cast.owner.email).await;
    backend.app().sign_out(&ended.tokens.refresh).await.expect("signed out");
    let before = snapshot(&backend, cast.id).await;
    drop(shop);

    let folder = backend.close().await;
    let backend = Sqlite::<SILO>::open_in(folder, clock.clone(), Setup { relay: false, ..Setup::default() }, |_| ());
    assert_eq!(snapshot(&backend, cast.id).await, before);
    assert_eq!(backend.app().key_set().await.expect("keys"), keys, "tokens stay valid");
    let shop = Shop(cast.owner.enter(&backend).await);
    assert!(ended.try_enter(&backend).await.is_err(), "what was signed out stays so");
    backend.app().refresh(&cast.owner.tokens.refresh, "here").await.expect("the session goes on");
    assert!(shop.0.insights(None, None).await.expect("insights").total.orders == 0, "nobody has delivered yet");
    drop(shop);

    let folder = backend.close().await;
    let backend = Sqlite::<SILO>::open_in(folder, clock, Setup::default(), |_| ());
    backend.settle().await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!((insights.total.orders, insights.total.revenue), (1, order.total));
    let ledger = shop.0.movements(product.id, &Default::default()).await.expect("a ledger").items;
    assert_eq!(ledger.iter().map(|movement| movement.delta).sum::<i64>(), 6);
    assert_eq!(backend.mails(&order.customer_email).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reopening_keeps_everything_in_the_pool() {
    keeps_everything::<false>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reopening_keeps_everything_in_a_silo() {
    keeps_everything::<true>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_is_told_that_the_directory_is_in_use() {
    let backend = SqlitePool::open(Setup::default()).await;
    let clock = backend.clock().clone();
    let second = Backend::open(config(backend.folder(), &clock)).err().expect("a refusal");
    assert!(matches!(&second, OpenError::Locked(path) if path == backend.folder()), "{second}");
    let said = second.to_string();
    assert!(said.contains("in use by another tenantry process") && said.contains("tenantry-test-"), "{said}");
    Cast::found(&backend, "acme").await;
    let folder = backend.close().await;
    SqlitePool::open_in(folder, clock, Setup::default(), |_| ()).close().await;
}

#[test]
fn a_directory_that_is_a_file_is_named() {
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    let path = folder.path().join("data");
    std::fs::write(&path, "not a directory").expect("a file");
    let refused = Backend::open(config(&path, &ManualClock::starting_now())).err().expect("a refusal");
    assert!(matches!(refused, OpenError::Folder { .. }), "{refused}");
    // A database that is none is refused, not overwritten, and nothing is made beside it.
    std::fs::write(folder.path().join("pool.db"), "this is no database, and a user may want it").expect("a file");
    let refused = Backend::open(config(folder.path(), &ManualClock::starting_now())).err().expect("a refusal");
    assert!(matches!(refused, OpenError::File { .. }), "{refused}");
    assert!(!folder.path().join("control.db").exists());
    let kept = std::fs::read_to_string(folder.path().join("pool.db")).expect("a file");
    assert!(kept.starts_with("this is no database"));
}

fn bulky(n: usize) -> ProductDraft {
    let (name, text) = (format!("Bulky {n}"), "x".repeat(5_000));
    let input = ProductInput { description: Some(&text), sku: Some(&name), ..product_input(&name, "1.00", 3) };
    ProductDraft::new(input).expect("a draft")
}

/// The files may not grow: commits fail cleanly, whatever was there stays, and
/// with room again the work goes on.
async fn full_disk<const SILO: bool>() {
    let backend = Sqlite::<SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let (cast, clock) = (Cast::found(&backend, "acme").await, backend.clock().clone());
    let shop = Shop(cast.owner.enter(&backend).await);
    let kept = shop.create("Kept", "2.50", 100).await;
    shop.order(&[(kept.id, 1)]).await;
    drop(shop);
    let folder = backend.close().await;

    let tight = |config: &mut tenantry_embedded::Config| config.max_pages = Some(120);
    let backend = Sqlite::<SILO>::open_in(folder, clock.clone(), Setup { relay: false, ..Setup::default() }, tight);
    let shop = Shop(cast.owner.enter(&backend).await);
    let (mut made, mut refused, mut orders) = (1u64, 0, 1);
    for n in 0..95 {
        match shop.try_create(bulky(n)).await {
            Ok(_) => made += 1,
            Err(Error::Unavailable(_)) => {
                refused += 1;
                // Smaller ones may still fit, until they do not.
                match shop.try_order(&[(kept.id, 1)]).await {
                    Ok(_) => orders += 1,
                    Err(Error::Unavailable(_)) => {}
                    Err(other) => unreachable!("{other:?}"),
                }
            }
            Err(other) => unreachable!("{other:?}"),
        }
    }
    println!("with 60 pages: {made} products and {orders} orders kept, {refused} products refused");
    assert!(refused > 10, "the disk was not full: {refused}");
    let key = cast.key(&backend).await;
    let check = async |shop: &Shop, backend: &Sqlite<SILO>| {
        let products = shop.all_products(&ProductQuery::default(), 100).await;
        assert_eq!(products.len() as u64, made);
        let counter = async |counter: &Counter| backend.store().counter(&key, counter).await.expect("a counter");
        assert_eq!(counter(&Counter::Products).await, made);
        let placed = shop.all_orders(&OrderQuery::default(), 100).await;
        assert_eq!(placed.len(), orders);
        let month = Counter::Orders(placed[0].placed_on.strftime("%Y-%m").to_string());
        assert_eq!(counter(&month).await, orders as u64);
        assert_eq!(shop.stock(kept.id).await, 100 - orders as u64);
        let entries = backend.store().journal(&key, None, 10_000).await.expect("a journal");
        // That products ran low is noticed later.
        let by_people = entries.iter().filter(|entry| entry.action != "inventory.low").count();
        assert_eq!(by_people, made as usize + orders);
    };
    check(&shop, &backend).await;
    drop(shop);

    let folder = backend.close().await;
    let backend = Sqlite::<SILO>::open_in(folder, clock, Setup::default(), |_| ());
    backend.settle().await;
    let shop = Shop(cast.owner.enter(&backend).await);
    check(&shop, &backend).await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!(insights.total.orders, orders as i64, "each event that was kept is delivered");
    // The names of what was refused were not claimed.
    for n in 0..95 {
        if let Err(refused) = shop.try_create(bulky(n)).await {
            assert!(matches!(refused, Error::Conflict { code: "sku_taken", .. }), "{refused:?}");
        }
    }
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 96);
    let gone = empty();
    let none = Attempt::default();
    shop.0.archive_product(kept.id, &Precondition::Any, &none, |_| gone.clone()).await.expect("archived");
    assert!(!cast.owner.tokens.access.expose_secret().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_keeps_the_pool_whole() {
    full_disk::<false>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_keeps_a_silo_whole() {
    full_disk::<true>().await;
}

/// Commits that share a sync are each all or nothing: among hundreds at once,
/// those that are refused leave nothing, and spoil nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_piece_does_not_spoil_its_group() {
    let backend = SqliteSilo::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (plenty, none) = (shop.create("Plenty", "1.00", 10_000).await, shop.create("Few", "1.00", 7).await);
    let placing: Vec<_> = (0..600)
        .map(|n| {
            let (shop, lines) = (shop.clone(), vec![(plenty.id, 1), (none.id, 1)]);
            // Every third one asks for the few as well.
            let lines = if n % 3 == 0 { lines } else { vec![lines[0]] };
            tokio::spawn(async move { (n % 3 == 0, shop.try_order(&lines).await) })
        })
        .collect();
    let (mut plain, mut both, mut refused) = (0, 0, 0);
    for placed in placing {
        match placed.await.expect("a task") {
            (false, Ok(_)) => plain += 1,
            (true, Ok(_)) => both += 1,
            (true, Err(Error::OutOfStock { .. })) => refused += 1,
            (_, Err(other)) => unreachable!("{other:?}"),
        }
    }
    println!("600 at once: {plain} plain, {both} with the few, {refused} refused");
    assert_eq!((plain, both, refused), (400, 7, 193));
    assert_eq!((shop.stock(plenty.id).await, shop.stock(none.id).await), (10_000 - 407, 0));
    assert_eq!(shop.all_orders(&OrderQuery::default(), 100).await.len(), 407);
}

/// While a reader is always active, the log can't begin anew; once they let go it does, and gives its room back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_a_reader_held_is_cut_off_once_it_lets_go() {
    const LIMIT: u64 = 1 << 20;
    let clock = ManualClock::starting_now();
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    let tight = |config: &mut tenantry_embedded::Config| config.log_limit = LIMIT;
    let backend = SqlitePool::open_in(folder, clock, Setup { relay: false, ..Setup::default() }, tight);
    let cast = Cast::create(&backend, "acme", tenantry_core::domain::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let log = backend.folder().join("pool.db-wal");
    let size = || std::fs::metadata(&log).map_or(0, |found| found.len());
    let reader = rusqlite::Connection::open(backend.folder().join("pool.db")).expect("a database");
    reader.execute_batch("BEGIN; SELECT count(*) FROM products").expect("a snapshot");
    let mut n = 0;
    while size() <= 2 * LIMIT {
        shop.try_create(bulky(n)).await.expect("a product");
        n += 1;
    }
    let held = size();
    reader.execute_batch("COMMIT").expect("let go");
    let started = std::time::Instant::now();
    while size() > LIMIT {
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{} bytes are left of {held}", size());
        shop.try_create(bulky(n)).await.expect("a product");
        n += 1;
    }
    println!("{held} bytes while it was read, {} after {n} products and {:?}", size(), started.elapsed());
}

/// Reads that overlap all the time leave no moment at which the log begins anew by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_read_all_the_time_is_cut_off_in_between() {
    const LIMIT: u64 = 16 << 20;
    let clock = ManualClock::starting_now();
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    let tight = |config: &mut tenantry_embedded::Config| config.log_limit = LIMIT;
    let backend = SqlitePool::open_in(folder, clock, Setup { relay: false, ..Setup::default() }, tight);
    let cast = Cast::create(&backend, "acme", tenantry_core::domain::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (file, stop) = (backend.folder().join("pool.db"), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (reader, stop) = (rusqlite::Connection::open(&file).expect("a database"), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    reader.execute_batch("BEGIN; SELECT count(*) FROM products").expect("a read");
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    reader.execute_batch("COMMIT").expect("read");
                }
            })
        })
        .collect();
    let size = || std::fs::metadata(backend.folder().join("pool.db-wal")).map_or(0, |found| found.len());
    let (mut longest, mut cuts, mut before) = (0, 0, 0);
    for n in 0..4_000 {
        shop.try_create(bulky(n)).await.expect("a product");
        let now = size();
        cuts += u32::from(now < before);
        (longest, before) = (longest.max(now), now);
        if cuts == 3 {
            break;
        }
    }
    stop.store(true, Ordering::Relaxed);
    readers.into_iter().for_each(|reader| reader.join().expect("a reader"));
    println!("{longest} bytes at the most, cut off {cuts} times");
    assert!(cuts >= 3, "the log was cut off {cuts} times, and had {longest} bytes");
    // On a slow machine a cut may be missed once or twice.
    assert!(longest <= 2 * LIMIT, "the log had {longest} bytes");
}

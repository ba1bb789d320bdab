//! What a data directory keeps: everything, whatever becomes of the process or
//! of the room on the disk.

mod home;

use home::{Sqlite, SqlitePool, SqliteSilo, config};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tenantry_conformance::{Cast, Fixture, ManualClock, Person, Setup, Shop, snapshot};
use tenantry_core::{
    Error,
    commit::Counter,
    handle::Precondition,
    idempotency::{Answer, Attempt},
    order::{OrderQuery, Status},
    product::{ProductDraft, ProductInput, ProductQuery},
};
use tenantry_embedded::{Home, OpenError};

/// Events that no pump has delivered yet are delivered by the next process.
async fn keeps_everything<const SILO: bool>() {
    let setup = Setup { relay: false, ..Setup::default() };
    let home = Sqlite::<SILO>::open(setup).await;
    let (cast, clock) = (Cast::found(&home, "acme").await, home.clock().clone());
    let shop = Shop(cast.owner.enter(&home).await);
    let product = shop.create("Kept", "2.50", 10).await;
    let order = shop.order(&[(product.id, 4)]).await;
    shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
    let keys = home.app().key_set().await.expect("keys");
    let ended = Person::sign_in(&home, &cast.owner.email).await;
    home.app().sign_out(&ended.tokens.refresh).await.expect("signed out");
    let before = snapshot(&home, cast.id).await;
    drop(shop);

    let folder = home.close().await;
    let home = Sqlite::<SILO>::open_in(folder, clock.clone(), Setup { relay: false, ..Setup::default() }, |_| ());
    assert_eq!(snapshot(&home, cast.id).await, before);
    assert_eq!(home.app().key_set().await.expect("keys"), keys, "tokens stay valid");
    let shop = Shop(cast.owner.enter(&home).await);
    assert!(ended.try_enter(&home).await.is_err(), "what was signed out stays so");
    home.app().refresh(&cast.owner.tokens.refresh, "here").await.expect("the session goes on");
    assert!(shop.0.insights(None, None).await.expect("insights").total.orders == 0, "nobody has delivered yet");
    drop(shop);

    let folder = home.close().await;
    let home = Sqlite::<SILO>::open_in(folder, clock, Setup::default(), |_| ());
    home.settle().await;
    let shop = Shop(cast.owner.enter(&home).await);
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!((insights.total.orders, insights.total.revenue), (1, order.total));
    let ledger = shop.0.movements(product.id, &Default::default()).await.expect("a ledger").items;
    assert_eq!(ledger.iter().map(|movement| movement.delta).sum::<i64>(), 6);
    assert_eq!(home.mails(&order.customer_email).await.len(), 2);
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
    let home = SqlitePool::open(Setup::default()).await;
    let clock = home.clock().clone();
    let second = Home::open(config(home.folder(), &clock)).err().expect("a refusal");
    assert!(matches!(&second, OpenError::Locked(path) if path == home.folder()), "{second}");
    let said = second.to_string();
    assert!(said.contains("in use by another tenantry process") && said.contains("tenantry-test-"), "{said}");
    Cast::found(&home, "acme").await;
    let folder = home.close().await;
    SqlitePool::open_in(folder, clock, Setup::default(), |_| ()).close().await;
}

#[test]
fn a_directory_that_is_a_file_is_named() {
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    let path = folder.path().join("data");
    std::fs::write(&path, "not a directory").expect("a file");
    let refused = Home::open(config(&path, &ManualClock::starting_now())).err().expect("a refusal");
    assert!(matches!(refused, OpenError::Folder { .. }), "{refused}");
    // A database that is none is refused, not overwritten, and nothing is made beside it.
    std::fs::write(folder.path().join("pool.db"), "this is no database, and somebody may want it").expect("a file");
    let refused = Home::open(config(folder.path(), &ManualClock::starting_now())).err().expect("a refusal");
    assert!(matches!(refused, OpenError::File { .. }), "{refused}");
    assert!(!folder.path().join("control.db").exists());
    let kept = std::fs::read_to_string(folder.path().join("pool.db")).expect("a file");
    assert!(kept.starts_with("this is no database"));
}

fn bulky(n: usize) -> ProductDraft {
    let (name, text) = (format!("Bulky {n}"), "x".repeat(5_000));
    let input = ProductInput {
        name: &name,
        description: Some(&text),
        price: tenantry_core::money::Money::from_minor(100),
        category: None,
        sku: Some(&name),
        inventory: 3,
    };
    ProductDraft::new(input).expect("a draft")
}

/// The files may not grow: commits fail cleanly, whatever was there stays, and
/// with room again the work goes on.
async fn full_disk<const SILO: bool>() {
    let home = Sqlite::<SILO>::open(Setup { relay: false, ..Setup::default() }).await;
    let (cast, clock) = (Cast::found(&home, "acme").await, home.clock().clone());
    let shop = Shop(cast.owner.enter(&home).await);
    let kept = shop.create("Kept", "2.50", 100).await;
    shop.order(&[(kept.id, 1)]).await;
    drop(shop);
    let folder = home.close().await;

    let tight = |config: &mut tenantry_embedded::Config| config.max_pages = Some(120);
    let home = Sqlite::<SILO>::open_in(folder, clock.clone(), Setup { relay: false, ..Setup::default() }, tight);
    let shop = Shop(cast.owner.enter(&home).await);
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
    let key = cast.key(&home).await;
    let check = async |shop: &Shop, home: &Sqlite<SILO>| {
        let products = shop.all_products(&ProductQuery::default(), 100).await;
        assert_eq!(products.len() as u64, made);
        let counter = async |counter: &Counter| home.store().counter(&key, counter).await.expect("a counter");
        assert_eq!(counter(&Counter::Products).await, made);
        let placed = shop.all_orders(&OrderQuery::default(), 100).await;
        assert_eq!(placed.len(), orders);
        let month = Counter::Orders(placed[0].placed_on.strftime("%Y-%m").to_string());
        assert_eq!(counter(&month).await, orders as u64);
        assert_eq!(shop.stock(kept.id).await, 100 - orders as u64);
        let entries = home.store().journal(&key, None, 10_000).await.expect("a journal");
        assert_eq!(entries.len(), made as usize + orders);
    };
    check(&shop, &home).await;
    drop(shop);

    let folder = home.close().await;
    let home = Sqlite::<SILO>::open_in(folder, clock, Setup::default(), |_| ());
    home.settle().await;
    let shop = Shop(cast.owner.enter(&home).await);
    check(&shop, &home).await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!(insights.total.orders, orders as i64, "each event that was kept is delivered");
    // The names of what was refused were not claimed.
    for n in 0..95 {
        if let Err(refused) = shop.try_create(bulky(n)).await {
            assert!(matches!(refused, Error::Conflict { code: "sku_taken", .. }), "{refused:?}");
        }
    }
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 96);
    let gone = Answer { status: 204, etag: None, location: None, body: String::new() };
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
    let home = SqliteSilo::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
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

/// While somebody always reads, the log can't begin anew; once they let go it does, and gives its room back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_a_reader_held_is_cut_off_once_it_lets_go() {
    const LIMIT: u64 = 1 << 20;
    let clock = ManualClock::starting_now();
    let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
    let tight = |config: &mut tenantry_embedded::Config| config.log_limit = LIMIT;
    let home = SqlitePool::open_in(folder, clock, Setup { relay: false, ..Setup::default() }, tight);
    let cast = Cast::create(&home, "acme", tenantry_core::tier::Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let log = home.folder().join("pool.db-wal");
    let size = || std::fs::metadata(&log).map_or(0, |found| found.len());
    let reader = rusqlite::Connection::open(home.folder().join("pool.db")).expect("a database");
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

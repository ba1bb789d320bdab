//! The grace period ends by itself, and an erasure that is cut short is taken on
//! from where it was.

use async_trait::async_trait;
use jiff::SignedDuration;
use tenantry_conformance::{BoatDraft, Cast, Fixture, Person, Setup, Shop, empty, launch};
use tenantry_core::{
    TenantKey,
    domain::{
        error::Cause,
        idempotency::{Answer, Attempt},
        operation::{Operation, OperationStatus},
        page::PageRequest,
        precondition::Precondition,
        tenant::{GRACE_DAYS, TenantRecord, TenantStatus},
    },
    ports::tenant_mover::TenantMover,
};
use tenantry_embedded_testing::{Sqlite, SqlitePool, SqliteSilo};

fn nothing(_: &TenantRecord) -> Answer {
    empty()
}

/// A tenant has one operation at a time, and a silo is made by one.
async fn provisioned<const SILO: bool>(backend: &Sqlite<SILO>) {
    backend.worker().run_operations(&backend.tenant_mover(), SignedDuration::ZERO).await.expect("a run");
}

/// The bytes of every file of a data directory.
fn files(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(std::fs::read(&path).expect("bytes"));
        }
    }
    found
}

async fn erase_by_themselves<const SILO: bool>() {
    let backend = Sqlite::<SILO>::open(Setup::default()).await;
    let (gone, stays) = (Cast::found(&backend, "gone").await, Cast::found(&backend, "stays").await);
    for cast in [&gone, &stays] {
        let shop = Shop(cast.owner.enter(&backend).await);
        shop.create("Lamp", "1.00", 9).await;
        let word = if cast.id == gone.id { "Pelican" } else { "Sparrow" };
        launch(&shop, BoatDraft::new(word, word, "2020-01-01T00:00:00Z")).await.expect("a record of a declared kind");
    }
    backend.settle().await;
    provisioned(&backend).await;
    let key = gone.key(&backend).await;
    let admin = gone.owner.admin(&backend).await;
    admin.delete_company(&Precondition::Any, &Attempt::default(), nothing).await.expect("deleted");
    backend.worker().watch_clock().await.expect("noted");
    backend.clock().advance(SignedDuration::from_hours(24 * GRACE_DAYS - 1));
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "it can still be brought back");
    backend.clock().advance(SignedDuration::from_hours(2));
    assert!(!backend.worker().watch_clock().await.expect("a look").is_trusted(), "it jumped by a month");
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "what can't be undone waits");
    backend.worker().accept_clock().await.expect("accepted");
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 1);
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "once is enough");
    let operator = tenantry_conformance::operator(&backend).await;
    let back = operator.reactivate(gone.id, "too late", &Attempt::default(), nothing).await;
    assert!(back.is_err(), "there is no way back, also before it is done");

    backend.worker().run_operations(&backend.tenant_mover(), SignedDuration::ZERO).await.expect("a run");
    let tomb = backend.control().tenant(gone.id).await.expect("a look-up").expect("a tombstone");
    assert_eq!((tomb.status, tomb.company_name.as_str(), tomb.admin_email.as_str()), (TenantStatus::Erased, "", ""));
    let holds = |word: &[u8]| {
        let holds = |bytes: &[u8]| bytes.to_ascii_lowercase().windows(word.len()).any(|window| window == word);
        files(backend.folder()).iter().any(|bytes| holds(bytes))
    };
    assert!(!holds(b"pelican"), "no file and no log holds its word");
    assert!(holds(b"sparrow"), "the other's is found so");
    let left = backend.store().bytes_stored(&key).await.unwrap_or_default();
    assert_eq!(left, 0, "an old key leads to nothing");
    let owner = Person::sign_in(&backend, &stays.owner.email).await;
    let all = Shop(owner.enter(&backend).await).all_products(&Default::default(), 10).await;
    assert_eq!(all.len(), 1, "the other is as it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_grace_period_ends_by_itself_in_the_pool() {
    erase_by_themselves::<false>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_grace_period_ends_by_itself_in_a_silo() {
    erase_by_themselves::<true>().await;
}

/// Fails after it has done its work, as a process that ends there.
struct CutShort<P> {
    mover: P,
    records: bool,
}

#[async_trait]
impl<P: TenantMover> TenantMover for CutShort<P> {
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause> {
        self.mover.create(place, tenant).await
    }

    async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        self.mover.copy(from, to).await
    }

    async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        self.mover.pause(from, to).await
    }

    async fn resume(&self, at: &TenantKey) {
        self.mover.resume(at).await;
    }

    async fn clear(&self, place: &TenantKey) -> Result<String, Cause> {
        self.mover.clear(place).await
    }

    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause> {
        let done = self.mover.erase_data(place).await?;
        if self.records { Ok(done) } else { Err("cut short".into()) }
    }

    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
        self.mover.erase_records(tenant, tombstone).await?;
        Err("cut short".into())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_step_can_be_taken_again() {
    for records in [false, true] {
        let backend = SqliteSilo::open(Setup::default()).await;
        let cast = Cast::found(&backend, "gone").await;
        provisioned(&backend).await;
        let admin = cast.owner.admin(&backend).await;
        admin.delete_company(&Precondition::Any, &Attempt::default(), nothing).await.expect("deleted");
        let operator = tenantry_conformance::operator(&backend).await;
        let begun = |_: &Operation| nothing_at_all();
        operator.erase_tenant(cast.id, "gone", "asked for", &Attempt::default(), begun).await.expect("begun");
        let mover = CutShort { mover: backend.tenant_mover(), records };
        backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
        let newest = |status| {
            let (operator, id) = (operator.clone(), cast.id);
            async move {
                let page = operator.operations(id, &PageRequest::default()).await.expect("operations");
                assert_eq!(page.items[0].status, status, "{:?}", page.items[0]);
                page.items[0].id
            }
        };
        let failed = newest(OperationStatus::Failed).await;
        operator.retry_operation(cast.id, failed, &Attempt::default(), begun).await.expect("once more");
        backend.worker().run_operations(&backend.tenant_mover(), SignedDuration::ZERO).await.expect("a run");
        newest(OperationStatus::Done).await;
        let members = backend.control().members(cast.id, None, 10).await.expect("a look-up");
        assert_eq!(members.items, []);
    }
}

fn nothing_at_all() -> Answer {
    empty()
}

/// As journals were before there was a feed.
const OUT_OF_FEED: &str = "DROP INDEX journal_by_feed; ALTER TABLE journal DROP COLUMN feed";

/// Rests of rows from before rows were overwritten go too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_file_is_written_anew() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&backend, "gone").await;
    let clock = backend.clock().clone();
    let folder = backend.close().await;
    let pool = folder.path().join("pool.db");
    // No file of that time carried an id.
    std::fs::remove_file(folder.path().join("installation.json")).expect("there was none");
    for name in ["control.db", "mail.db"] {
        let conn = rusqlite::Connection::open(folder.path().join(name)).expect("a database");
        conn.execute_batch(
            "DROP TABLE installation; DROP TABLE IF EXISTS clock; DROP TABLE IF EXISTS api_keys; PRAGMA user_version = 0",
        )
        .expect("as it was");
        if name == "control.db" {
            conn.execute_batch(OUT_OF_FEED).expect("as it was");
        }
    }
    {
        let conn = rusqlite::Connection::open(&pool).expect("a database");
        for table in ["sales_by_day", "sales_by_product", "sales_by_hour"] {
            conn.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN revenue_high")).expect("as it was");
        }
        conn.execute_batch(
            "DROP TABLE resources; DROP TABLE resource_keys; DROP INDEX orders_by_number; DROP INDEX stock_low; \
             DROP TABLE order_counts; DROP TABLE id_leads; \
             DROP INDEX customers_by_day; ALTER TABLE orders_by_customer DROP COLUMN day_before; \
             ALTER TABLE orders_by_customer DROP COLUMN day_after; \
             DROP TABLE answers; DROP INDEX products_by_barcode; ALTER TABLE products DROP COLUMN barcode_fold; \
             ALTER TABLE products DROP COLUMN barcode; \
             DROP INDEX products_by_category; ALTER TABLE products DROP COLUMN category_fold; \
             CREATE INDEX products_by_category ON products (tenant_id, category, product_id)",
        )
        .expect("as it was");
        conn.execute_batch(OUT_OF_FEED).expect("as it was");
        conn.execute_batch("DROP TABLE installation; PRAGMA user_version = 0; PRAGMA secure_delete = OFF")
            .expect("as it was");
        for n in 0..500 {
            conn.execute("INSERT INTO names VALUES (zeroblob(16), ?1, zeroblob(16))", [format!("pelican {n}")])
                .expect("a row");
        }
        conn.execute_batch("DELETE FROM names WHERE name LIKE 'pelican%'; PRAGMA wal_checkpoint(TRUNCATE)")
            .expect("gone");
    }
    let holds = || std::fs::read(&pool).expect("bytes").windows(7).any(|window| window == b"pelican");
    assert!(holds(), "the rests of the rows are there");
    let backend = SqlitePool::open_in(folder, clock, Setup::default(), |_| ());
    let admin = cast.owner.admin(&backend).await;
    admin.delete_company(&Precondition::Any, &Attempt::default(), nothing).await.expect("deleted");
    let operator = tenantry_conformance::operator(&backend).await;
    let begun = |_: &Operation| nothing_at_all();
    operator.erase_tenant(cast.id, "gone", "asked for", &Attempt::default(), begun).await.expect("begun");
    backend.worker().run_operations(&backend.tenant_mover(), SignedDuration::ZERO).await.expect("a run");
    assert!(!holds(), "nothing is left in its pages");
}

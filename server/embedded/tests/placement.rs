//! A silo tenant's rows are in its own file and in no other: the files are
//! searched byte by byte.

use std::path::Path;

use tenantry_conformance::{Cast, Fixture, Setup, Shop, json, order_input, product_input};
use tenantry_core::domain::{
    idempotency::Attempt,
    order::{Order, OrderDraft, OrderInput},
    product::{Product, ProductDraft, ProductInput},
};
use tenantry_embedded_testing::{SqlitePool, SqliteSilo};

const CANARIES: [&str; 4] = ["Canary Kettle", "canary-sku-77", "carla-canary@customers.example", "canary-ref-77"];

async fn sell(shop: &Shop) {
    let input = ProductInput { sku: Some(CANARIES[1]), ..product_input(CANARIES[0], "5.00", 9) };
    let id = |product: &Product| json(&product.id);
    let draft = ProductDraft::new(input).expect("a draft");
    let made = shop.0.create_product(draft, &Attempt::default(), id).await.expect("a product");
    let product = made.answer.read().expect("an id");
    let lines = [(product, 5)];
    let input = OrderInput { external_ref: Some(CANARIES[3]), customer_email: CANARIES[2], ..order_input(&lines) };
    let id = |order: &Order| json(&order.id);
    let draft = OrderDraft::new(input).expect("a draft");
    let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some("key"), &[b"request"]);
    shop.0.place_order(&draft, &attempt, id).await.expect("an order");
}

/// The file and what its write-ahead log adds.
fn bytes(file: &Path) -> Vec<u8> {
    let wal = file.with_extension("db-wal");
    let mut bytes = std::fs::read(file).expect("a file");
    bytes.extend(std::fs::read(wal).unwrap_or_default());
    bytes
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silo_is_a_file_of_its_own() {
    let backend = SqliteSilo::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    sell(&Shop(cast.owner.enter(&backend).await)).await;
    Shop(other.owner.enter(&backend).await).create("Plain", "1.00", 1).await;
    backend.settle().await;

    let pool = bytes(&backend.folder().join("pool.db"));
    let own = bytes(&backend.folder().join(format!("silo/{}.db", cast.id)));
    let others = bytes(&backend.folder().join(format!("silo/{}.db", other.id)));
    let id = cast.id.as_bytes().to_vec();
    let text = cast.id.to_string().into_bytes();
    let needles: Vec<Vec<u8>> =
        CANARIES.iter().map(|canary| canary.as_bytes().to_vec()).chain([id.clone(), text]).collect();
    println!("{} bytes of pool.db and {} of another silo searched for {}", pool.len(), others.len(), needles.len());
    for needle in &needles {
        let shown = String::from_utf8_lossy(needle);
        assert!(!holds(&pool, needle), "{shown} is in pool.db");
        assert!(!holds(&others, needle), "{shown} is in another silo");
    }
    for needle in CANARIES.iter().map(|canary| canary.as_bytes()).chain([&id[..]]) {
        assert!(holds(&own, needle), "{} is in its own file", String::from_utf8_lossy(needle));
    }
    // Table by table, as rows too.
    let conn = rusqlite::Connection::open(backend.folder().join("pool.db")).expect("a database");
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .and_then(|mut tables| tables.query_map([], |row| row.get(0))?.collect())
        .expect("a schema");
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        let rows: i64 =
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count");
        assert_eq!(rows, i64::from(table == "installation"), "{table}");
    }
}

/// The control of the test above: pooled canaries are found where they belong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pool_holds_what_is_pooled() {
    let backend = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    sell(&Shop(cast.owner.enter(&backend).await)).await;
    backend.settle().await;
    let pool = bytes(&backend.folder().join("pool.db"));
    for needle in CANARIES.iter().map(|canary| canary.as_bytes()).chain([&cast.id.as_bytes()[..]]) {
        assert!(holds(&pool, needle), "{}", String::from_utf8_lossy(needle));
    }
    assert_eq!(std::fs::read_dir(backend.folder().join("silo")).expect("a folder").count(), 0);
}

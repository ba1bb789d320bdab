//! A silo tenant's rows are in its own file and in no other: the files are
//! searched byte by byte.

mod home;

use std::path::Path;

use home::{SqlitePool, SqliteSilo};
use tenantry_conformance::{Cast, Fixture, Setup, Shop};
use tenantry_core::{
    idempotency::{Answer, Attempt},
    order::{Order, OrderDraft, OrderInput},
    product::{Product, ProductDraft, ProductInput},
};

const CANARIES: [&str; 4] = ["Canary Kettle", "canary-sku-77", "carla-canary@customers.example", "canary-ref-77"];

async fn sell(shop: &Shop) {
    let input = ProductInput {
        name: CANARIES[0],
        description: None,
        price: tenantry_core::money::Money::from_minor(500),
        category: None,
        sku: Some(CANARIES[1]),
        inventory: 9,
    };
    let answer = |body: String| Answer { status: 201, etag: None, location: None, body };
    let id = |product: &Product| answer(product.id.to_string());
    let draft = ProductDraft::new(input).expect("a draft");
    let made = shop.0.create_product(draft, &Attempt::default(), id).await.expect("a product");
    let product = made.answer.body.parse().expect("an id");
    let input = OrderInput {
        external_ref: Some(CANARIES[3]),
        customer_email: CANARIES[2],
        lines: &[(product, 5)],
        shipping_address: None,
        note: None,
    };
    let id = |order: &Order| answer(order.id.to_string());
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
    let home = SqliteSilo::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let other = Cast::found(&home, "other").await;
    sell(&Shop(cast.owner.enter(&home).await)).await;
    Shop(other.owner.enter(&home).await).create("Plain", "1.00", 1).await;
    home.settle().await;

    let pool = bytes(&home.folder().join("pool.db"));
    let own = bytes(&home.folder().join(format!("silo/{}.db", cast.id)));
    let others = bytes(&home.folder().join(format!("silo/{}.db", other.id)));
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
    let conn = rusqlite::Connection::open(home.folder().join("pool.db")).expect("a database");
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
    let home = SqlitePool::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    sell(&Shop(cast.owner.enter(&home).await)).await;
    home.settle().await;
    let pool = bytes(&home.folder().join("pool.db"));
    for needle in CANARIES.iter().map(|canary| canary.as_bytes()).chain([&cast.id.as_bytes()[..]]) {
        assert!(holds(&pool, needle), "{}", String::from_utf8_lossy(needle));
    }
    assert_eq!(std::fs::read_dir(home.folder().join("silo")).expect("a folder").count(), 0);
}

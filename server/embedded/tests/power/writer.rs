//! The process that is cut off: it places orders and says which are acknowledged.

use std::{io::Write, path::Path};

use tenantry_conformance::{Cast, ManualClock, Setup, empty, order_draft, product_draft};
use tenantry_core::domain::idempotency::Attempt;

use tenantry_embedded_testing::SqlitePool;

pub const FOLDER: &str = "POWER_CUT_FOLDER";
pub const DURABLE: &str = "POWER_CUT_DURABLE";
/// The data directory within the folder.
pub const DATA_DIR: &str = "installation";
/// What the product starts with.
pub const STOCK: u64 = 1_000_000;
/// Stands before each acknowledged id on standard output.
pub const ACKNOWLEDGED: &str = "ACK ";

const WRITERS: usize = 4;
const ORDERS: usize = 60;

pub fn run(folder: &Path, durable: bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let clock = ManualClock::starting_now();
        let folder = tempfile::Builder::new().prefix(DATA_DIR).rand_bytes(0).tempdir_in(folder).expect("a directory");
        let setup = Setup { relay: false, ..Setup::default() };
        let backend = SqlitePool::open_in(folder, clock, setup, |config| config.durable = durable);
        let shop = Cast::found(&backend, "power").await;
        let product = product(&backend, &shop).await;
        let writers = (0..WRITERS).map(|_| place_orders(&backend, &shop, product));
        futures_util::future::join_all(writers).await;
        // The power goes before anything is closed.
        std::process::exit(0);
    });
}

async fn product(backend: &SqlitePool, shop: &Cast) -> tenantry_core::domain::ids::ProductId {
    let draft = product_draft("Lamp", "0.03", STOCK as i64);
    let id = std::sync::Mutex::new(None);
    let answer = |product: &tenantry_core::domain::product::Product| {
        *id.lock().expect("sound") = Some(product.id);
        empty()
    };
    let tenant = shop.owner.enter(backend).await;
    tenant.create_product(draft, &Attempt::default(), answer).await.expect("a product");
    id.into_inner().expect("sound").expect("an id")
}

async fn place_orders(backend: &SqlitePool, shop: &Cast, product: tenantry_core::domain::ids::ProductId) {
    let tenant = shop.owner.enter(backend).await;
    for _ in 0..ORDERS {
        let draft = order_draft(&[(product, 1)], None);
        let id = std::sync::Mutex::new(None);
        let answer = |order: &tenantry_core::domain::order::Order| {
            *id.lock().expect("sound") = Some(order.id);
            empty()
        };
        tenant.place_order(&draft, &Attempt::default(), answer).await.expect("an order");
        let id = id.into_inner().expect("sound").expect("an id");
        // One write for one line, so that the log has it in one piece.
        let line = format!("{ACKNOWLEDGED}{id}\n");
        std::io::stdout().lock().write_all(line.as_bytes()).expect("standard output");
    }
}

//! The process that is cut off: it places orders and says which are acknowledged.

use std::{io::Write, path::Path};

use tenantry_conformance::{Cast, ManualClock, Setup};
use tenantry_core::{
    idempotency::{Answer, Attempt},
    money::Money,
    order::{OrderDraft, OrderInput},
    product::{ProductDraft, ProductInput},
};

use crate::home::SqlitePool;

pub const FOLDER: &str = "POWER_CUT_FOLDER";
pub const DURABLE: &str = "POWER_CUT_DURABLE";
/// The data directory within the folder.
pub const HOME: &str = "home";
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
        let folder = tempfile::Builder::new().prefix(HOME).rand_bytes(0).tempdir_in(folder).expect("a directory");
        let setup = Setup { relay: false, ..Setup::default() };
        let home = SqlitePool::open_in(folder, clock, setup, |config| config.durable = durable);
        let shop = Cast::found(&home, "power").await;
        let product = product(&home, &shop).await;
        let writers = (0..WRITERS).map(|_| place_orders(&home, &shop, product));
        futures_util::future::join_all(writers).await;
        // The power goes before anything is closed.
        std::process::exit(0);
    });
}

async fn product(home: &SqlitePool, shop: &Cast) -> tenantry_core::ids::ProductId {
    let draft = ProductDraft::new(ProductInput {
        name: "Lamp",
        description: None,
        price: Money::from_minor(3),
        category: None,
        sku: None,
        inventory: STOCK as i64,
    });
    let id = std::sync::Mutex::new(None);
    let answer = |product: &tenantry_core::product::Product| {
        *id.lock().expect("sound") = Some(product.id);
        nothing()
    };
    let tenant = shop.owner.enter(home).await;
    tenant.create_product(draft.expect("a draft"), &Attempt::default(), answer).await.expect("a product");
    id.into_inner().expect("sound").expect("an id")
}

async fn place_orders(home: &SqlitePool, shop: &Cast, product: tenantry_core::ids::ProductId) {
    let tenant = shop.owner.enter(home).await;
    for _ in 0..ORDERS {
        let lines = [(product, 1)];
        let draft = OrderDraft::new(OrderInput {
            external_ref: None,
            customer_email: "customer@example.com",
            lines: &lines,
            shipping_address: None,
            note: None,
        });
        let id = std::sync::Mutex::new(None);
        let answer = |order: &tenantry_core::order::Order| {
            *id.lock().expect("sound") = Some(order.id);
            nothing()
        };
        tenant.place_order(&draft.expect("a draft"), &Attempt::default(), answer).await.expect("an order");
        let id = id.into_inner().expect("sound").expect("an id");
        // One write for one line, so that the log has it in one piece.
        let line = format!("{ACKNOWLEDGED}{id}\n");
        std::io::stdout().lock().write_all(line.as_bytes()).expect("standard output");
    }
}

fn nothing() -> Answer {
    Answer { status: 201, etag: None, location: None, body: String::new() }
}

//! A request can be dropped at any moment, as when a client hangs up: what it
//! was about to commit is there as a whole, or not at all.

mod home;

use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
};

use home::{SqlitePool, SqliteSilo};
use tenantry_conformance::{Cast, Fixture, Setup};
use tenantry_core::{
    idempotency::{Answer, Attempt},
    ids::ProductId,
    money::Money,
    order::{Order, OrderDraft, OrderInput, OrderQuery},
    page::PageRequest,
    product::{Product, ProductDraft, ProductInput},
};

const STOCK: u64 = 1_000;
/// Each round polls the request once more before it is dropped.
const ROUNDS: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_request_is_whole_or_nothing_in_the_pool() {
    drop_at_every_await::<SqlitePool>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_request_is_whole_or_nothing_in_a_silo() {
    drop_at_every_await::<SqliteSilo>().await;
}

async fn drop_at_every_await<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let shop = Cast::found(&home, "cancelled").await;
    let tenant = shop.owner.enter(&home).await;
    let product = product(&tenant).await;
    let mut finished = 0;
    for polls in 0..ROUNDS {
        let draft = draft(product);
        let attempt = Attempt::default();
        let request = tenant.place_order(&draft, &attempt, |_: &Order| nothing());
        finished += usize::from(poll_then_drop(request, polls).await);
    }
    // Work that was handed over before its caller went away ends first.
    home.settle().await;
    let placed = tenant.place_order(&draft(product), &Attempt::default(), |_: &Order| nothing()).await;
    placed.expect("an order, behind whatever was still under way");
    home.settle().await;
    let page = PageRequest { limit: 100, cursor: None };
    let orders = tenant.orders(&OrderQuery::default(), &page).await.expect("a page").items.len() as u64;
    let left = tenant.product(product).await.expect("the product").inventory;
    assert_eq!(STOCK - left, orders, "stock and orders agree");
    let audit = shop.owner.admin(&home).await.audit(&page).await.expect("a page");
    let entries = audit.items.iter().filter(|entry| entry.action == "order.placed").count() as u64;
    assert_eq!(entries, orders, "journal and orders agree");
    assert!(orders > finished as u64, "some were dropped on the way and committed all the same");
    println!(
        "{ROUNDS} requests dropped after 0 to {} polls: {orders} orders whole, the rest without a trace",
        ROUNDS - 1
    );
}

/// Whether it was done before it was dropped.
async fn poll_then_drop<T>(request: impl Future<Output = T>, polls: usize) -> bool {
    let mut request = pin!(request);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if request.as_mut().poll(&mut context).is_ready() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

async fn product(tenant: &tenantry_core::Tenant) -> ProductId {
    let input = ProductInput {
        name: "Lamp",
        description: None,
        price: Money::from_minor(100),
        category: None,
        sku: None,
        inventory: STOCK as i64,
    };
    let id = std::sync::Mutex::new(None);
    let answer = |product: &Product| {
        *id.lock().expect("sound") = Some(product.id);
        nothing()
    };
    let draft = ProductDraft::new(input).expect("a draft");
    tenant.create_product(draft, &Attempt::default(), answer).await.expect("a product");
    id.into_inner().expect("sound").expect("an id")
}

fn draft(product: ProductId) -> OrderDraft {
    let input = OrderInput {
        external_ref: None,
        customer_email: "customer@example.com",
        lines: &[(product, 1)],
        shipping_address: None,
        note: None,
    };
    OrderDraft::new(input).expect("a draft")
}

fn nothing() -> Answer {
    Answer { status: 201, etag: None, location: None, body: String::new() }
}

//! A request can be dropped at any moment, as when a client hangs up: what it
//! was about to commit is there as a whole, or not at all.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
};

use tenantry_conformance::{Cast, Fixture, Setup, empty, order_draft, product_draft};
use tenantry_core::domain::{
    idempotency::Attempt,
    ids::ProductId,
    order::{Order, OrderQuery},
    page::PageRequest,
    product::Product,
};
use tenantry_embedded_testing::{SqlitePool, SqliteSilo};

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
    let backend = F::open(Setup::default()).await;
    let shop = Cast::found(&backend, "cancelled").await;
    let tenant = shop.owner.enter(&backend).await;
    let product = product(&tenant).await;
    let mut finished = 0;
    for polls in 0..ROUNDS {
        let draft = order_draft(&[(product, 1)], None);
        let attempt = Attempt::default();
        let request = tenant.place_order(&draft, &attempt, |_: &Order| empty());
        finished += usize::from(poll_then_drop(request, polls).await);
    }
    // Work that was handed over before its caller went away ends first.
    backend.settle().await;
    let placed =
        tenant.place_order(&order_draft(&[(product, 1)], None), &Attempt::default(), |_: &Order| empty()).await;
    placed.expect("an order, behind whatever was still under way");
    backend.settle().await;
    let page = PageRequest { limit: 100, cursor: None };
    let orders = tenant.orders(&OrderQuery::default(), &page).await.expect("a page").items.len() as u64;
    let left = tenant.product(product).await.expect("the product").inventory;
    assert_eq!(STOCK - left, orders, "stock and orders agree");
    let audit = shop.owner.admin(&backend).await.audit(&page).await.expect("a page");
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
    let id = std::sync::Mutex::new(None);
    let answer = |product: &Product| {
        *id.lock().expect("sound") = Some(product.id);
        empty()
    };
    let draft = product_draft("Lamp", "1.00", STOCK as i64);
    tenant.create_product(draft, &Attempt::default(), answer).await.expect("a product");
    id.into_inner().expect("sound").expect("an id")
}

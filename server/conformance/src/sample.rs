//! Sample data comes whole, counts like other data, and goes without a trace in
//! the figures.

use std::collections::BTreeSet;

use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        ids::ProductId,
        insights::{AdvancedInsights, Insights},
        member::Role,
        order::{Order, OrderQuery},
        order_status::Status,
        product::ProductQuery,
        tier::Tier,
    },
    ports::commit::{Counter, DocumentKind},
    usecases::SampleState,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    consumers::insights_follow_from,
    shop::{CUSTOMER, at_once, counter_of, order_draft},
};

/// All that figures say, but for the moment at which they say it.
async fn figures<F: Fixture>(backend: &F, shop: &Shop) -> (Insights, AdvancedInsights, Vec<(Status, u64)>, u64) {
    backend.settle().await;
    let mut insights = shop.0.insights(None, None).await.expect("figures");
    let mut advanced = shop.0.advanced_insights(None, None).await.expect("figures");
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    (insights.as_of, advanced.as_of) = (epoch, epoch);
    let counts = shop.0.order_counts().await.expect("counts");
    let low = backend.store().low_stock(&key(backend, shop).await, 5).await.expect("a count");
    (insights, advanced, counts, low)
}

async fn key<F: Fixture>(backend: &F, shop: &Shop) -> tenantry_core::TenantKey {
    backend.worker().tenant(shop.0.id()).await.expect("a look-up").expect("a tenant").0
}

async fn counters<F: Fixture>(backend: &F, shop: &Shop) -> Vec<u64> {
    let (key, record) = backend.worker().tenant(shop.0.id()).await.expect("a look-up").expect("a tenant");
    let now = backend.app().now();
    let mut counted = vec![counter_of(backend, &key, &Counter::Products).await];
    for days in [0, 15, 30] {
        let month = record.month(now - jiff::SignedDuration::from_hours(24 * days));
        counted.push(counter_of(backend, &key, &Counter::Orders(month)).await);
    }
    counted
}

async fn sample_orders(shop: &Shop) -> Vec<Order> {
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    orders.into_iter().filter(|order| order.sample).collect()
}

/// Returns a shop with a life of its own, to which the sample is added.
async fn founded<F: Fixture>(backend: &F) -> (Cast, Shop, ProductId) {
    let cast = Cast::create(backend, "acme", Tier::Premium, "Europe/Berlin").await;
    let shop = Shop(cast.owner.enter(backend).await);
    let product = shop.create("Real", "7.00", 40).await.id;
    for quantity in 1..4 {
        shop.order(&[(product, quantity)]).await;
    }
    let cancelled = shop.order(&[(product, 1)]).await;
    shop.advance(cancelled.id, Status::Cancelled).await.expect("cancelled");
    (cast, shop, product)
}

pub(crate) async fn a_sample_shop_comes_whole_and_goes_without_a_trace<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (cast, shop, _) = founded(&backend).await;
    let admin = cast.owner.admin(&backend).await;
    let (before, counted) = (figures(&backend, &shop).await, counters(&backend, &shop).await);
    let mails = backend.mails(CUSTOMER).await.len();

    assert_eq!(admin.sample_data().await.expect("a look"), SampleState::default());
    let added = admin.add_sample_data().await.expect("a sample");
    assert_eq!((added.present, added.complete, added.products, added.orders), (true, true, 12, 40));
    assert_eq!(admin.add_sample_data().await.expect("nothing more"), added);
    assert_eq!(admin.sample_data().await.expect("a look"), added);

    let orders = sample_orders(&shop).await;
    assert_eq!(orders.len(), 40);
    assert_eq!(orders.iter().map(|order| order.status).collect::<BTreeSet<_>>().len(), 5, "all statuses");
    let now = backend.app().now();
    assert!(orders.iter().all(|order| now.duration_since(order.created_at).as_hours() < 30 * 24));
    assert!(shop.all_orders(&OrderQuery::default(), 7).await.is_sorted_by(|a, b| a.id > b.id), "in their places");
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 13);
    backend.settle().await;
    insights_follow_from(&shop).await;
    let with = counters(&backend, &shop).await;
    assert_eq!(with[0], counted[0] + 12);

    // People try it out.
    let at = |status: Status| orders.iter().filter(move |order| order.status == status).map(|order| order.id);
    for id in at(Status::Pending).take(2) {
        shop.advance(id, Status::Cancelled).await.expect("cancelled");
    }
    for id in at(Status::Confirmed).take(2) {
        shop.advance(id, Status::Shipped).await.expect("shipped");
    }
    let products = shop.all_products(&ProductQuery::default(), 100).await;
    let sample: Vec<_> = products.iter().filter(|product| product.sku.is_some()).collect();
    shop.edit(sample[0].id, &tenantry_core::domain::precondition::Precondition::Any, |draft| {
        (draft.name, draft.sku, draft.inventory) = ("Tried out".to_owned(), Some("tried".to_owned()), 2);
    })
    .await
    .expect("a save");
    shop.archive(sample[1].id).await.expect("archived");
    backend.settle().await;
    insights_follow_from(&shop).await;
    for order in &orders {
        assert!(backend.mails(&order.customer_email).await.is_empty(), "nobody is mailed");
    }

    let removal = admin.remove_sample_data().await.expect("removed");
    assert_eq!((removal.orders_removed, removal.products_removed, removal.products_kept), (40, 12, 0));
    assert_eq!(admin.sample_data().await.expect("a look"), SampleState::default());
    assert_eq!(admin.remove_sample_data().await.expect("nothing more"), Default::default());
    assert!(sample_orders(&shop).await.is_empty());
    for archived in [false, true] {
        let left = shop.all_products(&ProductQuery { archived: Some(archived), ..ProductQuery::default() }, 100).await;
        assert!(left.iter().all(|product| product.name == "Real"), "{left:?}");
    }
    assert_eq!(figures(&backend, &shop).await, before);
    assert_eq!(counters(&backend, &shop).await, counted);
    assert_eq!(backend.mails(CUSTOMER).await.len(), mails);
    // The names are free again, and it can all be done again.
    shop.create_sku("Mine", "SAMPLE-01").await.expect("a free SKU");
    let again = admin.add_sample_data().await.expect("a sample, though a SKU is taken");
    assert_eq!((again.products, again.orders), (12, 40));
    let orders = sample_orders(&shop).await;
    assert!(orders.iter().flat_map(|order| &order.lines).all(|line| line.sku.is_none()), "a SKU of another company");
}

pub(crate) async fn products_that_real_orders_name_are_kept<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (cast, shop, real) = founded(&backend).await;
    let admin = cast.owner.admin(&backend).await;
    admin.add_sample_data().await.expect("a sample");
    let products = shop.all_products(&ProductQuery::default(), 100).await;
    let sample: Vec<_> = products.iter().filter(|product| product.name != "Real" && product.inventory > 5).collect();
    let sold = shop.order(&[(real, 1), (sample[0].id, 2)]).await;
    let taken_back = shop.order(&[(sample[1].id, 1)]).await;
    shop.advance(taken_back.id, Status::Cancelled).await.expect("cancelled");

    let removal = admin.remove_sample_data().await.expect("removed");
    assert_eq!((removal.orders_removed, removal.products_removed, removal.products_kept), (40, 10, 2));
    let kept = shop.all_products(&ProductQuery { archived: Some(true), ..ProductQuery::default() }, 100).await;
    let ids: BTreeSet<ProductId> = kept.iter().map(|product| product.id).collect();
    assert_eq!(ids, BTreeSet::from([sample[0].id, sample[1].id]));
    assert_eq!(shop.0.order(sold.id).await.expect("an order").lines.len(), 2);
    backend.settle().await;
    insights_follow_from(&shop).await;
    let again = admin.add_sample_data().await.expect("a new sample");
    assert_eq!((again.products, again.orders), (12, 40));
    backend.settle().await;
    insights_follow_from(&shop).await;
}

/// Events come late, shuffled and again; what they describe is gone by then.
pub(crate) async fn late_events_of_removed_orders_add_up_to_nothing<F: Fixture>() {
    let backend = F::open(Setup { relay: false, ..Setup::default() }).await;
    let (cast, shop, _) = founded(&backend).await;
    let admin = cast.owner.admin(&backend).await;
    let key = cast.key(&backend).await;
    let consumers = tenantry_core::events::all(backend.worker(), backend.mailer());
    let consumers: Vec<_> = consumers.iter().filter(|consumer| consumer.name() != "mail").collect();
    let deliver = async |events: &[tenantry_core::domain::event::Event]| {
        for event in events {
            for consumer in &consumers {
                consumer.handle(event).await.expect("handled");
            }
        }
    };
    let mailed = async || {
        let mut entries = backend.store().journal(&key, None, 1_000).await.expect("a journal");
        entries.reverse();
        entries.into_iter().flat_map(|entry| entry.events).collect::<Vec<_>>()
    };
    let first = mailed().await;
    deliver(&first).await;
    let before = figures_now(&shop).await;
    admin.add_sample_data().await.expect("a sample");
    let pending = sample_orders(&shop).await.into_iter().find(|order| order.status == Status::Pending);
    shop.advance(pending.expect("one").id, Status::Cancelled).await.expect("cancelled");
    admin.remove_sample_data().await.expect("removed");
    admin.add_sample_data().await.expect("another sample");
    admin.remove_sample_data().await.expect("removed");
    let mut late = mailed().await.split_off(first.len());
    late.reverse();
    let (odd, even): (Vec<_>, Vec<_>) = late.into_iter().enumerate().partition(|(n, _)| n % 2 == 1);
    let shuffled: Vec<_> = odd.into_iter().chain(even).map(|(_, event)| event).collect();
    deliver(&shuffled).await;
    deliver(&shuffled).await;
    assert_eq!(figures_now(&shop).await, before);
}

async fn figures_now(shop: &Shop) -> Insights {
    let insights = shop.0.insights(None, None).await.expect("figures");
    Insights { as_of: jiff::Timestamp::UNIX_EPOCH, ..insights }
}

pub(crate) async fn a_sample_shop_is_added_once_and_within_the_limits<F: Fixture>() {
    let backend = std::sync::Arc::new(F::open(Setup::default()).await);
    let cast = Cast::found(&*backend, "acme").await;
    let shop = Shop(cast.owner.enter(&*backend).await);
    for n in 0..89 {
        shop.create(&format!("Own {n}"), "1.00", 1).await;
    }
    let admin = cast.owner.admin(&*backend).await;
    let refused = admin.add_sample_data().await;
    let full = matches!(refused, Err(Error::LimitReached { limit: "max_products", max: 100, used: 89, .. }));
    assert!(full, "{refused:?}");
    assert_eq!(admin.sample_data().await.expect("a look"), SampleState::default());
    let one = shop.all_products(&ProductQuery::default(), 1).await[0].id;
    shop.archive(one).await.expect("archived");

    let added = at_once((0..6).map(|_| {
        let admin = admin.clone();
        async move { admin.add_sample_data().await }
    }))
    .await;
    // Those who met too often say so; a repeated request finds it whole.
    assert!(added.iter().any(Result::is_ok), "{added:?}");
    assert_eq!(admin.add_sample_data().await.expect("whole").orders, 40);
    assert_eq!(sample_orders(&shop).await.len(), 40);
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 100);
    let removed = at_once((0..6).map(|_| {
        let admin = admin.clone();
        async move { admin.remove_sample_data().await }
    }))
    .await;
    assert!(removed.iter().any(Result::is_ok), "{removed:?}");
    admin.remove_sample_data().await.expect("gone");
    assert!(shop.all_orders(&OrderQuery::default(), 100).await.is_empty());
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 88);
    let document =
        backend.store().document(&cast.key(&*backend).await, DocumentKind::SampleData).await.expect("a look");
    assert!(document.expect("what is remembered").body.len() < 100_000);

    let staff = Shop(cast.with(&*backend, Role::Staff).await.enter(&*backend).await);
    assert!(staff.0.clone().admin().is_err(), "only admins reach it");
    let draft = order_draft(&[(shop.create("Still here", "1.00", 5).await.id, 1)], None);
    staff.place(&draft, &Attempt::default()).await.expect("an order");
}

//! Consumers of events: whatever the order and however often, the read models
//! say what the data says.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use tenantry_core::{
    domain::{
        event::{Event, EventKind},
        ids::{ProductId, TenantId},
        insights::{Effect, Effects, Movement},
        money::Money,
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        product::ProductQuery,
    },
    events::{self, Consumer},
    ports::mail::{Mail, MailError, Mailer},
};

use crate::{
    Cast, Fixture, Setup, Shop, notices_mailed,
    shop::{draft, snapshot},
};

async fn movements(shop: &Shop, id: ProductId) -> Vec<Movement> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = shop.0.movements(id, &PageRequest { limit: 2, cursor }).await.expect("a page");
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return all;
        }
    }
}

/// Makes, sells, restocks, cancels: a bit of everything.
async fn season(shop: &Shop) -> Vec<ProductId> {
    let mut products = Vec::new();
    for n in 0..3u64 {
        products.push(shop.create(&format!("Product {n}"), &format!("{n}.50"), 20 + n as i64).await.id);
    }
    for n in 0..12usize {
        let lines = [(products[n % 3], 1 + n as i64 % 2), (products[(n + 1) % 3], 1)];
        let order = shop.order(&lines).await;
        let way: &[Status] = [
            &[][..],
            &[Status::Cancelled],
            &[Status::Confirmed, Status::Shipped],
            &[Status::Confirmed, Status::Cancelled],
        ][n % 4];
        for step in way {
            shop.advance(order.id, *step).await.expect("a step");
        }
        if n % 5 == 0 {
            let seen = Precondition::Any;
            shop.edit(products[n % 3], &seen, |draft| draft.inventory += 4).await.expect("a delivery");
        }
    }
    shop.archive(products[2]).await.expect("archived");
    products
}

async fn ledger_adds_up(shop: &Shop, products: &[ProductId]) {
    for id in products {
        let movements = movements(shop, *id).await;
        let sum: i64 = movements.iter().map(|movement| movement.delta).sum();
        assert_eq!(sum, shop.stock(*id).await as i64, "{movements:?}");
        assert!(movements.is_sorted_by(|a, b| a.event > b.event), "newest first");
    }
}

pub(crate) async fn the_ledger_adds_up_to_the_stock<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let products = season(&shop).await;
    backend.settle().await;
    ledger_adds_up(&shop, &products).await;
    let none = shop.create("Empty", "1.00", 0).await;
    backend.settle().await;
    assert!(movements(&shop, none.id).await.is_empty(), "no stock, no movement");
}

pub(crate) async fn low_stock_is_told_once_until_restocked<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 8).await;
    let notified = async || {
        notices_mailed(&backend).await;
        let mails = backend.mails(&cast.owner.email).await;
        mails.iter().filter(|mail| mail.subject == "Low stock: Wanted").count()
    };
    shop.order(&[(product.id, 2)]).await;
    assert_eq!(notified().await, 0, "6 left are enough");
    shop.order(&[(product.id, 1)]).await;
    assert_eq!(notified().await, 1, "5 left are low");
    shop.order(&[(product.id, 1)]).await;
    shop.order(&[(product.id, 1)]).await;
    assert_eq!(notified().await, 1, "notified once");
    shop.edit(product.id, &Precondition::Any, |draft| draft.inventory = 50).await.expect("a delivery");
    assert_eq!(notified().await, 1);
    shop.order(&[(product.id, 48)]).await;
    assert_eq!(notified().await, 2, "restocked and low again");
    shop.create("Small", "1.00", 2).await;
    notices_mailed(&backend).await;
    let mails = backend.mails(&cast.owner.email).await;
    assert!(!mails.iter().any(|mail| mail.subject == "Low stock: Small"), "a company that starts with two knows it");
}

/// Many sales run through the threshold together; their consumers read the
/// stock at different moments, and still one mail goes out.
pub(crate) async fn low_stock_is_told_once_under_a_rush<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for round in 1..=5 {
        let product = shop.create(&format!("Rushed {round}"), "1.00", 62).await;
        let buyers = (0..60).map(|_| {
            let (shop, id) = (shop.clone(), product.id);
            async move { shop.order(&[(id, 1)]).await }
        });
        crate::shop::at_once(buyers).await;
        notices_mailed(&backend).await;
        let notified = backend.mails(&cast.owner.email).await;
        let subject = format!("Low stock: Rushed {round}");
        assert_eq!(notified.iter().filter(|mail| mail.subject == subject).count(), 1, "round {round}");
    }
}

/// Effects that were made while the stock was high, and others while it was
/// low, say the same: what counts is the stock when they are applied.
pub(crate) async fn low_stock_is_judged_where_it_is_marked<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let key = cast.key(&backend).await;
    let product = shop.create("Judged", "1.00", 50).await;
    let judgement = || {
        let (at, kind) = (backend.app().now(), EventKind::InventoryLow { product: product.id, threshold: 9 });
        let event = |kind| Event { id: uuid::Uuid::now_v7().into(), tenant: Some(cast.id), at, kind };
        let effects = vec![Effect::StockLevel { product: product.id, threshold: 9, event: event(kind.clone()) }];
        Effects { consumer: "inventory", event: event(kind).id, at, effects }
    };
    let apply = async |effects: Effects| {
        backend.store().apply(&key, effects).await.expect("applied");
        notices_mailed(&backend).await;
        let mails = backend.mails(&cast.owner.email).await;
        mails.iter().filter(|mail| mail.subject == "Low stock: Judged").count()
    };
    let stock = async |pieces: u64| {
        shop.edit(product.id, &Precondition::Any, |draft| draft.inventory = pieces).await.expect("stock");
        backend.settle().await;
    };
    assert_eq!(apply(judgement()).await, 0, "50 are enough");
    let overtaken = judgement();
    stock(9).await;
    assert_eq!(apply(judgement()).await, 1, "9 are low by this threshold");
    assert_eq!(apply(overtaken).await, 1, "what was overtaken takes nothing back");
    assert_eq!(apply(judgement()).await, 1, "notified already");
    let overtaken = judgement();
    stock(10).await;
    assert_eq!(apply(overtaken).await, 1, "10 are enough, whatever was so before");
    stock(8).await;
    assert_eq!(apply(judgement()).await, 2, "8 are low again");
    shop.archive(product.id).await.expect("archived");
    assert_eq!(apply(judgement()).await, 2, "nobody needs to act for what is not sold");
    shop.restore(product.id).await.expect("restored");
    assert_eq!(apply(judgement()).await, 3, "again on sale, and low");
}

/// While stock falls, each sale is handled by its buyer and by the relay at
/// once. A consumer that looked while there was enough must not take back what
/// another notified since.
pub(crate) async fn sales_handled_beside_the_relay_tell_low_stock_once<F: Fixture>() {
    let backend = Arc::new(F::open(Setup::default()).await);
    let cast = Cast::found(&*backend, "acme").await;
    let shop = Shop(cast.owner.enter(&*backend).await);
    let key = cast.key(&*backend).await;
    let rounds = crate::count_from_env("TENANTRY_RUSHES", 8);
    for round in 1..=rounds {
        let product = shop.create(&format!("Raced {round}"), "1.00", 26).await;
        let buyers = (0..24).map(|_| {
            let (backend, shop, id) = (backend.clone(), shop.clone(), product.id);
            async move {
                let order = shop.order(&[(id, 1)]).await;
                let entries = backend.store().journal(&key, None, 50).await.expect("a journal");
                let placed = |event: &&Event| event.kind == EventKind::OrderPlaced { order: order.id };
                let event = entries.iter().flat_map(|entry| &entry.events).find(placed).expect("its event").clone();
                let consumers = events::all(backend.worker(), backend.mailer());
                let inventory = consumers.iter().find(|consumer| consumer.name() == "inventory").expect("it is there");
                inventory.handle(&event).await.expect("handled");
            }
        });
        crate::shop::at_once(buyers).await;
        notices_mailed(&*backend).await;
        let subject = format!("Low stock: Raced {round}");
        let notified = backend.mails(&cast.owner.email).await.iter().filter(|mail| mail.subject == subject).count();
        assert_eq!(notified, 1, "round {round}");
    }
}

/// The figures as they follow from the orders themselves.
pub(crate) async fn insights_follow_from(shop: &Shop) {
    let orders: Vec<Order> = shop.all_orders(&OrderQuery::default(), 100).await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    let figures = |keep: &dyn Fn(&&Order) -> bool| {
        let kept: Vec<&Order> = orders.iter().filter(keep).collect();
        let units: u64 = kept.iter().map(|order| order.units()).sum();
        (kept.len() as i64, Money::sum(kept.iter().map(|order| order.total)).expect("a sum"), units as i64)
    };
    let said =
        |figures: &tenantry_core::domain::insights::SalesFigures| (figures.orders, figures.revenue, figures.units);
    let live = |order: &&Order| order.status != Status::Cancelled;
    assert_eq!(said(&insights.total), figures(&live));
    for (status, found) in &insights.by_status {
        assert_eq!(said(found), figures(&|order| order.status == *status), "{status}");
    }
    for (day, found) in &insights.by_day {
        assert_eq!(said(found), figures(&|order| live(order) && order.placed_on == *day), "{day}");
    }
    let mut top: BTreeMap<ProductId, (Money, i64)> = BTreeMap::new();
    for line in orders.iter().filter(|order| live(order)).flat_map(|order| &order.lines) {
        let sold = top.entry(line.product).or_default();
        *sold = (sold.0.plus(line.subtotal).expect("a sum"), sold.1 + i64::from(line.quantity));
    }
    let mut top: Vec<_> = top.into_iter().collect();
    top.sort_by_key(|(id, (revenue, _))| (std::cmp::Reverse(*revenue), *id));
    top.truncate(10);
    let found: Vec<_> =
        insights.top_products.iter().map(|sales| (sales.product, (sales.revenue, sales.units))).collect();
    assert_eq!(found, top);
}

pub(crate) async fn insights_are_exact_under_cancellations<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for _ in 0..3 {
        season(&shop).await;
        backend.clock().advance(jiff::SignedDuration::from_hours(24));
    }
    backend.settle().await;
    insights_follow_from(&shop).await;
    // A later cancellation takes the revenue back from the day of the order.
    for order in shop.all_orders(&OrderQuery::default(), 100).await {
        if order.status == Status::Pending {
            shop.advance(order.id, Status::Cancelled).await.expect("cancelled");
        }
    }
    backend.settle().await;
    insights_follow_from(&shop).await;
    assert_eq!(shop.0.insights(None, None).await.expect("insights").as_of, backend.app().now());
}

/// Keeps what is sent.
#[derive(Default)]
struct Letters(std::sync::Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Letters {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.0.lock().expect("letters").push(mail);
        Ok(())
    }
}

/// Returns a shuffle that is the same in each run.
fn shuffled(mut events: Vec<Event>, seed: u64) -> Vec<Event> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for at in (1..events.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        events.swap(at, (state % (at as u64 + 1)) as usize);
    }
    events
}

async fn events_of<F: Fixture>(backend: &F, tenant: TenantId) -> Vec<Event> {
    let (key, _) = backend.worker().tenant(tenant).await.expect("a look-up").expect("a tenant");
    let journal = backend.store().journal(&key, None, 10_000).await.expect("a journal");
    journal.into_iter().flat_map(|entry| entry.events).collect()
}

/// Without a relay, the test hands out the events itself: three times each,
/// shuffled, by eight at once.
pub(crate) async fn three_times_and_shuffled_is_once<F: Fixture>() {
    let backend = F::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let products = season(&shop).await;
    let events = events_of(&backend, cast.id).await;
    let letters = Arc::new(Letters::default());
    let consumers: Vec<Arc<dyn Consumer>> = events::all(backend.worker(), letters.clone());
    let thrice = shuffled([events.clone(), events.clone(), events.clone()].concat(), 7);
    let tasks = (0..8).map(|n| {
        let (consumers, mine) = (consumers.clone(), thrice.iter().skip(n).step_by(8).cloned().collect::<Vec<_>>());
        async move {
            for event in mine {
                for consumer in &consumers {
                    consumer.handle(&event).await.expect("consumed");
                }
            }
        }
    });
    crate::shop::at_once(tasks).await;
    println!("{} events, {} deliveries to each of {} consumers", events.len(), thrice.len(), consumers.len());
    ledger_adds_up(&shop, &products).await;
    insights_follow_from(&shop).await;
    let once = snapshot(&backend, cast.id).await;
    for event in shuffled(events.clone(), 11) {
        for consumer in &consumers {
            consumer.handle(&event).await.expect("consumed");
        }
    }
    assert_eq!(snapshot(&backend, cast.id).await, once, "a fourth time changes nothing");

    // Mails go out each time, with the id of their event.
    let letters = std::mem::take(&mut *letters.0.lock().expect("letters"));
    let mut by_id: BTreeMap<&str, Vec<&Mail>> = BTreeMap::new();
    for letter in letters.iter() {
        by_id.entry(letter.id.as_str()).or_default().push(letter);
    }
    assert!(by_id.values().all(|copies| copies.len() == 4), "four deliveries, four copies");
    assert!(by_id.values().flatten().all(|copy| by_id[copy.id.as_str()][0].to == copy.to));
    let mailed = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::OrderPlaced { .. } | EventKind::OrderMoved { .. }));
    assert_eq!(by_id.len(), mailed.count(), "one mail for each step of an order");
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 2);
}

pub(crate) async fn mails_have_stable_ids<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.try_create(draft("Wanted", "1.00", 10)).await.expect("a product");
    let order = shop.order(&[(product.id, 1)]).await;
    for step in [Status::Confirmed, Status::Shipped, Status::Delivered] {
        shop.advance(order.id, step).await.expect("a step");
    }
    backend.settle().await;
    let mails = backend.mails(crate::shop::CUSTOMER).await;
    assert_eq!(mails.len(), 4);
    // The mailer of the backend drops what it has by its id.
    let again = events::all(backend.worker(), backend.mailer());
    for event in events_of(&backend, cast.id).await {
        for consumer in &again {
            consumer.handle(&event).await.expect("consumed");
        }
    }
    let ids = |mails: &[Mail]| {
        let mut ids: Vec<String> = mails.iter().map(|mail| mail.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let after = backend.mails(crate::shop::CUSTOMER).await;
    assert_eq!(ids(&after), ids(&mails), "a mail that is sent again bears the same id");
    for (subject, at) in
        [("has received your order", 0), ("has confirmed", 1), ("has shipped", 2), ("has delivered", 3)]
    {
        let mut sorted: Vec<&Mail> = mails.iter().collect();
        sorted.sort_by_key(|mail| mail.id.clone());
        assert!(sorted[at].subject.contains(subject), "{}", sorted[at].subject);
        assert!(sorted[at].text.contains("Total: 1.00 EUR"));
    }
}

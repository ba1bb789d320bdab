//! On a bad day nothing is lost and nothing is done twice.

use std::{process::ExitCode, sync::Arc, time::Duration};

use tenantry_aws_testing::{
    backend::Dynamo,
    faults::Faulty,
    lag::Lagging,
    run::{self, Test},
    server::Which,
};
use tenantry_conformance::{Cast, Fixture, Setup, Shop, attempt, count_from_env, json, order_draft, read};
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::{Order, OrderChange, OrderDraft, OrderQuery},
        order_status::Status,
        precondition::Precondition,
        product::ProductQuery,
        tier::Tier,
    },
};
use tokio::time::Instant;

fn main() -> ExitCode {
    let pool = |name: &str, run| Test { name: name.to_owned(), on: Which::Dynoxide, run };
    run::all(vec![
        pool("nothing_is_lost_or_doubled::pool", || Box::pin(nothing_is_lost_or_doubled::<false>())),
        pool("nothing_is_lost_or_doubled::silo", || Box::pin(nothing_is_lost_or_doubled::<true>())),
        pool("stale_reads_decide_nothing::pool", || Box::pin(stale_reads_decide_nothing::<false>())),
        pool("stale_reads_decide_nothing::silo", || Box::pin(stale_reads_decide_nothing::<true>())),
        pool("twelve_containers_cancel_at_once::pool", || Box::pin(twelve_containers_cancel_at_once::<false>())),
        pool("twelve_containers_cancel_at_once::silo", || Box::pin(twelve_containers_cancel_at_once::<true>())),
        pool("goodput_under_conflicts", || Box::pin(goodput_under_conflicts())),
    ])
}

type Backend<const SILO: bool> = Dynamo<false, SILO>;

async fn shop<const SILO: bool>(
    backend: &Backend<SILO>,
    stock: u64,
) -> (Shop, tenantry_core::domain::product::Product) {
    let cast = Cast::create(backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(backend).await);
    let product = shop.create("Wanted", "2.00", i64::try_from(stock).expect("a stock")).await;
    (shop, product)
}

fn one(product: &tenantry_core::domain::product::Product) -> OrderDraft {
    order_draft(&[(product.id, 1)], None)
}

/// Until there is an answer, as a client with an `Idempotency-Key` does; and
/// how often it had to come again.
async fn order(shop: &Shop, draft: &OrderDraft, key: &str) -> (Order, usize) {
    let attempt = Attempt::new(shop.user(), "POST", "/v1/orders", Some(key), &[key.as_bytes()]);
    for again in 0..50 {
        match shop.place(draft, &attempt).await {
            Ok(placed) => return (read(&placed.answer), again),
            Err(Error::Unavailable(_) | Error::Contended { .. }) => {}
            Err(other) => unreachable!("neither sold nor put off: {other:?}"),
        }
    }
    unreachable!("fifty tries of {key}")
}

/// Sixteen writers order, cancel and create while one call in eight fails, before or after its work.
async fn nothing_is_lost_or_doubled<const SILO: bool>() {
    let orders = count_from_env("TENANTRY_FAULTY_ORDERS", 400);
    let faulty = Faulty::new(true, Duration::ZERO);
    let backend = Arc::new(Backend::<SILO>::open_with(Setup::default(), faulty.client(Which::Dynoxide)).await);
    let (shop, product) = shop(&backend, 10_000).await;
    faulty.switch(true);
    let started = Instant::now();
    let writers = (0..16).map(|writer| {
        let (shop, product) = (shop.clone(), product.clone());
        tokio::spawn(async move {
            let (mut placed, mut cancelled, mut again) = (Vec::new(), 0, 0);
            for n in (writer..orders).step_by(16) {
                let (order, tries) = order(&shop, &one(&product), &format!("order-{n}")).await;
                again += tries;
                if n % 5 == 0 {
                    cancel(&shop, &order).await;
                    cancelled += 1;
                }
                placed.push(order.id);
            }
            (placed, cancelled, again)
        })
    });
    let (mut placed, mut cancelled, mut again) = (Vec::new(), 0, 0);
    for writer in futures_util::future::join_all(writers).await {
        let (more, gone, tries) = writer.expect("a writer");
        placed.extend(more);
        cancelled += gone;
        again += tries;
    }
    let took = started.elapsed();
    backend.settle().await;
    faulty.switch(false);
    // What was put off comes in its time; what a consumer gave up on is kept for the operator.
    let mut given_up = Vec::new();
    let worked_off = tokio::time::timeout(Duration::from_secs(30), async {
        while shop.0.insights(None, None).await.expect("insights").total.orders != (orders - cancelled) as i64 {
            backend.settle().await;
            given_up.extend(backend.redrive_all().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    if worked_off.await.is_err() {
        let figures = shop.0.insights(None, None).await.expect("insights");
        unreachable!("{orders} orders, {cancelled} cancelled: {:?}; given up: {given_up:?}", figures.by_status);
    }
    backend.settle().await;

    let goodput = placed.len() as f64 / took.as_secs_f64();
    println!(
        "{} orders by 16 writers at {goodput:.0}/s while {:?} struck; clients came again {again} times, {} events were redriven",
        placed.len(),
        faulty.struck(),
        given_up.len()
    );
    assert!(faulty.struck().iter().map(|(_, count)| count).sum::<usize>() > orders / 10, "the test was blind");
    let mut kept: Vec<_> = shop.all_orders(&OrderQuery::default(), 100).await.iter().map(|order| order.id).collect();
    kept.sort();
    placed.sort();
    assert_eq!(kept, placed, "every acknowledged order once, and no other");
    assert_eq!(shop.stock(product.id).await, 10_000 - (orders - cancelled) as u64);
    let counts: std::collections::BTreeMap<_, _> = shop.0.order_counts().await.expect("counts").into_iter().collect();
    assert_eq!((counts[&Status::Pending], counts[&Status::Cancelled]), ((orders - cancelled) as u64, cancelled as u64));
    let entries = shop.0.clone().admin().expect("an owner");
    let page = tenantry_core::domain::page::PageRequest { limit: 100_000, cursor: None };
    let entries = entries.audit(&page).await.expect("a page").items;
    let recorded = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!((recorded("order.placed"), recorded("order.cancelled")), (orders, cancelled));
    let movements = shop.0.movements(product.id, &page).await.expect("a ledger").items;
    let moved: i64 = movements.iter().map(|movement| movement.delta).sum();
    assert_eq!(moved, shop.stock(product.id).await as i64, "the ledger adds up");
    let figures = shop.0.insights(None, None).await.expect("insights").total;
    assert_eq!(figures.revenue, tenantry_core::domain::money::Money::from_minor(200 * (orders - cancelled) as i64));
}

async fn cancel(shop: &Shop, order: &Order) {
    for _ in 0..50 {
        match shop.advance(order.id, Status::Cancelled).await {
            // Without a key a client sees at its next try that it was done.
            Ok(_) | Err(Error::IllegalTransition { .. }) => return,
            Err(Error::Unavailable(_) | Error::Contended { .. }) => {}
            Err(other) => unreachable!("neither cancelled nor put off: {other:?}"),
        }
        if shop.0.order(order.id).await.is_ok_and(|order| order.status == Status::Cancelled) {
            return;
        }
    }
    unreachable!("fifty tries")
}

/// Twelve containers cancel one order at once, and then one each of the same product. They know nothing of each other, so
/// their transactions meet; each waits, and none is turned away.
async fn twelve_containers_cancel_at_once<const SILO: bool>() {
    const CONTAINERS: usize = 12;
    let rounds = count_from_env("TENANTRY_CONTENDED_ROUNDS", 3);
    let faulty = Faulty::new(false, Duration::from_millis(5));
    let setup = Setup { relay: false, ..Setup::default() };
    let backend = Backend::<SILO>::open_with(setup, faulty.client(Which::Dynoxide)).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 1_000).await;
    let mut containers = Vec::new();
    for _ in 0..CONTAINERS {
        let app = backend.another(faulty.client(Which::Dynoxide)).app;
        containers.push(Shop(cast.owner.enter_by(&app).await.expect("a member")));
    }
    for round in 0..rounds {
        let wanted = shop.order(&[(product.id, 7)]).await;
        let mut each_its_own = Vec::new();
        for _ in 0..CONTAINERS {
            each_its_own.push(shop.order(&[(product.id, 1)]).await.id);
        }
        faulty.switch(true);
        for orders in [vec![wanted.id; CONTAINERS], each_its_own] {
            let cancels = containers.iter().cloned().zip(orders).map(|(container, order)| {
                tokio::spawn(async move { container.advance(order, Status::Cancelled).await.map(drop) })
            });
            let done = futures_util::future::join_all(cancels).await.into_iter();
            let turned_away: Vec<_> = done.filter_map(|cancelled| cancelled.expect("a container").err()).collect();
            assert!(turned_away.is_empty(), "round {round}: {turned_away:?}");
        }
        faulty.switch(false);
        assert_eq!(shop.stock(product.id).await, 1_000, "each is restocked once");
    }
    println!(
        "{rounds} rounds of {CONTAINERS} who cancel at once: none was turned away, while {:?} struck",
        faulty.struck()
    );
    assert!(!faulty.struck().is_empty(), "no two met: the test was blind");
}

/// Fifty orders a second on one SKU, with 10 ms in each call and transactions
/// that refuse each other as DynamoDB's do. They come at random, as customers
/// do: at even times none would meet another.
async fn goodput_under_conflicts() {
    let seconds = count_from_env("TENANTRY_GOODPUT_SECONDS", 6);
    let faulty = Faulty::new(false, Duration::from_millis(10));
    let backend =
        Backend::<false>::open_with(Setup { relay: false, ..Setup::default() }, faulty.client(Which::Dynoxide)).await;
    let (shop, product) = shop(&backend, 100_000).await;
    faulty.switch(true);
    let offered = 50 * seconds;
    let started = Instant::now();
    let (mut running, mut next) = (Vec::new(), started);
    for _ in 0..offered {
        next += Duration::from_secs_f64(-(1.0 - fastrand::f64()).ln() / 50.0);
        tokio::time::sleep_until(next).await;
        let (shop, product) = (shop.clone(), product.clone());
        running.push(tokio::spawn(async move {
            let began = Instant::now();
            let placed = shop.place(&one(&product), &Attempt::default()).await;
            match placed {
                Ok(_) => Some(began.elapsed()),
                Err(Error::Unavailable(_) | Error::Contended { .. }) => None,
                Err(other) => unreachable!("neither sold nor put off: {other:?}"),
            }
        }));
    }
    let mut times: Vec<Duration> = futures_util::future::join_all(running)
        .await
        .into_iter()
        .filter_map(|order| order.expect("an order"))
        .collect();
    let took = started.elapsed().as_secs_f64();
    faulty.switch(false);
    times.sort();
    let sold = times.len();
    let p = |share: usize| times.get((sold * share / 100).min(sold.saturating_sub(1))).copied().unwrap_or_default();
    println!(
        "{offered} orders offered at 50/s on one SKU: {sold} sold ({:.0} %), goodput {:.1}/s, p50 {:?}, p99 {:?}, {:?}",
        100.0 * sold as f64 / offered as f64,
        sold as f64 / took,
        p(50),
        p(99),
        faulty.struck()
    );
    assert!(!faulty.struck().is_empty(), "no two orders met: the test was blind");
    assert_eq!(shop.stock(product.id).await, 100_000 - sold as u64, "what was put off was not sold");
    assert_eq!(shop.all_orders(&OrderQuery::default(), 100).await.len(), sold);
}

/// What was just committed is there for whatever rests on it, though no replica has it yet.
async fn stale_reads_decide_nothing<const SILO: bool>() {
    let lagging = Lagging::default();
    let backend = Backend::<SILO>::open_with(Setup::default(), lagging.client(Which::Dynoxide)).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let admin = cast.owner.admin(&backend).await;
    let sample = admin.add_sample_data().await.expect("a sample");
    let products = shop.all_products(&ProductQuery::default(), 100).await;
    let wanted = products.iter().find(|product| product.inventory > 5).expect("one that is there");
    lagging.switch(true);

    let product = shop.create("Wanted", "2.00", 10).await;
    assert_eq!(shop.0.product(product.id).await.expect("it is there").id, product.id);
    shop.edit(product.id, &Precondition::Any, |draft| draft.name = "Renamed".to_owned()).await.expect("a save");
    let order = shop.try_order(&[(product.id, 1), (wanted.id, 2)]).await.expect("an order");
    let step = attempt(shop.user(), "a key", "confirm");
    let confirm = async || {
        let revise = |_: &Order| OrderChange::new(Status::Confirmed, None, None);
        let seen = Precondition::parse(&order.tag()).expect("tags");
        shop.0.update_order(order.id, &seen, &step, revise, json).await
    };
    let (first, again) = (confirm().await.expect("a step"), confirm().await.expect("the same step"));
    assert_eq!((first.replayed, again.replayed, &first.answer), (false, true, &again.answer));

    // Every order of the sample goes, and what a real one names stays.
    let removal = admin.remove_sample_data().await.expect("removed");
    assert_eq!((removal.orders_removed, removal.products_kept), (sample.orders, 1));
    assert_eq!(shop.0.product(wanted.id).await.expect("it is kept").id, wanted.id);
    lagging.switch(false);
    let left = shop.all_orders(&OrderQuery::default(), 100).await;
    assert_eq!(left.iter().map(|order| order.id).collect::<Vec<_>>(), [order.id]);
    assert!(lagging.seen() > sample.orders, "the test was blind");
}

//! Stock is exact: never below zero, and no movement is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tenantry_core::{
    Error,
    domain::{
        money::Money,
        order::{Order, OrderQuery},
        precondition::Precondition,
        tier::Tier,
    },
};

use crate::{
    Cast, Fixture, Setup, Shop, count_from_env,
    shop::{at_once, euros},
};

/// Sixteen writers share the orders among them. The large run of the promise
/// is 10,000 orders: `CONFORMANCE_ORDERS=10000`.
pub(crate) async fn sixteen_writers_never_oversell<F: Fixture>() {
    let orders = count_from_env("CONFORMANCE_ORDERS", 3_000);
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "19.99", 1_000).await;
    let left = Arc::new(AtomicUsize::new(orders));
    let writers = (0..16).map(|_| {
        let (shop, left, id) = (shop.clone(), left.clone(), product.id);
        async move {
            let (mut sold, mut refused) = (0, 0);
            while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                match shop.try_order(&[(id, 1)]).await {
                    Ok(_) => sold += 1,
                    Err(Error::OutOfStock { available: 0, wanted: 1, .. }) => refused += 1,
                    Err(other) => unreachable!("neither sold nor out of stock: {other:?}"),
                }
            }
            (sold, refused)
        }
    });
    let counts = at_once(writers).await;
    let (sold, refused) = counts.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{orders} orders by 16 writers against a stock of 1000: {sold} sold, {refused} refused");
    assert_eq!((sold, refused), (1_000, orders - 1_000));
    assert_eq!(shop.stock(product.id).await, 0);

    backend.settle().await;
    let placed: Vec<Order> = shop.all_orders(&OrderQuery::default(), 100).await;
    assert_eq!(placed.len(), 1_000);
    let revenue = Money::sum(placed.iter().map(|order| order.total)).expect("a sum");
    assert_eq!(revenue, euros("19990.00"));
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert_eq!((insights.total.revenue, insights.total.orders, insights.total.units), (revenue, 1_000, 1_000));
}

/// The price moves all the time while others buy: each order bears one of the
/// prices that the catalog had, whole, and nobody is turned away.
pub(crate) async fn a_price_change_in_between_is_sold_at_the_new_price<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Moody", "1.00", 10_000).await;
    let editor = {
        let (shop, id) = (shop.clone(), product.id);
        tokio::spawn(async move {
            for price in 2..=30 {
                let saved =
                    shop.edit(id, &Precondition::Any, |draft| draft.price = Money::from_minor(price * 100)).await;
                saved.expect("a new price");
            }
        })
    };
    let buyers = (0..4).map(|_| {
        let (shop, id) = (shop.clone(), product.id);
        async move {
            let mut placed = Vec::new();
            for _ in 0..25 {
                placed.push(shop.order(&[(id, 3)]).await);
            }
            placed
        }
    });
    let placed: Vec<Order> = at_once(buyers).await.into_iter().flatten().collect();
    editor.await.expect("an editor");
    for order in &placed {
        let price = order.lines[0].price;
        assert!((1..=30).any(|euros| price == Money::from_minor(euros * 100)), "{price:?}");
        assert_eq!(Some(order.total), price.times(3));
    }
    assert_eq!(shop.stock(product.id).await, 10_000 - 3 * placed.len() as u64);
    let last = shop.order(&[(product.id, 1)]).await;
    assert_eq!(last.total, euros("30.00"), "what is bought after the change costs the new price");
    println!("{} orders while the price changed 29 times", placed.len());
    assert_eq!(placed.len(), 100, "nobody was turned away");
}

/// The editor saw 10, then 3 were sold; 15 written and 12 written each mean
/// the difference to what was seen.
pub(crate) async fn an_editor_and_a_sale_both_count<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Shared", "1.00", 10).await;
    let seen = Precondition::parse(&product.tag().to_string()).expect("tags");
    shop.order(&[(product.id, 3)]).await;

    let saved = shop.edit(product.id, &seen, |draft| draft.inventory = 15).await.expect("a save");
    assert_eq!((saved.inventory, shop.stock(product.id).await), (12, 12), "7 left and 5 delivered");

    let seen = Precondition::parse(&saved.tag().to_string()).expect("tags");
    shop.order(&[(product.id, 10)]).await;
    let refused = shop.edit(product.id, &seen, |draft| draft.inventory = 5).await.expect_err("7 of 2 can't go");
    assert!(matches!(refused, Error::OutOfStock { available: 2, wanted: 7, .. }), "{refused:?}");
    assert_eq!(shop.stock(product.id).await, 2);

    // A save that leaves the stock alone is no conflict with the sale.
    let renamed = shop.edit(product.id, &seen, |draft| draft.name = "Renamed".to_owned()).await.expect("a save");
    assert_eq!((renamed.inventory, shop.stock(product.id).await), (2, 2));
}

pub(crate) async fn stale_tags_are_refused<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Edited", "1.00", 10).await;
    let seen = Precondition::parse(&product.tag().to_string()).expect("tags");
    shop.edit(product.id, &seen, |draft| draft.price = euros("2.00")).await.expect("a save");
    let refused = shop.edit(product.id, &seen, |draft| draft.price = euros("3.00")).await.expect_err("it moved on");
    assert!(matches!(&refused, Error::Stale { current } if current == "\"2-10\""), "{refused:?}");
    // Of sixteen who saw the same version, one saves.
    let seen = Precondition::parse("\"2-10\"").expect("tags");
    let editors = (0..16).map(|n| {
        let (shop, seen, id) = (shop.clone(), seen.clone(), product.id);
        async move { shop.edit(id, &seen, |draft| draft.price = Money::from_minor(1_000 + n)).await }
    });
    let results = at_once(editors).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(
        results.iter().filter_map(|result| result.as_ref().err()).all(|error| matches!(error, Error::Stale { .. }))
    );
    assert_eq!(shop.0.product(product.id).await.expect("a product").version, 3);
}

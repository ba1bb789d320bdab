//! Those who change one thing at once wait for each other and are not turned away.

use std::sync::Arc;

use tenantry_core::{
    Result,
    domain::{
        idempotency::Attempt,
        money::Money,
        order::{Order, OrderChange},
        order_status::Status,
        precondition::Precondition,
        tier::Tier,
    },
};

use crate::{
    Cast, Fixture, Setup, Shop, count_from_env,
    shop::{at_once, order_answer},
};

/// Rounds of each kind. The large run of the promise is `CONFORMANCE_CONTENDED=1000`.
fn rounds() -> usize {
    count_from_env("CONFORMANCE_CONTENDED", 40)
}

async fn note(shop: &Shop, order: &Order, n: usize) -> Result<()> {
    let revise = |current: &Order| OrderChange::new(current.status, Some(&format!("note {n}")), None);
    shop.0.update_order(order.id, &Precondition::Any, &Attempt::default(), revise, order_answer).await.map(drop)
}

/// Twelve clients note on and cancel one order at once. A second cancellation is a save.
pub(crate) async fn twelve_change_one_order_and_none_is_turned_away<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 100).await;
    for round in 0..rounds() {
        let order = Arc::new(shop.order(&[(product.id, 7)]).await);
        let clients = (0..12).map(|n| {
            let (shop, order) = (shop.clone(), order.clone());
            async move {
                if n % 2 == 0 {
                    note(&shop, &order, n).await
                } else {
                    shop.advance(order.id, Status::Cancelled).await.map(drop)
                }
            }
        });
        let turned_away: Vec<_> = at_once(clients).await.into_iter().filter_map(Result::err).collect();
        assert!(turned_away.is_empty(), "round {round}: {turned_away:?}");
        let after = shop.0.order(order.id).await.expect("an order");
        assert_eq!((after.status, shop.stock(product.id).await), (Status::Cancelled, 100), "restocked once");
    }
    println!("{} rounds of 12 who change one order: none was turned away", rounds());
}

/// Six buy what six others give new prices. Each order bears a price that the catalog had.
pub(crate) async fn six_order_beside_six_who_change_the_price<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Moody", "1.00", 1_000_000).await;
    for round in 0..rounds() {
        let clients = (0..12).map(|n| {
            let (shop, id) = (shop.clone(), product.id);
            async move {
                if n % 2 == 0 {
                    let order = shop.try_order(&[(id, 1)]).await?;
                    assert!((100..=112).contains(&order.total.minor()), "{:?}", order.total);
                    Ok(())
                } else {
                    let price = Money::from_minor(100 + n);
                    shop.edit(id, &Precondition::Any, |draft| draft.price = price).await.map(drop)
                }
            }
        });
        let turned_away: Vec<_> = at_once(clients).await.into_iter().filter_map(Result::err).collect();
        assert!(turned_away.is_empty(), "round {round}: {turned_away:?}");
    }
    assert_eq!(shop.stock(product.id).await, 1_000_000 - 6 * rounds() as u64);
    println!("{} rounds of 6 orders beside 6 new prices: none was turned away", rounds());
}

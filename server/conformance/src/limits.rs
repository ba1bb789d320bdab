//! The limits of a plan are exact.

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    Error,
    domain::{product::ProductQuery, tier::Tier},
    ports::commit::Counter,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    retries::fill_month,
    shop::{at_once, counter_of},
};

/// Limit 100, 64 creators and 16 archivers: the count is never above the
/// limit, and the counter equals the count.
pub(crate) async fn products_are_never_above_the_limit<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let key = cast.key(&backend).await;
    for n in 0..90 {
        shop.create(&format!("First {n}"), "1.00", 0).await;
    }
    let first = shop.all_products(&ProductQuery::default(), 100).await;
    let creators = (0..64).map(|n| {
        let shop = shop.clone();
        async move {
            let mut made = 0i64;
            for m in 0..2 {
                match shop.try_create(crate::shop::draft(&format!("Next {n} {m}"), "1.00", 0)).await {
                    Ok(_) => made += 1,
                    Err(Error::LimitReached {
                        limit: "max_products", max: 100, used: 100, resets_at: None, ..
                    }) => {}
                    Err(other) => unreachable!("{other:?}"),
                }
                assert!(shop.all_products(&ProductQuery::default(), 100).await.len() <= 100);
            }
            made
        }
    });
    let archivers = (0..16).map(|n| {
        let (shop, id) = (shop.clone(), first[n].id);
        async move {
            shop.archive(id).await.expect("archived");
            -1i64
        }
    });
    let (made, gone) = futures_util::join!(at_once(creators), at_once(archivers));
    let change: i64 = made.iter().chain(&gone).sum();
    let count = shop.all_products(&ProductQuery::default(), 100).await.len() as i64;
    println!("90 products, {} made by 64 creators, 16 archived: {count}", made.iter().sum::<i64>());
    assert!(count <= 100);
    assert_eq!(count, 90 + change);
    assert_eq!(counter_of(&backend, &key, &Counter::Products).await, count as u64);

    // Fill up to the brim: then neither a new one nor a restored one fits.
    while shop.try_create(crate::shop::draft("More", "1.00", 0)).await.is_ok() {}
    assert_eq!(shop.all_products(&ProductQuery::default(), 100).await.len(), 100);
    let refused = shop.restore(first[0].id).await.expect_err("no place");
    assert!(matches!(refused, Error::LimitReached { used: 100, .. }), "{refused:?}");
    assert_eq!(counter_of(&backend, &key, &Counter::Products).await, 100);
}

pub(crate) async fn orders_start_anew_with_the_month_of_the_tenant<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Basic, "Pacific/Auckland").await;
    // Noon of the 31st in UTC is midnight in Auckland (UTC+12 in its winter).
    let local_end: Timestamp = "2027-05-31T11:59:00Z".parse().expect("a time");
    let shop = Shop(cast.owner.enter(&backend).await);
    backend.clock().set(local_end);
    let product = shop.create("Wanted", "1.00", 100).await;
    fill_month(&backend, &cast, 999).await;
    shop.order(&[(product.id, 1)]).await;
    let refused = shop.try_order(&[(product.id, 1)]).await.expect_err("the thousand are placed");
    let new_month: Timestamp = "2027-05-31T12:00:00Z".parse().expect("a time");
    assert!(
        matches!(&refused, Error::LimitReached { limit: "max_orders", max: 1_000, used: 1_000, resets_at, .. } if *resets_at == Some(new_month)),
        "{refused:?}"
    );
    assert_eq!(shop.stock(product.id).await, 99, "a refused order takes no stock");
    backend.clock().advance(SignedDuration::from_secs(60));
    let order = shop.order(&[(product.id, 1)]).await;
    assert_eq!(order.placed_on, jiff::civil::date(2027, 6, 1));
    let key = cast.key(&backend).await;
    assert_eq!(counter_of(&backend, &key, &Counter::Orders("2027-06".to_owned())).await, 1);
    assert_eq!(counter_of(&backend, &key, &Counter::Orders("2027-05".to_owned())).await, 1_000);
}

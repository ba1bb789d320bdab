//! Amounts are exact or refused.

use tenantry_core::{
    Error,
    commit::{Expect, Write},
    event::{Cause, EventKind},
    ids::ProductId,
    money::Money,
    order::{MAX_QUANTITY, MAX_TOTAL, OrderDraft, OrderInput},
    product::{MAX_PRICE, MAX_STOCK, Product, ProductDraft},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    commits::commit,
    shop::{CUSTOMER, draft, input},
};

pub(crate) async fn totals_that_do_not_fit_are_refused<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let price = MAX_PRICE.to_string();
    let dear = shop.create("Dear", &price, MAX_STOCK as i64).await;
    assert_eq!(dear.price, MAX_PRICE);
    // The dearest order there can be, to the cent.
    let pieces = MAX_TOTAL.minor() / MAX_PRICE.minor();
    let cent = shop.create("Cent", "0.01", 100).await;
    assert_eq!(shop.order(&[(dear.id, pieces)]).await.total, MAX_TOTAL);
    let before = shop.stock(dear.id).await;
    for lines in [vec![(dear.id, pieces), (cent.id, 1)], vec![(dear.id, i64::from(MAX_QUANTITY))]] {
        let refused = shop.try_order(&lines).await.expect_err("too much");
        assert!(
            matches!(&refused, Error::Invalid(fields)
                if fields[0].pointer == "/items" && fields[0].code == "total_too_large"),
            "{refused:?}"
        );
    }
    assert_eq!((shop.stock(dear.id).await, shop.stock(cent.id).await), (before, 100));
    // What no draft lets through, as an import of old might hold it, overflows nothing either.
    let key = cast.key(&home).await;
    let huge = Product { id: ProductId(uuid::Uuid::now_v7()), price: Money::from_minor(i64::MAX / 2), ..dear.clone() };
    let write = Write::Product { product: huge.clone(), expect: Expect::Absent };
    let created = EventKind::ProductCreated { product: huge.id, stock: huge.inventory, cause: Cause::Edit };
    home.store().commit(&key, commit(cast.id, created, vec![write])).await.expect("a product");
    for pieces in [2, 3, i64::from(MAX_QUANTITY)] {
        let refused = shop.try_order(&[(huge.id, pieces)]).await.expect_err("too much");
        assert!(matches!(&refused, Error::Invalid(fields) if fields[0].code == "total_too_large"), "{refused:?}");
    }
    let bounds = [("quantity", vec![(dear.id, 0)]), ("quantity", vec![(dear.id, -1)]), ("items", Vec::new())];
    for (place, lines) in bounds {
        let input = OrderInput {
            external_ref: None,
            customer_email: CUSTOMER,
            lines: &lines,
            shipping_address: None,
            note: None,
        };
        let refused = OrderDraft::new(input).expect_err(place);
        assert!(matches!(&refused, Error::Invalid(fields) if fields[0].pointer.ends_with(place)), "{refused:?}");
    }
    let free = shop.create("Free", "0.00", 1).await;
    assert_eq!(shop.order(&[(free.id, 1)]).await.total, Money::ZERO);
    let cents = shop.create("Cents", "0.01", 1_000_000).await;
    assert_eq!(shop.order(&[(cents.id, 999_999)]).await.total, draft("x", "9999.99", 0).price);
    for (bad, pointer) in [("-0.01", "/price"), ("1000000000.01", "/price")] {
        let refused = ProductDraft::new(input("Bad", bad, 1)).expect_err(bad);
        assert!(matches!(&refused, Error::Invalid(fields) if fields[0].pointer == pointer), "{refused:?}");
    }
    home.settle().await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert!(insights.total.revenue >= draft("x", "9999.99", 0).price);
}

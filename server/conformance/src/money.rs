//! Amounts are exact or refused.

use jiff::civil::Date;
use tenantry_core::{
    Error,
    domain::{
        event::{Cause, EventKind},
        idempotency::Attempt,
        ids::{EventId, ProductId},
        insights::{DayRange, Effect, Effects},
        money::{Currency, Money},
        order::{MAX_QUANTITY, MAX_TOTAL, OrderDraft, OrderQuery},
        order_status::Status,
        product::{MAX_PRICE, MAX_STOCK, Product, ProductDraft, ProductQuery},
        tenant::TenantProfile,
        tier::Tier,
    },
    ports::commit::{Expect, Write},
    transfer::{ImportFile, ImportOptions, OrderSheet, ProductSheet},
    usecases::{NewTenant, Percent, ProductBulk, ProductChange, Which},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::json,
    commits::commit,
    shop::{CUSTOMER, draft, input, order_input},
};

pub(crate) async fn totals_that_do_not_fit_are_refused<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let price = MAX_PRICE.show(Currency::EUR).to_string();
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
    let key = cast.key(&backend).await;
    let huge = Product { id: ProductId(uuid::Uuid::now_v7()), price: Money::from_minor(i64::MAX / 2), ..dear.clone() };
    let write = Write::Product { product: huge.clone(), expect: Expect::Absent };
    let created = EventKind::ProductCreated { product: huge.id, stock: huge.inventory, cause: Cause::Edit };
    backend.store().commit(&key, commit(cast.id, created, vec![write])).await.expect("a product");
    for pieces in [2, 3, i64::from(MAX_QUANTITY)] {
        let refused = shop.try_order(&[(huge.id, pieces)]).await.expect_err("too much");
        assert!(matches!(&refused, Error::Invalid(fields) if fields[0].code == "total_too_large"), "{refused:?}");
    }
    let bounds = [("quantity", vec![(dear.id, 0)]), ("quantity", vec![(dear.id, -1)]), ("items", Vec::new())];
    for (place, lines) in bounds {
        let refused = OrderDraft::new(order_input(&lines)).expect_err(place);
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
    backend.settle().await;
    let insights = shop.0.insights(None, None).await.expect("insights");
    assert!(insights.total.revenue >= draft("x", "9999.99", 0).price);
}

/// With a price, what three of it cost, the price raised by a tenth, and what it then costs.
const CASES: [(&str, &str, &str, &str, &str); 4] = [
    ("JPY", "1999", "5997", "2199", "8196"),
    ("KWD", "1.999", "5.997", "2.199", "8.196"),
    ("HUF", "1999.50", "5998.50", "2199.45", "8197.95"),
    ("EUR", "19.99", "59.97", "21.99", "81.96"),
];

pub(crate) async fn amounts_have_the_decimals_of_their_currency<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    for (code, price, total, raised, revenue) in CASES {
        let currency: Currency = code.parse().expect("a currency");
        let cast = Cast::create_in(&backend, &code.to_lowercase(), Tier::Premium, "UTC", code).await;
        let shop = Shop(cast.owner.enter(&backend).await);
        assert_eq!(shop.0.record().currency, currency);
        // A price comes in by a file as well as by hand, and goes out as it came.
        let file = format!("sku,name,price,inventory\r\nA,Thing,{price},9\r\n");
        let file = ImportFile::read(file.as_bytes(), &ImportOptions::of(currency)).expect("a file");
        shop.0.import_products(&file, None, &Attempt::default(), |_| json(&())).await.expect("an import");
        let product = shop.all_products(&ProductQuery::default(), 10).await.remove(0);
        assert_eq!(product.price.show(currency).to_string(), price);
        let sheet = ProductSheet::new(currency).write(std::slice::from_ref(&product));
        assert!(sheet.contains(&format!("A,Thing,,{price},")), "{sheet}");
        let order = shop.order(&[(product.id, 3)]).await;
        assert_eq!(order.total.show(order.currency).to_string(), total);
        let percent = Percent::new("10".parse().expect("a decimal")).expect("a percentage");
        let bulk = ProductBulk { which: Which::Ids(vec![product.id]), change: ProductChange::PricePercent(percent) };
        shop.0.change_products(&bulk, &Attempt::default(), |_| json(&())).await.expect("a change");
        let dearer = shop.0.product(product.id).await.expect("a product");
        assert_eq!(dearer.price.show(currency).to_string(), raised, "rounded half up to the minor unit");
        shop.order(&[(product.id, 1)]).await;
        backend.settle().await;
        let insights = shop.0.insights(None, None).await.expect("insights");
        assert_eq!(insights.total.revenue.show(currency).to_string(), revenue);
        let orders = shop.all_orders(&OrderQuery::default(), 10).await;
        let sheet = OrderSheet::default().write(&orders);
        assert!(sheet.contains(&format!(",{price},{total},{total},{code},")), "{sheet}");
        let mails = backend.mails(CUSTOMER).await;
        let wanted = format!("Total: {total} {code}");
        assert!(mails.iter().any(|mail| mail.text.contains(&wanted)), "{wanted}");
    }
}

pub(crate) async fn currencies_that_ended_are_not_chosen_any_more<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let profile = TenantProfile::new("Acme", "owner@acme.example", "UTC").expect("a profile");
    for (code, wrong) in [("BGN", "withdrawn_currency"), ("ANG", "withdrawn_currency"), ("CLF", "unknown_currency")] {
        let refused = NewTenant::new(profile.clone(), code, Tier::Basic, F::PLACEMENT).expect_err(code);
        assert!(
            matches!(&refused, Error::Invalid(fields)
            if fields[0].pointer == "/currency" && fields[0].code == wrong),
            "{refused:?}"
        );
    }
    // A company that chose it while it was one keeps its books in it.
    let cast = Cast::found(&backend, "plovdiv").await;
    let (_, record) = backend.worker().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let text = serde_json::to_string(&record).expect("JSON").replace("\"EUR\"", "\"BGN\"");
    let kept: tenantry_core::domain::tenant::TenantRecord = serde_json::from_str(&text).expect("a record");
    assert_eq!((kept.currency.code(), kept.currency.withdrawn()), ("BGN", Some("2026-01")));
}

/// Revenue of a day, a product and an hour that outgrows what an answer can hold is kept exactly all the same: only
/// ranges with it are refused, and what is taken back brings it back.
pub(crate) async fn a_day_beyond_64_bits_ends_no_figures<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Dear", "1.00", 5).await.id;
    let key = cast.key(&backend).await;
    let (loud, calm): (Date, Date) = ("2026-03-01".parse().expect("a day"), "2026-03-20".parse().expect("a day"));
    let sell = async |day: Date, minor: i64| {
        let (revenue, at, event) = (Money::from_minor(minor), backend.app().now(), EventId(uuid::Uuid::now_v7()));
        let effects = vec![
            Effect::Sales { day, status: Status::Pending, orders: 1, revenue, units: 1 },
            Effect::ProductSales { day, product, revenue, units: 1 },
            Effect::HourSales { day, hour: 7, orders: 1, revenue },
        ];
        backend.store().apply(&key, Effects { consumer: "insights", event, at, effects }).await.expect("counted");
    };
    let large = i64::MAX / 2;
    for amount in [large, large, 1_999, large, large] {
        sell(loud, amount).await;
    }
    sell(calm, 1_999).await;
    let of =
        async |day| (shop.0.insights(Some(day), Some(day)).await, shop.0.advanced_insights(Some(day), Some(day)).await);
    let (refused, advanced) = of(loud).await;
    for refused in [refused.expect_err("too much"), advanced.expect_err("too much")] {
        assert!(matches!(&refused, Error::Conflict { code: "revenue_too_large", .. }), "{refused:?}");
    }
    let (figures, advanced) = of(calm).await;
    assert_eq!(figures.expect("another day").total.revenue, Money::from_minor(1_999));
    assert_eq!(advanced.expect("another day").by_hour[7].revenue, Money::from_minor(1_999));
    for _ in 0..4 {
        sell(loud, -large).await;
    }
    let (figures, advanced) = of(loud).await;
    let figures = figures.expect("it fits again");
    assert_eq!(
        (figures.total.revenue, figures.top_products[0].revenue),
        (Money::from_minor(1_999), Money::from_minor(1_999))
    );
    let advanced = advanced.expect("it fits again");
    assert_eq!(
        (advanced.by_category[0].revenue, advanced.by_hour[7].revenue),
        (Money::from_minor(1_999), Money::from_minor(1_999))
    );
    let range = DayRange { from: loud, to: calm };
    assert_eq!(backend.store().sales(&key, range).await.expect("sales").len(), 2);
}

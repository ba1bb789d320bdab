//! A tenant that approaches a limit is notified, once for each threshold.

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{
        idempotency::Attempt,
        member::Role,
        overrides::{Bound, LimitOverrides},
        precondition::Precondition,
        tier::Tier,
    },
    transfer::{ImportFile, ImportOptions, Report},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{invite, json, operator, read, record_answer},
    overrides,
    shop::{at_once, draft},
};

async fn grant<F: Fixture>(backend: &F, cast: &Cast, change: impl Fn(&mut LimitOverrides)) {
    let mut overrides = overrides();
    change(&mut overrides);
    let set = operator(backend).await;
    let set = set.override_limits(cast.id, overrides, &Precondition::Any, &Attempt::default(), record_answer).await;
    set.expect("limits");
    backend.settle().await;
}

/// Returns the percentages that the admin was notified of, in order.
async fn notified<F: Fixture>(backend: &F, cast: &Cast, noun: &str) -> Vec<u8> {
    crate::notices_mailed(backend).await;
    let mut mails = backend.mails(&cast.owner.email).await;
    mails.sort_by(|a, b| a.id.cmp(&b.id));
    let percent = |subject: &str| {
        let (_, rest) = subject.split_once(" uses ")?;
        let (percent, of) = rest.split_once("% of its ")?;
        (of == noun).then(|| percent.parse().expect("a percent"))
    };
    mails.iter().filter_map(|mail| percent(&mail.subject)).collect()
}

/// Hundreds of orders at once, and each threshold is notified of once.
pub(crate) async fn each_threshold_is_told_once_however_many_come<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    grant(&backend, &cast, |limits| limits.max_orders = Some(Bound::AtMost(200))).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 1_000).await.id;
    let order_many = async |orders: usize| {
        let tasks = (0..16).map(|task| {
            let shop = shop.clone();
            async move {
                for _ in (task..orders).step_by(16) {
                    shop.order(&[(product, 1)]).await;
                }
            }
        });
        at_once(tasks).await;
    };
    order_many(149).await;
    assert!(notified(&backend, &cast, "orders this month").await.is_empty(), "149 of 200 are below 75 %");
    order_many(1).await;
    assert_eq!(notified(&backend, &cast, "orders this month").await, [75]);
    order_many(50).await;
    // Of two that are reached at once the tenant is notified of the higher one.
    assert_eq!(notified(&backend, &cast, "orders this month").await, [75, 100]);
    println!("200 orders by 16 at once: notified twice");
}

pub(crate) async fn what_fell_below_is_told_again<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    grant(&backend, &cast, |limits| limits.max_products = Some(Bound::AtMost(10))).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut products = Vec::new();
    for n in 0..8 {
        products.push(shop.create(&format!("Product {n}"), "1.00", 0).await.id);
        backend.settle().await;
    }
    assert_eq!(notified(&backend, &cast, "products").await, [75], "8 of 10");
    shop.archive(products[0]).await.expect("archived");
    assert_eq!(notified(&backend, &cast, "products").await, [75]);
    shop.restore(products[0]).await.expect("restored");
    assert_eq!(notified(&backend, &cast, "products").await, [75, 75], "reached anew");
    shop.try_create(draft("Ninth", "1.00", 0)).await.expect("a product");
    assert_eq!(notified(&backend, &cast, "products").await, [75, 75, 90]);

    // A limit that moves is judged as well: 9 of 9 is full, 9 of 100 is far from it.
    grant(&backend, &cast, |limits| limits.max_products = Some(Bound::AtMost(9))).await;
    assert_eq!(notified(&backend, &cast, "products").await, [75, 75, 90, 100]);
    grant(&backend, &cast, |limits| limits.max_products = Some(Bound::Unlimited)).await;
    assert_eq!(notified(&backend, &cast, "products").await.len(), 4);
    grant(&backend, &cast, |limits| limits.max_products = Some(Bound::AtMost(10))).await;
    assert_eq!(notified(&backend, &cast, "products").await, [75, 75, 90, 100, 90]);
}

pub(crate) async fn users_and_months_are_watched_too<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Basic, "Pacific/Auckland").await;
    let end: Timestamp = "2027-05-31T11:00:00Z".parse().expect("a time");
    let shop = Shop(cast.owner.enter(&backend).await);
    backend.clock().set(end);
    grant(&backend, &cast, |limits| {
        limits.max_orders = Some(Bound::AtMost(4));
        limits.max_users = Some(Bound::AtMost(4));
    })
    .await;
    let product = shop.create("Wanted", "1.00", 100).await;
    for _ in 0..3 {
        shop.order(&[(product.id, 1)]).await;
    }
    assert_eq!(notified(&backend, &cast, "orders this month").await, [75]);
    backend.clock().advance(SignedDuration::from_hours(2));
    for _ in 0..3 {
        shop.order(&[(product.id, 1)]).await;
    }
    assert_eq!(notified(&backend, &cast, "orders this month").await, [75, 75], "a new month begins anew");

    let owner = crate::Person::sign_in(&backend, &cast.owner.email).await;
    let admin = owner.admin(&backend).await;
    for seat in 0..3 {
        invite(&admin, &format!("seat-{seat}@acme.example"), Role::Staff).await.expect("a seat");
        crate::notices_mailed(&backend).await;
    }
    assert_eq!(notified(&backend, &cast, "users").await, [75, 100], "75 and 90 % of four are three and four");
}

/// An import passes all thresholds within moments, which is one piece of news.
pub(crate) async fn an_import_over_the_limit_is_one_warning<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    grant(&backend, &cast, |limits| limits.max_products = Some(Bound::AtMost(40))).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let import = async |rows: std::ops::Range<usize>| {
        let rows: String = rows.map(|n| format!("N-{n},New {n},1.00\n")).collect();
        let options = ImportOptions::of(tenantry_core::domain::money::Currency::EUR);
        let file = ImportFile::read(format!("sku,name,price\n{rows}").as_bytes(), &options).expect("a file");
        let answer = |report: &Report| json(&report.counts.create);
        let done = shop.0.import_products(&file, None, &Attempt::default(), answer).await.expect("a report");
        read::<u64>(&done.answer)
    };
    assert_eq!(import(0..31).await, 31);
    assert_eq!(notified(&backend, &cast, "products").await, [75], "31 of 40");
    assert_eq!(import(31..100).await, 9);
    assert_eq!(notified(&backend, &cast, "products").await, [75, 100], "not 90 too");
    assert_eq!(import(0..100).await, 0);
    assert_eq!(notified(&backend, &cast, "products").await, [75, 100]);
}

//! Mass changes are one mail with a list, not a mail for each thing.

use tenantry_core::{
    domain::{
        idempotency::Attempt,
        ids::ProductId,
        notice::{GATHER, WINDOW},
        overrides::{Bound, LimitOverrides},
        precondition::Precondition,
    },
    events,
    ports::mail::Mail,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{operator, record_answer},
    overrides,
    shop::at_once,
};

const SHELVES: usize = 40;

async fn low_stock_mails<F: Fixture>(backend: &F, cast: &Cast) -> Vec<Mail> {
    let mut mails = backend.mails(&cast.owner.email).await;
    mails.retain(|mail| mail.subject.starts_with("Low stock"));
    mails.sort_by(|a, b| a.id.cmp(&b.id));
    mails
}

async fn shelves(shop: &Shop) -> Vec<ProductId> {
    let mut products = Vec::new();
    for n in 0..SHELVES {
        products.push(shop.create(&format!("Shelf {n:02}"), "1.00", 30).await.id);
    }
    products
}

/// One order empties forty shelves: one mail names twenty and counts the rest. Handing its events out again adds none.
pub(crate) async fn forty_that_become_low_at_once_are_one_mail<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let products = shelves(&shop).await;
    let lines: Vec<_> = products.iter().map(|product| (*product, 29)).collect();
    shop.order(&lines).await;
    backend.settle().await;
    assert_eq!(low_stock_mails(&backend, &cast).await.len(), 0, "it is gathered first");
    backend.clock().advance(GATHER);
    backend.settle().await;
    backend.clock().advance(WINDOW);
    backend.settle().await;
    let mails = low_stock_mails(&backend, &cast).await;
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, [format!("Low stock: {SHELVES} products")]);
    let text = &mails[0].text;
    assert_eq!(text.matches(": 1 left").count(), 20, "{text}");
    assert!(text.contains("and 20 more") && text.contains("/products?stock=low"), "{text}");

    let (key, _) = backend.worker().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let again = events::all(backend.worker(), backend.mailer());
    let inventory = again.iter().find(|consumer| consumer.name() == "inventory").expect("it is there");
    for entry in backend.store().journal(&key, None, 100).await.expect("a journal") {
        for event in &entry.events {
            inventory.handle(event).await.expect("consumed");
        }
    }
    crate::notices_mailed(&backend).await;
    assert_eq!(low_stock_mails(&backend, &cast).await, mails);
    println!("{SHELVES} products low by one order: 1 mail");
}

/// Forty people each change one product; what becomes low after the mail waits until the next may go out.
pub(crate) async fn what_comes_after_a_mail_waits_for_the_next<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let products = shelves(&shop).await;
    let empty = async |some: &[ProductId]| {
        let edits = some.iter().map(|product| {
            let (shop, product) = (shop.clone(), *product);
            async move { shop.edit(product, &Precondition::Any, |draft| draft.inventory = 2).await.expect("saved") }
        });
        at_once(edits.collect::<Vec<_>>()).await;
        backend.settle().await;
    };
    let (first, second) = products.split_at(25);
    empty(first).await;
    backend.clock().advance(GATHER);
    backend.settle().await;
    assert_eq!(low_stock_mails(&backend, &cast).await.len(), 1);
    for product in second {
        empty(&[*product]).await;
    }
    backend.clock().advance(WINDOW / 2);
    backend.settle().await;
    assert_eq!(low_stock_mails(&backend, &cast).await.len(), 1, "the window of the first mail is open");
    crate::notices_mailed(&backend).await;
    let mails = low_stock_mails(&backend, &cast).await;
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["Low stock: 25 products", "Low stock: 15 products"]);
    let named = |n: usize| mails.iter().filter(|mail| mail.text.contains(&format!("Shelf {n:02}:"))).count();
    assert!((0..SHELVES).all(|n| named(n) <= 1), "no product is in two mails");
    println!("{SHELVES} products low within a window: 2 mails");
}

/// Products are made past 75, 90 and 100 percent of the limit: one mail says the highest.
pub(crate) async fn a_rush_over_the_limit_is_one_mail<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let overrides = LimitOverrides { max_products: Some(Bound::AtMost(20)), ..overrides() };
    let operator = operator(&backend).await;
    let set =
        operator.override_limits(cast.id, overrides, &Precondition::Any, &Attempt::default(), record_answer).await;
    set.expect("limits");
    let shop = Shop(cast.owner.enter(&backend).await);
    for n in 0..20 {
        shop.create(&format!("Row {n}"), "1.00", 100).await;
        backend.settle().await;
    }
    crate::notices_mailed(&backend).await;
    let mails = backend.mails(&cast.owner.email).await;
    let notified: Vec<&str> =
        mails.iter().map(|mail| mail.subject.as_str()).filter(|subject| subject.contains(" uses ")).collect();
    assert_eq!(notified, ["acme uses 100% of its products"]);
}

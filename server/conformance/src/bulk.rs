//! Many at once: each is judged and committed by itself, and a retry doubles
//! nothing.

use tenantry_core::{
    Error, Result,
    domain::{
        idempotency::Attempt,
        ids::{OrderId, ProductId},
        member::Role,
        money::{Currency, Decimal},
        order_status::Status,
        precondition::Precondition,
        product::{ProductDraft, ProductQuery},
    },
    usecases::{BulkReport, BulkResult, Percent, ProductBulk, ProductChange, Which},
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    shop::{draft, euros},
};

fn answer(report: &BulkReport) -> tenantry_core::domain::idempotency::Answer {
    let word = |result: &BulkResult| match result {
        BulkResult::Changed { .. } => "changed",
        BulkResult::Unchanged => "unchanged",
        BulkResult::Refused { code, .. } => code,
    };
    let results: Vec<(Uuid, &str)> = report.results.iter().map(|(id, result)| (*id, word(result))).collect();
    json(&results)
}

async fn change(shop: &Shop, bulk: &ProductBulk, attempt: &Attempt) -> Result<Vec<(Uuid, String)>> {
    Ok(read(&shop.0.change_products(bulk, attempt, answer).await?.answer))
}

fn by_ids(ids: &[ProductId], change: ProductChange) -> ProductBulk {
    ProductBulk { which: Which::Ids(ids.to_vec()), change }
}

fn percent(text: &str) -> ProductChange {
    ProductChange::PricePercent(Percent::new(text.parse().expect("a decimal")).expect("a percentage"))
}

fn words(results: &[(Uuid, String)]) -> Vec<&str> {
    results.iter().map(|(_, word)| word.as_str()).collect()
}

pub(crate) async fn each_product_is_changed_by_itself<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut ids = Vec::new();
    for (n, price) in ["19.99", "0.05", "0.00", "1000000000.00"].into_iter().enumerate() {
        let category = Some(["Kitchen", "Garden"][n % 2].to_owned());
        ids.push(shop.try_create(ProductDraft { category, ..draft("Thing", price, 1) }).await.expect("a product").id);
    }
    let gone = shop.create("Gone", "1.00", 1).await.id;
    shop.archive(gone).await.expect("archived");
    let missing = ProductId(Uuid::now_v7());
    let named = [ids.clone(), vec![gone, missing, ids[0]]].concat();
    let none = Attempt::default();
    let results = change(&shop, &by_ids(&named, percent("10")), &none).await.expect("results");
    assert_eq!(words(&results), ["changed", "changed", "unchanged", "invalid", "archived", "not_found"]);
    let price = async |id| shop.0.product(id).await.expect("a product").price;
    assert_eq!(price(ids[0]).await, euros("21.99"), "21.989, rounded half up");
    assert_eq!(price(ids[1]).await, euros("0.06"), "0.055, rounded half up");

    let kitchen = ProductQuery { category: Some("Kitchen".to_owned()), ..ProductQuery::default() };
    let moved =
        ProductBulk { which: Which::Filter(kitchen), change: ProductChange::category("Garden").expect("a category") };
    assert_eq!(words(&change(&shop, &moved, &none).await.expect("results")), ["changed", "changed"]);
    assert!(change(&shop, &moved, &none).await.expect("results").is_empty(), "none is left there");
    let archive = by_ids(&[ids[0], gone], ProductChange::Archive);
    assert_eq!(words(&change(&shop, &archive, &none).await.expect("results")), ["changed", "unchanged"]);
    let restore = by_ids(&[ids[0], ids[1]], ProductChange::Restore);
    assert_eq!(words(&change(&shop, &restore, &none).await.expect("results")), ["changed", "unchanged"]);
    for ids in [vec![], vec![missing; 1_001]] {
        assert!(matches!(change(&shop, &by_ids(&ids, percent("1")), &none).await, Err(Error::Invalid(_))));
    }
}

pub(crate) async fn a_retried_percentage_is_taken_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let ids = [shop.create("One", "10.00", 1).await.id, shop.create("Two", "20.00", 1).await.id];
    let bulk = by_ids(&ids, percent("-50"));
    let attempt = Attempt::new(shop.user(), "POST", "/v1/products/bulk", Some("sale"), &[b"-50"]);
    // Sixteen tries at once, as if each had lost its answer.
    let tries = (0..16).map(|_| {
        let (shop, bulk, attempt) = (shop.clone(), bulk.clone(), attempt.clone());
        async move { shop.0.change_products(&bulk, &attempt, versions).await }
    });
    for outcome in crate::shop::at_once(tries).await {
        let made: Vec<(ProductId, u64)> = read(&outcome.expect("results").answer);
        assert_eq!(made, [(ids[0], 2), (ids[1], 2)], "also where another try did the part");
    }
    let price = async |id| shop.0.product(id).await.expect("a product").price;
    assert_eq!((price(ids[0]).await, price(ids[1]).await), (euros("5.00"), euros("10.00")));
}

/// Returns the version that each change made, 0 where there was none.
fn versions(report: &BulkReport) -> tenantry_core::domain::idempotency::Answer {
    let version = |result: &BulkResult| if let BulkResult::Changed { version } = result { *version } else { 0 };
    let versions: Vec<(ProductId, u64)> =
        report.results.iter().map(|(id, result)| (ProductId(*id), version(result))).collect();
    json(&versions)
}

pub(crate) async fn an_undo_leaves_alone_what_others_changed_since<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut ids = Vec::new();
    for name in ["Left", "Sold", "Renamed", "Archived", "Set back"] {
        ids.push(shop.create(name, "10.00", 5).await.id);
    }
    let sale = by_ids(&ids, percent("-50"));
    let report = shop.0.change_products(&sale, &Attempt::default(), versions).await.expect("results");
    let made: Vec<(ProductId, u64)> = read(&report.answer);
    assert_eq!(made, ids.iter().map(|id| (*id, 2)).collect::<Vec<_>>());

    // Meanwhile the others work on.
    shop.order(&[(ids[1], 2)]).await;
    shop.edit(ids[2], &Precondition::Any, |draft| draft.name = "Theirs".to_owned()).await.expect("a rename");
    shop.archive(ids[3]).await.expect("archived");
    shop.edit(ids[4], &Precondition::Any, |draft| draft.price = euros("10.00")).await.expect("a price");

    let undo = ProductBulk {
        which: Which::Seen([made.clone(), vec![made[0]]].concat()),
        change: ProductChange::price(Decimal::new(1_000, 2), Currency::EUR).expect("a price"),
    };
    let results = change(&shop, &undo, &Attempt::default()).await.expect("results");
    assert_eq!(words(&results), ["changed", "changed", "stale", "stale", "unchanged"]);
    let product = async |n: usize| shop.0.product(ids[n]).await.expect("a product");
    assert_eq!((product(1).await.price, product(1).await.inventory), (euros("10.00"), 3), "the sale is not lost");
    assert_eq!((product(2).await.price, product(2).await.name.as_str()), (euros("5.00"), "Theirs"));

    let restore = ProductBulk { which: Which::Seen(vec![(ids[3], 2)]), change: ProductChange::Restore };
    assert_eq!(words(&change(&shop, &restore, &Attempt::default()).await.expect("results")), ["stale"]);
    let restore = ProductBulk { which: Which::Seen(vec![(ids[3], 3)]), change: ProductChange::Restore };
    assert_eq!(words(&change(&shop, &restore, &Attempt::default()).await.expect("results")), ["changed"]);
    let none = ProductBulk { which: Which::Seen(vec![]), change: ProductChange::Restore };
    assert!(matches!(change(&shop, &none, &Attempt::default()).await, Err(Error::Invalid(_))));
}

pub(crate) async fn legal_steps_are_taken_and_the_others_say_why<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 100).await.id;
    let mut ids = Vec::new();
    for way in [&[][..], &[Status::Confirmed], &[Status::Cancelled], &[]] {
        let order = shop.order(&[(product, 1)]).await;
        for step in way {
            shop.advance(order.id, *step).await.expect("a step");
        }
        ids.push(order.id);
    }
    ids.push(OrderId(Uuid::now_v7()));
    let step = async |to| {
        let outcome = shop.0.move_orders(&ids, to, &Attempt::default(), answer).await.expect("results");
        read::<Vec<(Uuid, String)>>(&outcome.answer)
    };
    let (refused, unknown) = ("illegal_transition", "not_found");
    assert_eq!(words(&step(Status::Confirmed).await), ["changed", "unchanged", refused, "changed", unknown]);
    assert_eq!(words(&step(Status::Cancelled).await), ["changed", "changed", "unchanged", "changed", unknown]);
    assert_eq!(shop.stock(product).await, 100, "each restocked once");
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    let refused = viewer.0.move_orders(&ids, Status::Confirmed, &Attempt::default(), answer).await;
    assert!(matches!(refused, Err(Error::RoleTooLow { .. })));
    let thief = Shop(Cast::found(&backend, "thief").await.owner.enter(&backend).await);
    let outcome = thief.0.move_orders(&ids, Status::Confirmed, &Attempt::default(), answer).await.expect("results");
    assert!(words(&read::<Vec<(Uuid, String)>>(&outcome.answer)).iter().all(|word| *word == "not_found"));
}

//! Names that only one thing of a tenant can bear.

use tenantry_core::{Error, handle::Precondition, idempotency::Attempt, order::OrderQuery};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{at_once, order_draft},
};

fn is_conflict(error: &Error, wanted: &str) -> bool {
    matches!(error, Error::Conflict { code, .. } if *code == wanted)
}

/// The field that is taken, and the id and name of what has it.
fn conflicting(error: &Error) -> Option<(&'static str, uuid::Uuid, &str)> {
    match error {
        Error::Conflict { with: Some(with), .. } => Some((with.pointer, with.id, with.name.as_str())),
        _ => None,
    }
}

/// Whoever is refused is told what is in the way, also when it is restored.
pub(crate) async fn a_conflict_names_the_other_record<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let first = shop.create_sku("First", "S-1").await.expect("a product");
    let refused = shop.create_sku("Second", "s-1").await.expect_err("taken");
    assert_eq!(conflicting(&refused), Some(("/sku", first.id.0, "First")));
    let second = shop.create_sku("Second", "S-2").await.expect("a product");
    let refused = shop.edit(second.id, &Precondition::Any, |draft| draft.sku = Some("S-1".to_owned())).await;
    assert_eq!(conflicting(&refused.expect_err("taken")), Some(("/sku", first.id.0, "First")));
    shop.archive(first.id).await.expect("archived");
    shop.edit(second.id, &Precondition::Any, |draft| draft.sku = Some("S-1".to_owned())).await.expect("free");
    let refused = shop.restore(first.id).await.expect_err("taken");
    assert_eq!(conflicting(&refused), Some(("/sku", second.id.0, "Second")));

    let product = shop.create("Wanted", "1.00", 10).await;
    let order = async || shop.place(&order_draft(&[(product.id, 1)], Some("INV-1")), &Attempt::default()).await;
    let placed: tenantry_core::order::Order = crate::cast::read(&order().await.expect("an order").answer);
    let refused = order().await.expect_err("taken");
    assert_eq!(conflicting(&refused), Some(("/external_ref", placed.id.0, placed.number().as_str())));
}

pub(crate) async fn a_sku_is_unique_whatever_its_case<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let first = shop.create_sku("First", "Ab-1").await.expect("a product");
    for same in ["Ab-1", "ab-1", "AB-1", " aB-1 ", "ＡＢ-1"] {
        let refused = shop.create_sku("Second", same).await.expect_err(same);
        assert!(is_conflict(&refused, "sku_taken"), "{same}: {refused:?}");
    }
    let second = shop.create_sku("Second", "Ab-2").await.expect("a product");
    let rename = async |sku: Option<&str>| {
        shop.edit(second.id, &Precondition::Any, |draft| draft.sku = sku.map(str::to_owned)).await
    };
    assert!(is_conflict(&rename(Some("AB-1")).await.expect_err("taken"), "sku_taken"));
    rename(Some("AB-2")).await.expect("its own name in another case");
    rename(Some("Ab-3")).await.expect("a new name");
    shop.create_sku("Third", "ab-2").await.expect("the old name is free");
    rename(None).await.expect("no name");
    shop.create_sku("Fourth", "ab-3").await.expect("the dropped name is free");
    // Of sixteen at once, one gets it.
    let creators = (0..16).map(|n| {
        let shop = shop.clone();
        async move { shop.create_sku(&format!("Racer {n}"), "RACE").await }
    });
    assert_eq!(at_once(creators).await.iter().filter(|made| made.is_ok()).count(), 1);
    // Another tenant has names of its own.
    let other = Cast::found(&home, "other").await;
    Shop(other.owner.enter(&home).await).create_sku("First", "Ab-1").await.expect("a product");
    assert_eq!(shop.0.product(first.id).await.expect("a product").sku.as_deref(), Some("Ab-1"));
}

pub(crate) async fn an_archived_product_frees_its_sku<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let first = shop.create_sku("First", "S-1").await.expect("a product");
    shop.archive(first.id).await.expect("archived");
    assert!(is_conflict(&shop.archive(first.id).await.expect_err("twice"), "archived"));
    let second = shop.create_sku("Second", "s-1").await.expect("the name is free");
    assert!(is_conflict(&shop.restore(first.id).await.expect_err("taken"), "sku_taken"));
    let edit = shop.edit(first.id, &Precondition::Any, |draft| draft.sku = None).await;
    assert!(is_conflict(&edit.expect_err("archived"), "archived"));
    shop.archive(second.id).await.expect("archived");
    let back = shop.restore(first.id).await.expect("restored");
    assert!(!back.archived);
    assert_eq!(back.version, 3);
    assert!(is_conflict(&shop.restore(first.id).await.expect_err("twice"), "not_archived"));
    assert!(is_conflict(&shop.create_sku("Third", "S-1").await.expect_err("taken"), "sku_taken"));
    let refused = shop.try_order(&[(second.id, 1)]).await.expect_err("archived");
    assert!(matches!(&refused, Error::Invalid(fields) if fields[0].code == "unknown_product"), "{refused:?}");
}

pub(crate) async fn an_external_ref_is_unique<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let product = shop.create("Wanted", "1.00", 100).await;
    let buyers = (0..16).map(|_| {
        let (shop, id) = (shop.clone(), product.id);
        async move { shop.place(&order_draft(&[(id, 1)], Some("INV-1")), &Attempt::default()).await }
    });
    let results = at_once(buyers).await;
    assert_eq!(results.iter().filter(|placed| placed.is_ok()).count(), 1);
    for refused in results.iter().filter_map(|placed| placed.as_ref().err()) {
        assert!(is_conflict(refused, "external_ref_taken"), "{refused:?}");
    }
    assert_eq!(shop.stock(product.id).await, 99, "refused orders take no stock");
    let query = OrderQuery { external_ref: Some("INV-1".to_owned()), ..OrderQuery::default() };
    assert_eq!(shop.all_orders(&query, 10).await.len(), 1);
    // Case counts: it is somebody else's name, to be given back as it came.
    let placed = shop.place(&order_draft(&[(product.id, 1)], Some("inv-1")), &Attempt::default()).await;
    placed.expect("another reference");
}

//! Names that only one thing of a tenant can bear.

use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::OrderQuery,
        precondition::Precondition,
        product::{Prefix, ProductDraft, ProductQuery},
        text::fold,
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{at_once, draft, order_draft},
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

/// A rejection names the record that is in the way, also when it is restored.
pub(crate) async fn a_conflict_names_the_other_record<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
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
    let placed: tenantry_core::domain::order::Order = crate::cast::read(&order().await.expect("an order").answer);
    let refused = order().await.expect_err("taken");
    assert_eq!(conflicting(&refused), Some(("/external_ref", placed.id.0, placed.number().as_str())));
}

pub(crate) async fn a_sku_is_unique_whatever_its_case<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
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
    let other = Cast::found(&backend, "other").await;
    Shop(other.owner.enter(&backend).await).create_sku("First", "Ab-1").await.expect("a product");
    assert_eq!(shop.0.product(first.id).await.expect("a product").sku.as_deref(), Some("Ab-1"));
}

pub(crate) async fn an_archived_product_frees_its_sku<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
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
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
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
    // Case counts: it is another system's name, to be returned unchanged.
    let placed = shop.place(&order_draft(&[(product.id, 1)], Some("inv-1")), &Attempt::default()).await;
    placed.expect("another reference");
}

/// Full case folding, accents and invisible letters make no other name.
pub(crate) async fn spellings_of_one_name_are_one<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for (sku, others) in [
        ("ΚΑΦΕΣ", ["καφες", "Καφές", "καφεσ"]),
        ("İstanbul", ["istanbul", "İSTANBUL", "i\u{307}stanbul"]),
        ("Straße", ["STRASSE", "strasse", "STRAẞE"]),
        ("Café-1", ["cafe-1", "CAFE\u{301}-1", "ca\u{200b}fe\u{ad}-1"]),
    ] {
        let first = shop.create_sku(sku, sku).await.expect("a product");
        for other in others {
            let refused = shop.create_sku("Twin", other).await.expect_err(other);
            assert!(is_conflict(&refused, "sku_taken"), "{other}: {refused:?}");
            for search in [Prefix::Name(fold(other)), Prefix::Sku(fold(other))] {
                let query = ProductQuery { search: Some(search), ..ProductQuery::default() };
                let found: Vec<_> = shop.all_products(&query, 10).await.into_iter().map(|product| product.id).collect();
                assert_eq!(found, [first.id], "{other}");
            }
            let found = shop.0.search(other, 5).await.expect("a search");
            assert_eq!(found.products.len(), 1, "{other}");
        }
        // Archiving frees the name, however it is written.
        shop.archive(first.id).await.expect("archived");
        let next = shop.create_sku("Next", others[1]).await.expect("the name is free");
        shop.archive(next.id).await.expect("archived");
        shop.restore(first.id).await.expect("the name is free again");
    }
}

/// A category is one however it is written, in pages as well.
pub(crate) async fn a_category_is_found_however_it_is_written<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let draft =
        |name: &str, category: &str| ProductDraft { category: Some(category.to_owned()), ..draft(name, "1.00", 1) };
    let mut wanted = Vec::new();
    for category in ["Küche", "KÜCHE", "kuche", "Kitchen", "Küchen"] {
        let made = shop.try_create(draft(category, category)).await.expect("a product");
        if !category.ends_with('n') {
            wanted.insert(0, made.id);
        }
    }
    for written in ["küche", "KUCHE", "Küche", "Ku\u{308}che"] {
        let query = ProductQuery { category: Some(written.to_owned()), ..ProductQuery::default() };
        let found: Vec<_> = shop.all_products(&query, 2).await.into_iter().map(|product| product.id).collect();
        assert_eq!(found, wanted, "{written}");
    }
    // An edit of the spelling alone is a change, and the category stays the same.
    shop.edit(wanted[0], &Precondition::Any, |draft| draft.category = Some("KüChE".to_owned())).await.expect("saved");
    let query = ProductQuery { category: Some("küche".to_owned()), ..ProductQuery::default() };
    assert_eq!(shop.all_products(&query, 10).await.len(), 3);
}

//! The barcode of a product: written, read, found by its beginning, and cleared.

use tenantry_core::{
    Error,
    domain::{
        page::PageRequest,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductInput, ProductQuery, barcode::BarcodeRemark},
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{draft, input},
};

async fn create(shop: &Shop, name: &str, barcode: &str) -> Product {
    let input = ProductInput { barcode: Some(barcode), ..input(name, "1.00", 1) };
    shop.try_create(ProductDraft::new(input).expect("a draft")).await.expect("a product")
}

fn of(start: &str) -> ProductQuery {
    ProductQuery { barcode: Some(start.to_owned()), ..ProductQuery::default() }
}

/// The names that a query finds, with pages of one and of many.
async fn found(shop: &Shop, query: &ProductQuery) -> Vec<String> {
    let names = |products: Vec<Product>| products.into_iter().map(|product| product.name).collect::<Vec<_>>();
    let (few, many) = (names(shop.all_products(query, 1).await), names(shop.all_products(query, 100).await));
    assert_eq!(few, many, "{query:?}");
    many
}

pub(crate) async fn a_barcode_is_kept_found_and_cleared<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let (shop, stranger) = (Shop(cast.owner.enter(&backend).await), Shop(other.owner.enter(&backend).await));
    let mug = create(&shop, "Mug", "0036000291452").await;
    assert_eq!(mug.barcode.as_deref(), Some("0036000291452"), "its zeros count");
    let tray = create(&shop, "Tray", "00364").await;
    let label = create(&shop, "Label", "Own-7").await;
    shop.create("Plain", "1.00", 1).await;
    create(&stranger, "Theirs", "0036000291452").await;

    let read = shop.0.product(mug.id).await.expect("the product");
    assert_eq!((&*read, read.barcode_remark()), (&mug, None));
    let remark = shop.0.product(tray.id).await.expect("the product").barcode_remark();
    assert_eq!(remark, Some(BarcodeRemark::Length), "taken, with a remark");
    for (start, names) in [
        ("0036000291452", &["Mug"][..]),
        ("0036", &["Tray", "Mug"]),
        ("36000291452", &[]),
        ("00360002914520", &[]),
        ("OWN", &["Label"]),
        ("%", &[]),
    ] {
        assert_eq!(found(&shop, &of(start)).await, names, "{start}");
    }

    // It narrows what else is asked for.
    let tagged = |draft: &mut ProductDraft| draft.category = Some("Kitchen".to_owned());
    let mug = shop.edit(mug.id, &Precondition::Any, tagged).await.expect("edited");
    assert_eq!(mug.barcode.as_deref(), Some("0036000291452"), "an edit of something else leaves it");
    assert_eq!(found(&shop, &ProductQuery { category: Some("kitchen".to_owned()), ..of("00") }).await, ["Mug"]);
    assert_eq!(found(&shop, &ProductQuery { search: Some(Prefix::Name("tr".to_owned())), ..of("00") }).await, ["Tray"]);

    // Another one, and none.
    shop.edit(label.id, &Precondition::Any, |draft| draft.barcode = Some("0036000291452".to_owned()))
        .await
        .expect("two");
    assert_eq!(found(&shop, &of("0036000291452")).await, ["Label", "Mug"], "several may bear one");
    let cleared = shop.edit(mug.id, &Precondition::Any, |draft| draft.barcode = None).await.expect("cleared");
    assert_eq!((cleared.barcode, cleared.version), (None, mug.version + 1));
    assert_eq!(shop.0.product(mug.id).await.expect("the product").barcode, None);
    assert_eq!(found(&shop, &of("0036000291452")).await, ["Label"]);
    shop.archive(label.id).await.expect("archived");
    assert_eq!(found(&shop, &of("0036000291452")).await, Vec::<String>::new());
    assert_eq!(found(&shop, &ProductQuery { archived: Some(true), ..of("0036000291452") }).await, ["Label"]);
    let restored = shop.restore(label.id).await.expect("restored");
    assert_eq!(restored.barcode.as_deref(), Some("0036000291452"), "it is not given up with the SKU");
}

pub(crate) async fn a_change_of_a_barcode_is_in_the_audit<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mug = create(&shop, "Mug", "0036000291452").await;
    shop.edit(mug.id, &Precondition::Any, |draft| draft.barcode = Some("0001".to_owned())).await.expect("changed");
    shop.edit(mug.id, &Precondition::Any, |draft| draft.barcode = None).await.expect("cleared");
    let page = PageRequest { limit: 100, cursor: None };
    let entries = cast.owner.admin(&backend).await.audit(&page).await.expect("the audit").items;
    let changes = entries.iter().flat_map(|entry| &entry.changes).filter(|change| change.field == "barcode");
    let said: Vec<_> = changes.map(|change| (change.from.as_deref(), change.to.as_deref())).collect();
    assert_eq!(said, [(Some("0001"), Some("")), (Some("0036000291452"), Some("0001"))], "the newest first");
}

pub(crate) async fn a_barcode_follows_the_rule_of_texts<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for (typed, kept) in [
        (" 4006381333931 ", Some("4006381333931")),
        ("400638\u{202e}1333\u{200b}931", Some("4006381333931")),
        ("(01) 04006381333931", Some("(01) 04006381333931")),
        ("  ", None),
    ] {
        assert_eq!(create(&shop, "Mug", typed).await.barcode.as_deref(), kept, "{typed:?}");
    }
    let long = "9".repeat(65);
    for typed in ["4006\n381", "4006\u{7}381", &long] {
        let refused = ProductDraft::new(ProductInput { barcode: Some(typed), ..input("Mug", "1.00", 1) });
        assert!(matches!(refused, Err(Error::Invalid(_))), "{typed:?}");
    }
    // As everything else of a product, it makes a version only if it changes.
    let mug = create(&shop, "Mug", "0001").await;
    let same = shop.edit(mug.id, &Precondition::Any, |draft| draft.barcode = Some("0001".to_owned())).await;
    assert_eq!(same.expect("saved").version, mug.version);
    assert_eq!(draft("Mug", "1.00", 1).barcode, None, "none is the default of tests");
}

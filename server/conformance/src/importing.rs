//! Products out of a file: rows stand or fall by themselves, limits are exact,
//! and doing it again changes nothing.

use tenantry_core::{
    Error, Result,
    idempotency::{Attempt, Outcome},
    member::Role,
    product::{Product, ProductQuery},
    transfer::{Counts, ImportFile, ImportOptions, ProductSheet, Report},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    shop::{draft, euros, snapshot},
};

fn file(text: &str) -> ImportFile {
    ImportFile::read(text.as_bytes(), &ImportOptions::of("EUR".parse().expect("a currency"))).expect("a file")
}

fn told(report: &Report) -> tenantry_core::idempotency::Answer {
    let Counts { create, update, skip, error, ignored } = report.counts;
    let errors: Vec<(u64, &str)> = report.errors.iter().map(|error| (error.row, error.code)).collect();
    json(200, None, &((create, update, skip, error, ignored), errors))
}

type Told = ((u64, u64, u64, u64, u64), Vec<(u64, String)>);

async fn import(shop: &Shop, text: &str, attempt: &Attempt) -> Result<(Told, Outcome)> {
    let outcome = shop.0.import_products(&file(text), attempt, told).await?;
    Ok((read(&outcome.answer), outcome))
}

fn counts(told: &Told) -> (u64, u64, u64, u64) {
    let (create, update, skip, error, _) = told.0;
    (create, update, skip, error)
}

async fn all(shop: &Shop) -> Vec<Product> {
    shop.all_products(&ProductQuery::default(), 100).await
}

const FILE: &str = "sku,name,description,price,category,inventory\n\
                    A-1,Apple,Red,1.50,Fruit,10\n\
                    a-2,Pear,,2.00,Fruit,5\n\
                    ,Nameless sku,,3.00,,\n\
                    A-4,Plum,,\"2,50\",Fruit,1\n\
                    A-1,Apple again,,1.00,,1\n\
                    A-6,Cherry,,1.00,Fruit,-3\n";

pub(crate) async fn rows_stand_or_fall_by_themselves<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let known = shop.create_sku("Old pear", "A-2").await.expect("a product");
    let planned = shop.0.preview_import(&file(FILE)).await.expect("a plan");
    assert_eq!(all(&shop).await.len(), 1, "a plan changes nothing");
    let (told, _) = import(&shop, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(read::<Told>(&crate::importing::told(&planned)), told, "what was planned is what was done");
    assert_eq!(counts(&told), (2, 1, 0, 3));
    let refused: Vec<(u64, &str)> = told.1.iter().map(|(row, code)| (*row, code.as_str())).collect();
    assert_eq!(refused, [(5, "decimal_comma"), (6, "duplicate_row"), (7, "negative")]);
    let pear = shop.0.product(known.id).await.expect("a product");
    assert_eq!((pear.name.as_str(), pear.price, pear.inventory), ("Pear", euros("2.00"), 5));
    assert_eq!(pear.sku.as_deref(), Some("a-2"), "the file's spelling");

    home.settle().await;
    let before = snapshot(&home, cast.id).await;
    let (again, _) = import(&shop, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&again), (0, 0, 3, 3), "equal rows are skipped");
    let without_entry = |text: &str| text.lines().filter(|line| !line.starts_with("[Entry")).count();
    home.settle().await;
    assert_eq!(without_entry(&snapshot(&home, cast.id).await), without_entry(&before));
    assert_eq!(all(&shop).await.len(), 3);
}

pub(crate) async fn a_retried_import_is_one_import<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let attempt = Attempt::new(shop.user(), "POST", "/v1/products/import", Some("once"), &[FILE.as_bytes()]);
    let (first, outcome) = import(&shop, FILE, &attempt).await.expect("a report");
    assert!(!outcome.replayed);
    let apple = all(&shop).await.into_iter().find(|product| product.name == "Apple").expect("an apple");
    shop.order(&[(apple.id, 4)]).await;
    let (again, outcome) = import(&shop, FILE, &attempt).await.expect("a report");
    assert!(outcome.replayed);
    assert_eq!(again, first, "the first report again");
    assert_eq!(shop.stock(apple.id).await, 6, "the sale in between stays");
    // Without the key, the file is a new wish: ten pieces.
    import(&shop, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(shop.stock(apple.id).await, 10);
    let other = Attempt::new(shop.user(), "POST", "/v1/products/import", Some("once"), &[b"other"]);
    assert!(matches!(import(&shop, FILE, &other).await, Err(Error::IdempotencyMismatch)));
}

pub(crate) async fn an_import_ends_at_the_limit<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    for n in 0..5 {
        shop.create(&format!("Known {n}"), "1.00", 1).await;
    }
    let rows: String = (0..120).map(|n| format!("N-{n},New {n},1.00\n")).collect();
    let text = format!("sku,name,price\n{rows}");
    let planned = shop.0.preview_import(&file(&text)).await.expect("a plan");
    assert_eq!((planned.counts.create, planned.counts.error), (95, 25));
    let (told, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&told), (95, 0, 0, 25), "100 products, and not one more");
    assert!(told.1.iter().all(|(_, code)| code == "limit_reached"), "{told:?}");
    assert_eq!(all(&shop).await.len(), 100);
    shop.archive(all(&shop).await[0].id).await.expect("archived");
    let (told, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!((told.0.0, told.0.3), (1, 25), "room for one");
}

pub(crate) async fn an_export_comes_back_unchanged<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let names = ["=1+1", "+49 228", "-5 °C box", "@home", "'=quoted", "Mug, \"blue\"", "Zwei\nZeilen", "plain; simple"];
    for (n, name) in names.iter().enumerate() {
        let mut product = draft(name, "1.00", n as i64);
        product.description = (n % 2 == 0).then(|| format!("={n}"));
        product.sku = (n % 3 > 0).then(|| format!("-{n}"));
        shop.try_create(product).await.expect("a product");
    }
    let products = all(&shop).await;
    let text = ProductSheet::default().write(&products);
    for line in text.trim_start_matches('\u{feff}').lines() {
        assert!(!line.starts_with(['=', '+', '-', '@', '\t']), "{line}");
    }
    assert!(!text.contains(",=") && !text.contains(",-") && !text.contains(",+") && !text.contains(",@"), "{text}");
    let (told, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&told), (0, 0, names.len() as u64, 0), "{told:?}");
    assert_eq!(all(&shop).await, products);
}

pub(crate) async fn importing_takes_the_role_and_stays_at_home<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    shop.create_sku("Secret", "A-1").await.expect("a product");
    home.settle().await;
    let before = snapshot(&home, cast.id).await;
    let viewer = Shop(cast.with(&home, Role::Viewer).await.enter(&home).await);
    assert!(matches!(import(&viewer, FILE, &Attempt::default()).await, Err(Error::RoleTooLow { .. })));
    assert!(matches!(viewer.0.preview_import(&file(FILE)).await, Err(Error::RoleTooLow { .. })));
    let other = Shop(Cast::found(&home, "other").await.owner.enter(&home).await);
    let (told, _) = import(&other, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&told), (3, 0, 0, 3), "another tenant's SKU is no match");
    assert_eq!(snapshot(&home, cast.id).await, before);
}

//! Products out of a file: rows stand or fall by themselves, limits are exact,
//! and doing it again changes nothing.

use tenantry_core::{
    Error, Result,
    domain::{
        idempotency::{Attempt, Outcome},
        ids::ProductId,
        insights::MovementReason,
        member::Role,
        money::Currency,
        page::PageRequest,
        precondition::Precondition,
        product::{Product, ProductDraft, ProductQuery},
        tier::Tier,
    },
    ports::commit::Counter,
    transfer::{Choices, Counts, Field, FieldChange, ImportFile, ImportOptions, ProductSheet, Report, StockUpdate},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    shop::{counter_of, draft, euros, snapshot},
};

fn file(text: &str) -> ImportFile {
    ImportFile::read(text.as_bytes(), &ImportOptions::of(Currency::EUR)).expect("a file")
}

fn reading(text: &str, choices: Choices) -> ImportFile {
    let options = ImportOptions { choices, ..ImportOptions::of(Currency::EUR) };
    ImportFile::read(text.as_bytes(), &options).expect("a file")
}

fn reported(report: &Report) -> tenantry_core::domain::idempotency::Answer {
    let Counts { create, update, skip, error, ignored } = report.counts;
    let errors: Vec<(u64, &str)> = report.errors.iter().map(|error| (error.row, error.code)).collect();
    json(&((create, update, skip, error, ignored), errors))
}

type Reported = ((u64, u64, u64, u64, u64), Vec<(u64, String)>);

async fn import(shop: &Shop, text: &str, attempt: &Attempt) -> Result<(Reported, Outcome)> {
    let outcome = shop.0.import_products(&file(text), None, attempt, reported).await?;
    Ok((read(&outcome.answer), outcome))
}

fn counts(reported: &Reported) -> (u64, u64, u64, u64) {
    let (create, update, skip, error, _) = reported.0;
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
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let known = shop.create_sku("Old pear", "A-2").await.expect("a product");
    let planned = shop.0.preview_import(&file(FILE), None).await.expect("a plan");
    assert_eq!(all(&shop).await.len(), 1, "a plan changes nothing");
    let (reported, _) = import(&shop, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(read::<Reported>(&crate::importing::reported(&planned)), reported, "what was planned is what was done");
    assert_eq!(counts(&reported), (3, 1, 0, 2));
    let refused: Vec<(u64, &str)> = reported.1.iter().map(|(row, code)| (*row, code.as_str())).collect();
    assert_eq!(refused, [(5, "decimal_comma"), (6, "duplicate_row")]);
    let pear = shop.0.product(known.id).await.expect("a product");
    assert_eq!((pear.name.as_str(), pear.price), ("Pear", euros("2.00")));
    assert_eq!(pear.inventory, 1, "the stock of a product that is there stays, unless it is chosen");
    assert_eq!(pear.sku.as_deref(), Some("a-2"), "the file's spelling");

    backend.settle().await;
    let before = snapshot(&backend, cast.id).await;
    let (again, _) = import(&shop, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&again), (0, 0, 4, 2), "equal rows are skipped");
    let without_entry = |text: &str| text.lines().filter(|line| !line.starts_with("[Entry")).count();
    backend.settle().await;
    assert_eq!(without_entry(&snapshot(&backend, cast.id).await), without_entry(&before));
    assert_eq!(all(&shop).await.len(), 4);
}

pub(crate) async fn a_retried_import_is_one_import<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let attempt = Attempt::new(shop.user(), "POST", "/v1/products/import", Some("once"), &[FILE.as_bytes()]);
    let (first, outcome) = import(&shop, FILE, &attempt).await.expect("a report");
    assert!(!outcome.replayed);
    let apple = all(&shop).await.into_iter().find(|product| product.name == "Apple").expect("an apple");
    shop.order(&[(apple.id, 4)]).await;
    let (again, outcome) = import(&shop, FILE, &attempt).await.expect("a report");
    assert!(outcome.replayed);
    assert_eq!(again, first, "the first report again");
    assert_eq!(shop.stock(apple.id).await, 6, "the sale in between stays");
    // Without the key, the file is a new wish, and with the choice its stock counts.
    let chosen = reading(FILE, Choices { stock: Some(StockUpdate::Set), ..Choices::default() });
    shop.0.import_products(&chosen, None, &Attempt::default(), reported).await.expect("a report");
    assert_eq!(shop.stock(apple.id).await, 10);
    let other = Attempt::new(shop.user(), "POST", "/v1/products/import", Some("once"), &[b"other"]);
    assert!(matches!(import(&shop, FILE, &other).await, Err(Error::IdempotencyMismatch)));
}

pub(crate) async fn an_import_ends_at_the_limit<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for n in 0..5 {
        shop.create(&format!("Known {n}"), "1.00", 1).await;
    }
    let rows: String = (0..120).map(|n| format!("N-{n},New {n},1.00\n")).collect();
    let text = format!("sku,name,price\n{rows}");
    let planned = shop.0.preview_import(&file(&text), None).await.expect("a plan");
    assert_eq!((planned.counts.create, planned.counts.error), (95, 25));
    let (reported, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&reported), (95, 0, 0, 25), "100 products, and not one more");
    assert!(reported.1.iter().all(|(_, code)| code == "limit_reached"), "{reported:?}");
    assert_eq!(all(&shop).await.len(), 100);
    shop.archive(all(&shop).await[0].id).await.expect("archived");
    let (reported, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!((reported.0.0, reported.0.3), (1, 25), "room for one");
}

pub(crate) async fn an_export_comes_back_unchanged<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let names = ["=1+1", "+49 228", "-5 °C box", "@home", "'=quoted", "Mug, \"blue\"", "Zwei Zeilen", "plain; simple"];
    for (n, name) in names.iter().enumerate() {
        let mut product = draft(name, "1.00", n as i64);
        product.description = (n % 2 == 0).then(|| format!("={n}\nZwei\tZeilen"));
        product.sku = (n % 3 > 0).then(|| format!("-{n}"));
        shop.try_create(product).await.expect("a product");
    }
    let products = all(&shop).await;
    let text = ProductSheet::new(Currency::EUR).write(&products);
    for line in text.trim_start_matches('\u{feff}').lines() {
        assert!(!line.starts_with(['=', '+', '-', '@', '\t']), "{line}");
    }
    assert!(!text.contains(",=") && !text.contains(",-") && !text.contains(",+") && !text.contains(",@"), "{text}");
    let (reported, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&reported), (0, 0, names.len() as u64, 0), "{reported:?}");
    assert_eq!(all(&shop).await, products);
}

pub(crate) async fn importing_takes_the_role_and_stays_at_home<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    shop.create_sku("Secret", "A-1").await.expect("a product");
    backend.settle().await;
    let before = snapshot(&backend, cast.id).await;
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    assert!(matches!(import(&viewer, FILE, &Attempt::default()).await, Err(Error::RoleTooLow { .. })));
    assert!(matches!(viewer.0.preview_import(&file(FILE), None).await, Err(Error::RoleTooLow { .. })));
    let other = Shop(Cast::found(&backend, "other").await.owner.enter(&backend).await);
    let (reported, _) = import(&other, FILE, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&reported), (4, 0, 0, 2), "another tenant's SKU is no match");
    assert_eq!(snapshot(&backend, cast.id).await, before);
}

/// Why and by how much the stock of a product moved, the oldest first.
async fn ledger(shop: &Shop, id: ProductId) -> Vec<(MovementReason, i64)> {
    let page = shop.0.movements(id, &PageRequest { limit: 100, cursor: None }).await.expect("a page");
    page.items.iter().rev().map(|movement| (movement.reason, movement.delta)).collect()
}

pub(crate) async fn an_update_sets_stock_only_where_it_is_chosen<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let text = "sku,name,price,inventory\nA-1,Apple,1.50,10\n";
    import(&shop, text, &Attempt::default()).await.expect("a report");
    let apple = all(&shop).await.remove(0);
    let exported_at = backend.app().now();
    backend.clock().advance(jiff::SignedDuration::from_mins(1));
    shop.order(&[(apple.id, 4)]).await;

    let dearer = text.replace("1.50", "1.75");
    let (done, _) = import(&shop, &dearer, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&done), (0, 1, 0, 0));
    assert_eq!(shop.stock(apple.id).await, 6, "the sale is not undone by a file from before it");

    let chosen = reading(text, Choices { stock: Some(StockUpdate::Set), ..Choices::default() });
    let planned = shop.0.preview_import(&chosen, Some(exported_at)).await.expect("a plan");
    let warned: Vec<(u64, &str)> = planned.remarks.iter().map(|remark| (remark.row, remark.code)).collect();
    assert_eq!(warned, [(2, "orders_since_export")]);
    assert!(planned.remarks[0].detail.starts_with("1 order took 4 units after"), "{}", planned.remarks[0].detail);
    let change = &planned.changes[0];
    assert_eq!((change.row, change.product, change.name.as_str()), (2, Some(apple.id), "Apple"));
    let value = |field, from: &str, to: &str| FieldChange { field, from: Some(from.into()), to: Some(to.into()) };
    assert_eq!(change.fields, [value(Field::Price, "1.75", "1.50"), value(Field::Inventory, "6", "10")]);
    let later = backend.app().now() + jiff::SignedDuration::from_mins(1);
    assert!(shop.0.preview_import(&chosen, Some(later)).await.expect("a plan").remarks.is_empty());
    shop.0.import_products(&chosen, Some(exported_at), &Attempt::default(), reported).await.expect("a report");
    assert_eq!(shop.stock(apple.id).await, 10);

    // A file with a stock column and no price column is a stock count.
    let count = "sku,name,inventory\nA-1,Apple,3\nN-1,New,7\nN-2,Newer,7\n";
    let (done, _) = import(&shop, count, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&done), (0, 1, 0, 2), "it creates nothing");
    let planned = shop.0.preview_import(&file(count), None).await.expect("a plan");
    let groups: Vec<(&str, u64)> = planned.groups().iter().map(|group| (group.code, group.count)).collect();
    assert_eq!(groups, [("no_price_column", 2)], "one sentence for the file");
    assert_eq!((planned.first_errors().len(), all(&shop).await.len()), (1, 1));
    backend.settle().await;
    assert_eq!(
        ledger(&shop, apple.id).await,
        [
            (MovementReason::Import, 10),
            (MovementReason::Sold, -4),
            (MovementReason::Import, 4),
            (MovementReason::Import, -7)
        ]
    );
    let edit = |draft: &mut ProductDraft| draft.inventory = 5;
    shop.edit(apple.id, &Precondition::Any, edit).await.expect("a save");
    backend.settle().await;
    assert_eq!(ledger(&shop, apple.id).await.last(), Some(&(MovementReason::Adjusted, 2)));
}

pub(crate) async fn drafts_come_in_archived_and_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut drafts = file("sku,name,price\nD-1,Draft,1.00\n,Unnamed,1.00\nL-1,Live,1.00\n");
    drafts.candidates[..2].iter_mut().for_each(|candidate| candidate.archived = true);
    for expected in [(3, 0, 0, 0), (0, 0, 3, 0)] {
        let done = shop.0.import_products(&drafts, None, &Attempt::default(), reported).await.expect("a report");
        assert_eq!(counts(&read(&done.answer)), expected);
    }
    assert_eq!(all(&shop).await.iter().map(|product| product.name.as_str()).collect::<Vec<_>>(), ["Live"]);
    let archived = ProductQuery { archived: Some(true), ..ProductQuery::default() };
    let archived = shop.all_products(&archived, 100).await;
    assert_eq!(archived.len(), 2);
    assert_eq!(counter_of(&backend, &cast.key(&backend).await, &Counter::Products).await, 1, "no place in the plan");
    shop.create_sku("Other", "D-1").await.expect("its SKU is free");
    let named = archived.iter().find(|product| product.sku.is_none()).expect("one without a SKU");
    shop.restore(named.id).await.expect("restored");
}

/// A try that is cut off anywhere is finished by the next one under its key.
pub(crate) async fn an_import_that_broke_off_is_finished_by_the_next<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let rows: String = (0..1_000).map(|n| format!("N-{n},New {n},1.00,1\n")).collect();
    let text = format!("sku,name,price,inventory\n{rows}");
    let attempt = Attempt::new(shop.user(), "POST", "/v1/products/import", Some("once"), &[text.as_bytes()]);
    let key = cast.key(&backend).await;
    for at_least in [1, 400] {
        let (shop, text, attempt) = (shop.clone(), text.clone(), attempt.clone());
        let trying = tokio::spawn(async move { import(&shop, &text, &attempt).await.map(drop) });
        while counter_of(&backend, &key, &Counter::Products).await < at_least && !trying.is_finished() {
            tokio::task::yield_now().await;
        }
        trying.abort();
        let _cut_off = trying.await;
    }
    let sold = all(&shop).await.remove(0);
    shop.order(&[(sold.id, 1)]).await;
    let (done, _) = import(&shop, &text, &attempt).await.expect("a report");
    let (create, update, skip, error) = counts(&done);
    assert_eq!((create + skip, update, error), (1_000, 0, 0));
    println!("{create} of 1000 rows were left for the last try");
    let products = all(&shop).await;
    assert_eq!(products.len(), 1_000);
    assert_eq!(products.iter().map(|product| product.inventory).sum::<u64>(), 999, "the sale in between stays");
    assert_eq!(counter_of(&backend, &key, &Counter::Products).await, 1_000);
}

/// Rows that one refusal would take along with it, if they were not tried by themselves.
pub(crate) async fn one_refused_row_stops_no_other<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let known = shop.create_sku("Known", "K-1").await.expect("a product");
    // The second row finds by its name what the first has changed just now.
    let rows: String = (0..50).map(|n| format!("N-{n},New {n},1.00\n")).collect();
    let text = format!("sku,name,price\nK-1,Known,2.00\n,Known,3.00\n{rows}");
    let (done, _) = import(&shop, &text, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&done), (50, 2, 0, 0), "{done:?}");
    assert_eq!(shop.0.product(known.id).await.expect("a product").price, euros("3.00"), "in the order of the file");
    assert_eq!(all(&shop).await.len(), 51);
}

/// A row without a SKU is the product of its name, however that is written.
pub(crate) async fn a_spelling_of_a_known_name_is_an_update<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let known = [shop.create("ΚΑΦΕΣ", "1.00", 1).await, shop.create("Straße", "1.00", 1).await];
    let file = "name,price\nΚαφές,2.00\nSTRASSE,3.00\n";
    let (reported, _) = import(&shop, file, &Attempt::default()).await.expect("a report");
    assert_eq!(counts(&reported), (0, 2, 0, 0));
    for (product, price) in known.iter().zip(["2.00", "3.00"]) {
        assert_eq!(shop.0.product(product.id).await.expect("a product").price, euros(price));
    }
    assert_eq!(all(&shop).await.len(), 2);
}

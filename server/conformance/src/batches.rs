//! Many commits at once are applied whole or not at all, and products are found
//! by many names at once.

use std::sync::Arc;

use tenantry_core::{
    domain::{
        event::{Cause, EventKind},
        idempotency::{IdemKey, IdemRecord},
        ids::{EntryId, ProductId, TenantId},
        product::{Product, ProductDraft},
    },
    ports::{
        commit::{Commit, Counter, Expect, UniqueName, Write},
        store::Wanted,
    },
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop,
    commits::commit,
    empty,
    shop::{counter_of, draft, snapshot},
};

/// Returns a new product as an import writes it, with a key of its own.
fn row(backend: &impl Fixture, tenant: TenantId, n: u128, max: u64) -> Commit {
    let product = Product::create(
        ProductId(Uuid::now_v7()),
        ProductDraft { sku: Some(format!("B-{n}")), ..draft(&format!("Batch {n}"), "2.50", 7) },
        backend.app().now(),
    );
    let event = EventKind::ProductCreated { product: product.id, stock: product.inventory, cause: Cause::Import };
    let claim = UniqueName::Sku(product.sku_fold().expect("a SKU"));
    let writes = vec![
        Write::Count { counter: Counter::Products, delta: 1, max: Some(max) },
        Write::Claim { name: claim, owner: product.id.0 },
        Write::Product { product, expect: Expect::Absent },
    ];
    let mut row = commit(tenant, event, writes);
    let mut key = [7; 32];
    key[..16].copy_from_slice(&n.to_be_bytes());
    row.idempotency = Some(IdemRecord {
        key: IdemKey(key),
        fingerprint: [1; 32],
        answer: empty(),
        expires_at: row.entry.at + jiff::SignedDuration::from_hours(1),
    });
    row
}

/// Returns the same writes under new journal entries: another request, not the same one repeated.
fn anew(rows: &[Commit]) -> Vec<Commit> {
    let mut rows = rows.to_vec();
    rows.iter_mut().for_each(|row| row.entry.id = EntryId(Uuid::now_v7()));
    rows
}

/// As many as a batch of the smallest store holds.
const ROWS: u64 = 19;

pub(crate) async fn a_batch_is_applied_whole_or_not_at_all<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    shop.create_sku("Known", "taken").await.expect("a product");
    backend.settle().await;
    let key = cast.key(&backend).await;
    let all = async |rows: Vec<Commit>| {
        assert!(rows.iter().map(Commit::weight).sum::<usize>() <= backend.store().batch_weight());
        backend.store().commit_all(&key, &Arc::from(rows)).await.expect("an answer")
    };
    let rows: Vec<Commit> = (0..u128::from(ROWS)).map(|n| row(&backend, cast.id, n, 100)).collect();
    let before = snapshot(&backend, cast.id).await;

    let mut taken = anew(&rows);
    taken.last_mut().expect("a row").writes[1] =
        Write::Claim { name: UniqueName::Sku("taken".to_owned()), owner: Uuid::now_v7() };
    assert!(!all(taken).await, "the last row bears a name that is taken");
    let over: Vec<Commit> = (0..u128::from(ROWS)).map(|n| row(&backend, cast.id, n, ROWS)).collect();
    assert!(!all(over).await, "one is there, so that the last is over the limit");
    backend.settle().await;
    assert_eq!(snapshot(&backend, cast.id).await, before, "nothing of them is there");

    assert!(all(rows.clone()).await);
    assert_eq!(counter_of(&backend, &key, &Counter::Products).await, ROWS + 1);
    let journal = backend.store().journal(&key, None, 100).await.expect("a journal");
    assert_eq!(journal.iter().filter(|entry| rows.iter().any(|row| row.entry.id == entry.id)).count(), rows.len());
    backend.settle().await;
    let after = snapshot(&backend, cast.id).await;
    for row in &rows {
        let Write::Product { product, .. } = &row.writes[2] else { unreachable!("a product") };
        let moved = backend.store().ledger(&key, product.id, None, 10).await.expect("a ledger").items;
        assert_eq!(moved.len(), 1, "each event has come");
        assert_eq!(moved[0].delta, 7);
    }
    assert!(!all(anew(&rows[10..11])).await, "the key of that row was used");
    backend.settle().await;
    assert_eq!(snapshot(&backend, cast.id).await, after);
}

pub(crate) async fn products_are_found_by_many_names<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let by_sku = shop.create_sku("Ärmel", "Ä-1").await.expect("a product");
    let by_name = shop.create("Plain Name", "1.00", 1).await;
    let longer = shop.create("Plain Name and more", "1.00", 1).await;
    let twins = [shop.create("Twin", "1.00", 1).await, shop.create("TWIN", "2.00", 1).await];
    let gone = shop.create_sku("Gone", "G-1").await.expect("a product");
    shop.archive(gone.id).await.expect("archived");
    let other = Cast::found(&backend, "other").await;

    let find = async |cast: &Cast, skus: &[&str], names: &[&str], archived: bool| {
        let folded = |words: &[&str]| words.iter().map(|word| draft(word, "1.00", 1).name.to_lowercase()).collect();
        let wanted = Wanted { skus: folded(skus), names: folded(names), archived };
        let found = backend.store().find_products(&cast.key(&backend).await, &wanted).await.expect("a look");
        let mut ids: Vec<ProductId> = found.iter().map(|product| product.id).collect();
        ids.sort();
        ids
    };
    let folded = by_sku.sku_fold().expect("a SKU");
    assert_eq!(find(&cast, &[&folded, "none", "g-1"], &[], false).await, [by_sku.id]);
    assert_eq!(find(&cast, &[], &["plain name", "nobody"], false).await, [by_name.id], "not {}", longer.name);
    assert_eq!(find(&cast, &[], &["twin"], false).await, [twins[0].id, twins[1].id]);
    assert_eq!(find(&cast, &["g-1"], &[], true).await, [gone.id]);
    assert_eq!(find(&cast, &[], &["gone", "plain name"], true).await, [gone.id]);
    // So many that a store may rather look through all products.
    let many: Vec<String> = (0..300).map(|n| format!("name {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["plain name", "twin"]).collect();
    let found = [by_name.id, twins[0].id, twins[1].id];
    assert_eq!(find(&cast, &[&folded], &many, false).await, [&[by_sku.id][..], &found].concat());
    assert!(find(&other, &[&folded], &many, false).await.is_empty(), "another company's products");
    assert!(find(&other, &["g-1"], &many, true).await.is_empty());
}

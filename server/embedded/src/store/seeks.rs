//! Walking through a list costs the same at its end as at its beginning: a page
//! is sought by where the last one ended, never read up to.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use rusqlite::{Connection, params};
use tenantry_core::domain::{
    ids::TenantId,
    order::{Order, OrderQuery},
    order_status::Status,
    page::{Position, Slice},
    product::{Prefix, Product, ProductQuery},
    resource::{ResourceOrder, ResourceQuery, StoredResource},
};
use uuid::Uuid;

use super::{orders, products, resources};
use crate::{moving::MovedTable, sqlite::migrate::DATA};

const TENANT: TenantId = TenantId(Uuid::from_u128(7));
const ROWS: u128 = 4_000;
/// The kind of the records.
const KIND: &str = "boat";
/// Items on a page.
const PAGE: usize = 50;

type Steps = Arc<AtomicU64>;

/// A tenant between two others, each with as many rows.
fn filled() -> (Connection, Steps) {
    let mut conn = Connection::open_in_memory().expect("a database");
    DATA.migrate(&mut conn).expect("the schema");
    let mut doc = example();
    for tenant in 6..=8 {
        let tenant = Uuid::from_u128(tenant);
        for n in 0..ROWS {
            let id = Uuid::from_u128(n + 1);
            let email = format!("customer-{:05}@example.com", n / 3);
            doc.id = id.into();
            doc.customer_email.clone_from(&email);
            conn.execute(
                "INSERT INTO orders (tenant_id, order_id, version, status, email_fold, created_at, doc) \
                 VALUES (?1, ?2, 1, 'pending', ?3, 0, ?4)",
                params![tenant.as_bytes(), id.as_bytes(), email, serde_json::to_string(&doc).expect("JSON")],
            )
            .expect("an order");
            conn.execute(
                "INSERT INTO products (tenant_id, product_id, version, archived, name, name_fold, price, sku, sku_fold, \
                 created_at, updated_at) VALUES (?1, ?2, 1, 0, ?3, ?3, 100, ?4, ?4, 0, 0)",
                params![tenant.as_bytes(), id.as_bytes(), format!("lamp {:05}", n / 3), format!("lamp-{n:05}")],
            )
            .expect("a product");
            let stock = "INSERT INTO stock VALUES (?1, ?2, 5)";
            conn.execute(stock, params![tenant.as_bytes(), id.as_bytes()]).expect("a stock");
            let movement = "INSERT INTO movements VALUES (?1, ?2, ?3, '{}')";
            let product = Uuid::from_u128(n / 100);
            conn.execute(movement, params![tenant.as_bytes(), product.as_bytes(), id.as_bytes()]).expect("a movement");
            let name = format!("boat {:05}", n / 3);
            let keys = format!(r#"[{{"index":"name","key":"{name}"}}]"#);
            conn.execute(
                "INSERT INTO resources (tenant_id, kind, resource_id, version, keys, body) VALUES (?1, ?2, ?3, 1, ?4, '{}')",
                params![tenant.as_bytes(), KIND, id.as_bytes(), keys],
            )
            .expect("a record");
            let key = "INSERT INTO resource_keys VALUES (?1, ?2, 'name', ?3, ?4)";
            conn.execute(key, params![tenant.as_bytes(), KIND, name, id.as_bytes()]).expect("a key");
        }
    }
    conn.execute_batch("ANALYZE").expect("statistics");
    let steps = Steps::default();
    let counter = steps.clone();
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    conn.progress_handler(1, Some(count)).expect("counted");
    (conn, steps)
}

fn example() -> Order {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::nil(), "external_ref": null, "customer_email": "", "lines": [], "total": "0.00",
        "currency": "EUR", "shipping_address": null, "note": null, "tracking": null, "status": "pending", "placed_on": "2026-11-30",
        "created_at": "2026-11-30T00:00:00Z", "updated_at": "2026-11-30T00:00:00Z", "version": 1
    }))
    .expect("an order")
}

/// The result, and the steps of SQLite's machine that it took.
fn counted<T>(steps: &Steps, work: impl FnOnce() -> T) -> (T, u64) {
    let before = steps.load(Ordering::Relaxed);
    let done = work();
    (done, steps.load(Ordering::Relaxed) - before)
}

fn walk<T>(name: &str, steps: &Steps, page: impl Fn(Option<&Position>) -> rusqlite::Result<Slice<T>>) {
    let (mut costs, mut from, mut rows) = (Vec::new(), None, 0);
    loop {
        let (slice, steps) = counted(steps, || page(from.as_ref()).expect("a page"));
        rows += slice.items.len();
        // The last may be a short one.
        if slice.next.is_some() {
            costs.push(steps);
        }
        from = slice.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(rows as u128, ROWS, "{name}");
    check(name, &costs);
}

fn check(name: &str, costs: &[u64]) {
    let (first, last) = (costs[0], costs[costs.len() - 1]);
    println!("{name}: {} pages, {first} steps for the first, {last} for the last", costs.len());
    // A walk from the first row on would cost as many times as there are pages.
    assert!(last <= 3 * first, "{name}: the last page took {last} steps, the first {first}");
}

#[test]
fn the_last_page_of_a_list_costs_what_the_first_does() {
    let (conn, steps) = filled();
    let by_email = OrderQuery { email_prefix: Some("customer".to_owned()), ..OrderQuery::default() };
    let by_status = OrderQuery { status: Some(Status::Pending), ..OrderQuery::default() };
    for (name, query) in [("orders", OrderQuery::default()), ("orders by email", by_email), ("by status", by_status)] {
        walk::<Order>(name, &steps, |from| orders::list(&conn, TENANT, &query, from, PAGE));
    }
    let by_name = ProductQuery { search: Some(Prefix::Name("lamp".to_owned())), ..ProductQuery::default() };
    let by_sku = ProductQuery { search: Some(Prefix::Sku("lamp".to_owned())), ..ProductQuery::default() };
    for (name, query) in [("products", ProductQuery::default()), ("by name", by_name), ("by SKU", by_sku)] {
        walk::<Arc<Product>>(name, &steps, |from| products::list(&conn, TENANT, &query, from, PAGE));
    }
    let by_name = || ResourceQuery::by(KIND, "name");
    let backward = ResourceQuery { order: backward(by_name().order), ..by_name() };
    let narrowed = by_name().beginning_with("boat");
    for (name, query) in [
        ("records", ResourceQuery::newest(KIND)),
        ("records by name", by_name()),
        ("the last name first", backward),
        ("names that begin so", narrowed),
    ] {
        walk::<StoredResource>(name, &steps, |from| resources::list(&conn, TENANT, &query, from, PAGE));
    }
    walk::<StoredResource>("records of all kinds", &steps, |from| resources::all(&conn, TENANT, from, PAGE));
}

fn backward(order: ResourceOrder) -> ResourceOrder {
    match order {
        ResourceOrder::By { index, from, until, descending: _ } => {
            ResourceOrder::By { index, from, until, descending: true }
        }
        ResourceOrder::Newest => ResourceOrder::Newest,
    }
}

#[test]
fn a_move_reads_every_page_of_a_table_at_the_same_cost() {
    let (conn, steps) = filled();
    let tables = MovedTable::all(&conn).expect("tables");
    let mut walked = 0;
    for table in tables {
        let (mut costs, mut after, mut rows) = (Vec::new(), None, 0);
        loop {
            let (page, steps) = counted(&steps, || table.page(&conn, TENANT, after.as_ref(), PAGE).expect("a page"));
            let Some(last) = page.last() else { break };
            after = Some(table.key_of(last));
            rows += page.len();
            costs.push(steps);
        }
        if rows > 0 {
            assert_eq!(rows as u128, ROWS, "{}", table.name);
            check(&table.name, &costs);
            walked += 1;
        }
    }
    assert_eq!(walked, 6, "orders, products, stock, movements, records and their keys");
}

#[test]
fn changes_are_carried_over_and_rows_deleted_at_the_same_cost_however_many_there_are() {
    let (conn, steps) = filled();
    let tables = MovedTable::all(&conn).expect("tables");
    let orders = tables.iter().find(|table| table.name == "orders").expect("a table");
    orders.track(&conn, TENANT).expect("tracked");
    for _ in 0..2 {
        let changed = conn.execute("UPDATE orders SET version = version + 1 WHERE tenant_id = ?1", [TENANT.as_bytes()]);
        assert_eq!(changed.map(|rows| rows as u128), Ok(ROWS));
    }
    let mut costs = Vec::new();
    loop {
        let (noted, steps) = counted(&steps, || orders.take_notes(&conn, TENANT, PAGE).expect("notes"));
        if noted.is_empty() {
            break;
        }
        assert!(noted.iter().all(|(_, row)| row.is_some()));
        costs.push(steps);
    }
    assert_eq!(costs.len() as u128, ROWS / PAGE as u128, "a row that changed twice is noted once");
    even("notes", &costs);

    orders.untrack(&conn, TENANT).expect("untracked");
    let mut costs = Vec::new();
    loop {
        let (gone, steps) = counted(&steps, || orders.delete_some(&conn, TENANT, PAGE).expect("deleted"));
        if gone == 0 {
            break;
        }
        costs.push(steps);
    }
    assert_eq!(costs.len() as u128, ROWS / PAGE as u128);
    even("deletions", &costs);
    let left: i64 = conn.query_row("SELECT count(*) FROM orders", [], |row| row.get(0)).expect("a count");
    assert_eq!(left as u128, 2 * ROWS, "those of the neighbors");
}

/// What is left to do makes no difference.
fn even(name: &str, costs: &[u64]) {
    let (least, most) = costs.iter().fold((u64::MAX, 0), |(least, most), cost| (least.min(*cost), most.max(*cost)));
    println!("{name}: {least} to {most} steps");
    assert!(most <= 3 * least, "{name}: {least} to {most} steps");
}

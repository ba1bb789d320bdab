//! One commit, inside a transaction: all of it, or an error and none of it.

use rusqlite::{Connection, OptionalExtension, named_params, params};
use tenantry_core::{
    commit::{Commit, CommitError, Counter, Expect, Subject, UniqueName, Write},
    ids::{OrderId, ProductId, TenantId},
    order::Order,
    product::Product,
    text::fold_email,
};
use uuid::Uuid;

use super::{answers, documents, journal, removals};
use crate::{
    outbox,
    sqlite::{Refusal, millis, to_json},
};

pub(super) type Applied = Result<(), Refusal<CommitError>>;

pub(super) fn refuse<T>(error: CommitError) -> Result<T, Refusal<CommitError>> {
    Err(Refusal::Rule(error))
}

pub(super) fn apply(conn: &Connection, tenant: TenantId, commit: &Commit) -> Applied {
    // Judged ahead of everything else: a retry must meet its first answer, not
    // the stock or the limit that its first try used up.
    if let Some(record) = &commit.idempotency
        && let Some(kept) = answers::kept(conn, tenant, &record.key, commit.entry.at)?
    {
        return refuse(CommitError::Replay(Box::new(kept)));
    }
    for write in in_order(&commit.writes) {
        match write {
            Write::Product { product, expect } => put_product(conn, tenant, product, *expect)?,
            Write::Order { order, expect } => put_order(conn, tenant, order, *expect)?,
            Write::Stock { product, delta, at_version } => move_stock(conn, tenant, *product, *delta, *at_version)?,
            Write::Count { counter, delta, max } => count(conn, tenant, counter, *delta, *max)?,
            Write::Claim { name, owner } => claim(conn, tenant, name, *owner)?,
            Write::Release { name } => release(conn, tenant, name)?,
            Write::RemoveProduct { product, expect } => removals::product(conn, tenant, *product, *expect)?,
            Write::RemoveOrder { order, expect } => removals::order(conn, tenant, *order, *expect)?,
            Write::Document { document, expect } => documents::put(conn, tenant, document, *expect)?,
        }
    }
    if let Some(record) = &commit.idempotency {
        answers::keep(conn, tenant, record)?;
    }
    journal::append(conn, Some(tenant), &commit.entry)?;
    outbox::append(conn, Some(tenant), &commit.entry.events)?;
    Ok(())
}

/// Stock is what is refused most, so it comes first, while there is nothing to
/// undo; after the products, since a new one brings its stock along.
fn in_order(writes: &[Write]) -> impl Iterator<Item = &Write> {
    let of = |turn: fn(&Write) -> bool| writes.iter().filter(move |write| turn(write));
    of(|write| matches!(write, Write::Product { .. }))
        .chain(of(|write| matches!(write, Write::Stock { .. })))
        .chain(of(|write| !matches!(write, Write::Product { .. } | Write::Stock { .. })))
}

fn put_product(conn: &Connection, tenant: TenantId, product: &Product, expect: Expect) -> Applied {
    let sql = match expect {
        Expect::Absent => {
            "INSERT OR IGNORE INTO products (tenant_id, product_id, version, archived, name, name_fold, description, \
             price, category, category_fold, sku, sku_fold, created_at, updated_at) VALUES (:tenant, :product, :version, :archived, \
             :name, :name_fold, :description, :price, :category, :category_fold, :sku, :sku_fold, :created_at, \
             :updated_at)"
        }
        Expect::Version(_) => {
            "UPDATE products SET version = :version, archived = :archived, name = :name, name_fold = :name_fold, \
             description = :description, price = :price, category = :category, category_fold = :category_fold, \
             sku = :sku, sku_fold = :sku_fold, created_at = :created_at, updated_at = :updated_at \
             WHERE tenant_id = :tenant AND product_id = :product AND version = :version - 1"
        }
    };
    if let Expect::Version(seen) = expect
        && seen + 1 != product.version
    {
        return refuse(CommitError::Unexpected(Subject::Product(product.id)));
    }
    let changed = conn.prepare_cached(sql)?.execute(named_params! {
        ":tenant": tenant.as_bytes(),
        ":product": product.id.as_bytes(),
        ":version": product.version as i64,
        ":archived": product.archived,
        ":name": product.name,
        ":name_fold": product.name_fold(),
        ":description": product.description,
        ":price": product.price.minor(),
        ":category": product.category,
        ":category_fold": product.category_fold(),
        ":sku": product.sku,
        ":sku_fold": product.sku_fold(),
        ":created_at": millis(product.created_at),
        ":updated_at": millis(product.updated_at),
    })?;
    if changed == 0 {
        return refuse(CommitError::Unexpected(Subject::Product(product.id)));
    }
    if expect == Expect::Absent {
        conn.prepare_cached("INSERT INTO stock (tenant_id, product_id, quantity) VALUES (?1, ?2, ?3)")?
            .execute(params![tenant.as_bytes(), product.id.as_bytes(), product.inventory as i64])?;
    }
    Ok(())
}

fn put_order(conn: &Connection, tenant: TenantId, order: &Order, expect: Expect) -> Applied {
    let changed = match expect {
        Expect::Absent => conn
            .prepare_cached(
                "INSERT OR IGNORE INTO orders (tenant_id, order_id, version, status, email_fold, created_at, doc) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                tenant.as_bytes(),
                order.id.as_bytes(),
                order.version as i64,
                order.status.name(),
                fold_email(&order.customer_email),
                millis(order.created_at),
                to_json(order)?,
            ])?,
        Expect::Version(seen) => conn
            .prepare_cached(
                "UPDATE orders SET version = ?4, status = ?5, doc = ?6 \
                 WHERE tenant_id = ?1 AND order_id = ?2 AND version = ?3",
            )?
            .execute(params![
                tenant.as_bytes(),
                order.id.as_bytes(),
                seen as i64,
                order.version as i64,
                order.status.name(),
                to_json(order)?,
            ])?,
    };
    if changed == 0 {
        return refuse(CommitError::Unexpected(Subject::Order(OrderId(order.id.0))));
    }
    Ok(())
}

fn move_stock(conn: &Connection, tenant: TenantId, product: ProductId, delta: i64, at_version: Option<u64>) -> Applied {
    if let Some(seen) = at_version {
        let current = conn
            .prepare_cached("SELECT version FROM products WHERE tenant_id = ?1 AND product_id = ?2 AND archived = 0")?
            .query_row(params![tenant.as_bytes(), product.as_bytes()], |row| row.get::<_, i64>(0))
            .optional()?;
        if current != Some(seen as i64) {
            return refuse(CommitError::Unexpected(Subject::Product(product)));
        }
    }
    let changed = conn
        .prepare_cached(
            "UPDATE stock SET quantity = quantity + ?3 \
             WHERE tenant_id = ?1 AND product_id = ?2 AND quantity + ?3 >= 0",
        )?
        .execute(params![tenant.as_bytes(), product.as_bytes(), delta])?;
    if changed > 0 {
        return Ok(());
    }
    let left = conn
        .prepare_cached("SELECT quantity FROM stock WHERE tenant_id = ?1 AND product_id = ?2")?
        .query_row(params![tenant.as_bytes(), product.as_bytes()], |row| row.get::<_, i64>(0))
        .optional()?;
    refuse(match left {
        Some(left) => CommitError::OutOfStock { product, available: left as u64 },
        None => CommitError::Unexpected(Subject::Product(product)),
    })
}

pub(super) fn counter(conn: &Connection, tenant: TenantId, name: &str) -> rusqlite::Result<u64> {
    let value = conn
        .prepare_cached("SELECT value FROM counters WHERE tenant_id = ?1 AND name = ?2")?
        .query_row(params![tenant.as_bytes(), name], |row| row.get::<_, i64>(0))
        .optional()?;
    Ok(value.unwrap_or(0) as u64)
}

fn count(conn: &Connection, tenant: TenantId, which: &Counter, delta: i64, max: Option<u64>) -> Applied {
    let name = which.key();
    let used = counter(conn, tenant, &name)?;
    let value = used.saturating_add_signed(delta);
    if let Some(max) = max
        && value > max
    {
        return refuse(CommitError::OverLimit { max, used });
    }
    conn.prepare_cached("INSERT OR REPLACE INTO counters (tenant_id, name, value) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), name, value as i64])?;
    Ok(())
}

fn claim(conn: &Connection, tenant: TenantId, name: &UniqueName, owner: Uuid) -> Applied {
    let changed = conn
        .prepare_cached("INSERT OR IGNORE INTO names (tenant_id, name, owner) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), name.key(), owner.as_bytes()])?;
    if changed == 0 { refuse(CommitError::Taken(name.clone())) } else { Ok(()) }
}

/// What bears the name.
pub(super) fn bearer(conn: &Connection, tenant: TenantId, name: &UniqueName) -> rusqlite::Result<Option<Uuid>> {
    conn.prepare_cached("SELECT owner FROM names WHERE tenant_id = ?1 AND name = ?2")?
        .query_row(params![tenant.as_bytes(), name.key()], |row| Ok(Uuid::from_bytes(row.get(0)?)))
        .optional()
}

fn release(conn: &Connection, tenant: TenantId, name: &UniqueName) -> Applied {
    conn.prepare_cached("DELETE FROM names WHERE tenant_id = ?1 AND name = ?2")?
        .execute(params![tenant.as_bytes(), name.key()])?;
    Ok(())
}

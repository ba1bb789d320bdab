//! One commit, inside a transaction: all of it, or an error and none of it.

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::{
        ids::{OrderId, ProductId, TenantId},
        order::Order,
        order_status::Status,
        text::fold_email,
    },
    ports::commit::{Commit, CommitError, Counter, OrderTransition, Subject, UniqueName, Write},
};
use uuid::Uuid;

use super::{answers, documents, journal, products, removals, resources};
use crate::{
    outbox,
    sqlite::{Refusal, id_leads, millis, to_json},
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
            Write::Product { product, expect } => products::put(conn, tenant, product, *expect)?,
            Write::Order { order, transition } => put_order(conn, tenant, order, *transition)?,
            Write::Stock { product, delta, at_version } => move_stock(conn, tenant, *product, *delta, *at_version)?,
            Write::Count { counter, delta, max } => count(conn, tenant, counter, *delta, *max)?,
            Write::Claim { name, owner } => claim(conn, tenant, name, *owner)?,
            Write::Release { name } => release(conn, tenant, name)?,
            Write::RemoveProduct { product, expect } => removals::product(conn, tenant, *product, *expect)?,
            Write::RemoveOrder { order, expect, status } => removals::order(conn, tenant, *order, *expect, *status)?,
            Write::Document { document, expect } => documents::put(conn, tenant, document, *expect)?,
            Write::Resource { resource, before } => resources::put(conn, tenant, resource, before.as_ref())?,
            Write::RemoveResource { before } => resources::remove(conn, tenant, before)?,
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
/// undo; after the products, since a new one brings its stock along. Records of
/// declared kinds come before their names and counters, as on the other backend:
/// one that has moved on is tried again, whatever else is refused.
fn in_order(writes: &[Write]) -> impl Iterator<Item = &Write> {
    (0..3).flat_map(move |turn| writes.iter().filter(move |write| turn_of(write) == turn))
}

fn turn_of(write: &Write) -> u8 {
    match write {
        Write::Product { .. } | Write::Resource { .. } | Write::RemoveResource { .. } => 0,
        Write::Stock { .. } => 1,
        Write::Order { .. }
        | Write::Count { .. }
        | Write::Claim { .. }
        | Write::Release { .. }
        | Write::RemoveProduct { .. }
        | Write::RemoveOrder { .. }
        | Write::Document { .. } => 2,
    }
}

/// Writes an order, and moves it among those that are counted by status.
fn put_order(conn: &Connection, tenant: TenantId, order: &Order, transition: OrderTransition) -> Applied {
    let changed = match transition {
        OrderTransition::Placed => conn
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
        OrderTransition::From { version: seen, status: left } => conn
            .prepare_cached(
                "UPDATE orders SET version = ?4, status = ?5, doc = ?6 \
                 WHERE tenant_id = ?1 AND order_id = ?2 AND version = ?3 AND status = ?7",
            )?
            .execute(params![
                tenant.as_bytes(),
                order.id.as_bytes(),
                seen as i64,
                order.version as i64,
                order.status.name(),
                to_json(order)?,
                left.name(),
            ])?,
    };
    if changed == 0 {
        return refuse(CommitError::Unexpected(Subject::Order(OrderId(order.id.0))));
    }
    count_order(conn, tenant, transition.left(), Some(order.status))?;
    if transition == OrderTransition::Placed {
        id_leads::note(conn, tenant, order.id.as_bytes(), millis(order.created_at))?;
    }
    Ok(())
}

/// Counts an order as having left one status and come to another, if these differ.
pub(super) fn count_order(
    conn: &Connection,
    tenant: TenantId,
    left: Option<Status>,
    now: Option<Status>,
) -> rusqlite::Result<()> {
    if left == now {
        return Ok(());
    }
    if let Some(left) = left {
        conn.prepare_cached("UPDATE order_counts SET orders = orders - 1 WHERE tenant_id = ?1 AND status = ?2")?
            .execute(params![tenant.as_bytes(), left.name()])?;
    }
    if let Some(now) = now {
        conn.prepare_cached(
            "INSERT INTO order_counts (tenant_id, status, orders) VALUES (?1, ?2, 1) \
             ON CONFLICT DO UPDATE SET orders = orders + 1",
        )?
        .execute(params![tenant.as_bytes(), now.name()])?;
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

/// Returns the id of the record that bears the name.
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

//! What consumers keep: each event counts once for each of them.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    ids::{EventId, ProductId, TenantId},
    insights::{DayRange, DaySales, Effect, Effects, Movement, SalesFigures},
    journal::Entry,
    money::Money,
    order_status::Status,
    page::{Position, Slice},
};

use super::{customers, journal, notices, usage, wide};
use crate::{
    outbox,
    sqlite::{from_json, time, to_json, unreadable},
};

/// Applies effects unless that was done before; returns whether new events were caused.
pub(super) fn apply(conn: &Connection, tenant: TenantId, effects: &Effects) -> rusqlite::Result<bool> {
    let first = conn
        .prepare_cached("INSERT OR IGNORE INTO consumed (tenant_id, event_id, consumer) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), effects.event.as_bytes(), effects.consumer])?;
    if first == 0 {
        return Ok(false);
    }
    let mut caused = Vec::new();
    for effect in &effects.effects {
        match effect {
            Effect::Sales { day, status, orders, revenue, units } => {
                add_sales(conn, tenant, *day, *status, *orders, *revenue, *units)?;
            }
            Effect::ProductSales { day, product, revenue, units } => {
                add_product_sales(conn, tenant, *day, *product, *revenue, *units)?;
            }
            Effect::HourSales { day, hour, orders, revenue } => {
                add_hour_sales(conn, tenant, *day, *hour, *orders, *revenue)?;
            }
            Effect::CustomerOrders { customer, day, orders } => {
                customers::add(conn, tenant, &customer.0, *day, *orders)?;
            }
            Effect::Mailed(mail) => {
                conn.prepare_cached(
                    "INSERT OR IGNORE INTO order_mails (tenant_id, order_id, event_id, doc) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    tenant.as_bytes(),
                    mail.order.as_bytes(),
                    mail.event.as_bytes(),
                    to_json(mail)?
                ])?;
            }
            Effect::Movement(movement) => {
                conn.prepare_cached(
                    "INSERT OR IGNORE INTO movements (tenant_id, product_id, event_id, doc) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    tenant.as_bytes(),
                    movement.product.as_bytes(),
                    movement.event.as_bytes(),
                    to_json(movement)?
                ])?;
            }
            Effect::Notice(notice) => notices::add(conn, tenant, notice)?,
            Effect::StockLevel { product, threshold, event } => {
                if mark_level(conn, tenant, *product, *threshold)? {
                    caused.push(event.clone());
                }
            }
            Effect::Usage { day, mails, products, members } => {
                usage::add_event(conn, tenant, *day, *mails, *products, *members)?;
            }
        }
    }
    for event in &caused {
        journal::append(conn, Some(tenant), &Entry::noticed(event))?;
    }
    outbox::append(conn, Some(tenant), &caused)?;
    Ok(!caused.is_empty())
}

fn add_sales(
    conn: &Connection,
    tenant: TenantId,
    day: Date,
    status: Status,
    orders: i64,
    revenue: Money,
    units: i64,
) -> rusqlite::Result<()> {
    let (low, high) = wide::parts(revenue);
    conn.prepare_cached(&format!(
        "INSERT INTO sales_by_day (tenant_id, day, status, orders, revenue, units, revenue_high) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET orders = orders + excluded.orders, \
         {}, units = units + excluded.units",
        wide::ADD
    ))?
    .execute(params![tenant.as_bytes(), day.to_string(), status.name(), orders, low, units, high])?;
    Ok(())
}

fn add_product_sales(
    conn: &Connection,
    tenant: TenantId,
    day: Date,
    product: ProductId,
    revenue: Money,
    units: i64,
) -> rusqlite::Result<()> {
    let (low, high) = wide::parts(revenue);
    conn.prepare_cached(&format!(
        "INSERT INTO sales_by_product (tenant_id, day, product_id, revenue, units, revenue_high) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET {}, units = units + excluded.units",
        wide::ADD
    ))?
    .execute(params![tenant.as_bytes(), day.to_string(), product.as_bytes(), low, units, high])?;
    Ok(())
}

fn add_hour_sales(
    conn: &Connection,
    tenant: TenantId,
    day: Date,
    hour: u8,
    orders: i64,
    revenue: Money,
) -> rusqlite::Result<()> {
    let (low, high) = wide::parts(revenue);
    conn.prepare_cached(&format!(
        "INSERT INTO sales_by_hour (tenant_id, day, hour, orders, revenue, revenue_high) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET orders = orders + excluded.orders, {}",
        wide::ADD
    ))?
    .execute(params![tenant.as_bytes(), day.to_string(), hour, orders, low, high])?;
    Ok(())
}

/// Returns whether a product became low that was not marked. The one writer of the file
/// runs this, so nothing moves between the look and the mark.
fn mark_level(conn: &Connection, tenant: TenantId, product: ProductId, threshold: u64) -> rusqlite::Result<bool> {
    let low: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM stock s JOIN products p \
             ON p.tenant_id = s.tenant_id AND p.product_id = s.product_id \
             WHERE s.tenant_id = ?1 AND s.product_id = ?2 AND s.quantity <= ?3 AND p.archived = 0)",
        )?
        .query_row(params![tenant.as_bytes(), product.as_bytes(), threshold as i64], |row| row.get(0))?;
    let sql = if low {
        "INSERT OR IGNORE INTO low_stock (tenant_id, product_id) VALUES (?1, ?2)"
    } else {
        "DELETE FROM low_stock WHERE tenant_id = ?1 AND product_id = ?2"
    };
    let changed = conn.prepare_cached(sql)?.execute(params![tenant.as_bytes(), product.as_bytes()])?;
    Ok(low && changed > 0)
}

pub(super) fn sales(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<Vec<DaySales>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, status, orders, units, revenue, revenue_high FROM sales_by_day \
         WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3",
    )?;
    let rows =
        statement.query_map(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()], |row| {
            Ok(DaySales {
                day: row.get::<_, String>(0)?.parse().map_err(|error: jiff::Error| unreadable(Box::new(error)))?,
                status: row.get::<_, String>(1)?.parse().map_err(|error: &str| unreadable(error.into()))?,
                figures: SalesFigures { orders: row.get(2)?, revenue: wide::read(row, 4, 5)?, units: row.get(3)? },
            })
        })?;
    rows.collect()
}

pub(super) fn ledger(
    conn: &Connection,
    tenant: TenantId,
    product: ProductId,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<Movement>> {
    let before = match from {
        Some(Position::Before(id) | Position::After(_, id)) => *id.as_bytes(),
        None => [0xff; 16],
    };
    let mut statement = conn.prepare_cached(
        "SELECT doc FROM movements WHERE tenant_id = ?1 AND product_id = ?2 AND event_id < ?3 \
         ORDER BY event_id DESC LIMIT ?4",
    )?;
    let docs = statement
        .query_map(params![tenant.as_bytes(), product.as_bytes(), before, limit as i64 + 1], |row| {
            row.get::<_, String>(0)
        })?;
    let movements = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<Movement>>>()?;
    Ok(Slice::cut(movements, limit, |movement| Position::Before(EventId(movement.event.0).0)))
}

/// Among the events that the figures still wait for.
pub(super) fn oldest_unseen(conn: &Connection, tenant: TenantId) -> rusqlite::Result<Option<Timestamp>> {
    oldest(
        conn,
        "SELECT min(at) FROM outbox WHERE tenant_id = ?1 AND (consumers IS NULL OR consumers = 'insights')",
        tenant,
    )
}

/// Among the events that the figures do without until an operator redrives them, and those that are redriven now.
pub(super) fn oldest_given_up(conn: &Connection, tenant: TenantId) -> rusqlite::Result<Option<Timestamp>> {
    let given_up = oldest(
        conn,
        "SELECT min(json_extract(event, '$.at')) FROM dead_letters WHERE tenant_id = ?1 AND consumer = 'insights'",
        tenant,
    )?;
    let redriven = oldest(conn, "SELECT min(at) FROM outbox WHERE tenant_id = ?1 AND consumers = 'insights'", tenant)?;
    Ok([given_up, redriven].into_iter().flatten().min())
}

fn oldest(conn: &Connection, sql: &str, tenant: TenantId) -> rusqlite::Result<Option<Timestamp>> {
    use rusqlite::types::ValueRef;
    let found = conn
        .prepare_cached(sql)?
        .query_row(params![tenant.as_bytes()], |row| match row.get_ref(0)? {
            ValueRef::Integer(millis) => time(millis).map(Some),
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text).map_err(|error| unreadable(Box::new(error)))?;
                text.parse().map(Some).map_err(|error: jiff::Error| unreadable(Box::new(error)))
            }
            _ => Ok(None),
        })
        .optional()?;
    Ok(found.flatten())
}

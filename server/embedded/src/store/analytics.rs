//! Reading what the richer figures and the timeline are made of.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use tenantry_core::{
    ids::{OrderId, TenantId},
    insights::{CategorySales, Customers, DayRange, HourSales, OrderMail},
    order::Status,
};

use super::wide;
use crate::sqlite::{from_json, unreadable};

pub(super) fn hour_sales(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<Vec<HourSales>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, hour, orders, revenue, revenue_high FROM sales_by_hour \
         WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3",
    )?;
    let rows =
        statement.query_map(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()], |row| {
            Ok(HourSales {
                day: row.get::<_, String>(0)?.parse().map_err(|error: jiff::Error| unreadable(Box::new(error)))?,
                hour: row.get(1)?,
                orders: row.get(2)?,
                revenue: wide::read(row, 3, 4)?,
            })
        })?;
    rows.collect()
}

pub(super) fn category_sales(
    conn: &Connection,
    tenant: TenantId,
    range: DayRange,
) -> rusqlite::Result<Vec<CategorySales>> {
    let (pieces, high, rest) = (wide::PIECES, wide::HIGH, wide::REST);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT category, units, {rest}, {high} FROM (\
         SELECT p.category, sum(s.units) AS units, {pieces} FROM sales_by_product s \
         JOIN products p ON p.tenant_id = s.tenant_id AND p.product_id = s.product_id \
         WHERE s.tenant_id = ?1 AND s.day BETWEEN ?2 AND ?3 GROUP BY p.category HAVING sum(s.units) > 0) \
         ORDER BY 4 DESC, 3 DESC, 1"
    ))?;
    let rows = statement
        .query_map(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()], |row| {
            Ok(CategorySales { category: row.get(0)?, revenue: wide::read(row, 2, 3)?, units: row.get(1)? })
        })?;
    rows.collect()
}

pub(super) fn customers(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<Customers> {
    conn.prepare_cached(
        "SELECT count(*), coalesce(sum(ever >= 2), 0) FROM (SELECT sum(orders) AS ever, \
         sum(CASE WHEN day >= ?2 THEN orders ELSE 0 END) AS inside FROM orders_by_customer \
         WHERE tenant_id = ?1 AND day <= ?3 GROUP BY customer HAVING inside > 0)",
    )?
    .query_row(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()], |row| {
        Ok(Customers { all: row.get::<_, i64>(0)? as u64, repeat: row.get::<_, i64>(1)? as u64 })
    })
}

/// The index on the status alone answers this.
pub(super) fn order_counts(conn: &Connection, tenant: TenantId) -> rusqlite::Result<BTreeMap<Status, u64>> {
    let mut statement =
        conn.prepare_cached("SELECT status, count(*) FROM orders WHERE tenant_id = ?1 GROUP BY status")?;
    let rows = statement.query_map(params![tenant.as_bytes()], |row| {
        let status = row.get::<_, String>(0)?.parse().map_err(|error: &str| unreadable(error.into()))?;
        Ok((status, row.get::<_, i64>(1)? as u64))
    })?;
    rows.collect()
}

pub(super) fn order_mails(conn: &Connection, tenant: TenantId, order: OrderId) -> rusqlite::Result<Vec<OrderMail>> {
    let mut statement =
        conn.prepare_cached("SELECT doc FROM order_mails WHERE tenant_id = ?1 AND order_id = ?2 ORDER BY event_id")?;
    let docs = statement.query_map(params![tenant.as_bytes(), order.as_bytes()], |row| row.get::<_, String>(0))?;
    docs.map(|doc| from_json(&doc?)).collect()
}

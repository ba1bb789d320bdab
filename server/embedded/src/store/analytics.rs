//! Reading what the richer figures and the timeline are made of.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use tenantry_core::domain::{
    ids::{OrderId, TenantId},
    insights::{DayRange, HourSales, OrderMail},
    order_status::Status,
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

/// Of the numbers that each commit moves with its orders.
pub(super) fn order_counts(conn: &Connection, tenant: TenantId) -> rusqlite::Result<BTreeMap<Status, u64>> {
    let mut statement =
        conn.prepare_cached("SELECT status, orders FROM order_counts WHERE tenant_id = ?1 AND orders > 0")?;
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

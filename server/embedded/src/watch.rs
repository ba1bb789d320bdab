//! Counters with thresholds. The percentage notified of is kept in the file of the
//! number and judged together with it.

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{domain::ids::TenantId, policy::limit_alerts::evaluate, ports::watch::Threshold};

use crate::outbox;

fn notified(conn: &Connection, tenant: TenantId, name: &str) -> rusqlite::Result<u8> {
    let notified = conn
        .prepare_cached("SELECT percent FROM limits_told WHERE tenant_id = ?1 AND name = ?2")?
        .query_row(params![tenant.as_bytes(), name], |row| row.get(0))
        .optional()?;
    Ok(notified.unwrap_or(0))
}

/// Returns whether the level of a limit changed, so that there is something to write: seldom.
pub(crate) fn is_news(
    conn: &Connection,
    tenant: TenantId,
    name: &str,
    used: u64,
    thresholds: &[Threshold],
) -> rusqlite::Result<bool> {
    let notified = notified(conn, tenant, name)?;
    Ok(evaluate(notified, used, thresholds).0 != notified)
}

/// Stores the level of a limit and its alerts; returns whether events were caused. To be called in the transaction
/// that read the number.
pub(crate) fn publish_alerts(
    conn: &Connection,
    tenant: TenantId,
    name: &str,
    used: u64,
    thresholds: &[Threshold],
) -> rusqlite::Result<bool> {
    let before = notified(conn, tenant, name)?;
    let (level, news) = evaluate(before, used, thresholds);
    if level == before {
        return Ok(false);
    }
    conn.prepare_cached("INSERT OR REPLACE INTO limits_told (tenant_id, name, percent) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), name, level])?;
    let events: Vec<_> = news.into_iter().map(|threshold| threshold.event.clone()).collect();
    outbox::append(conn, Some(tenant), &events)?;
    Ok(!events.is_empty())
}

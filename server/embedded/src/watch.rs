//! Numbers that somebody is told of. What was told is kept in the file of the
//! number and judged together with it.

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    ids::TenantId,
    near::{Step, judge},
};

use crate::outbox;

fn told(conn: &Connection, tenant: TenantId, name: &str) -> rusqlite::Result<u8> {
    let told = conn
        .prepare_cached("SELECT percent FROM limits_told WHERE tenant_id = ?1 AND name = ?2")?
        .query_row(params![tenant.as_bytes(), name], |row| row.get(0))
        .optional()?;
    Ok(told.unwrap_or(0))
}

/// Whether there is something to write, which is seldom.
pub(crate) fn is_news(
    conn: &Connection,
    tenant: TenantId,
    name: &str,
    used: u64,
    steps: &[Step],
) -> rusqlite::Result<bool> {
    let told = told(conn, tenant, name)?;
    Ok(judge(told, used, steps).0 != told)
}

/// Whether events were caused. To be called in the transaction that read the number.
pub(crate) fn tell(
    conn: &Connection,
    tenant: TenantId,
    name: &str,
    used: u64,
    steps: &[Step],
) -> rusqlite::Result<bool> {
    let before = told(conn, tenant, name)?;
    let (level, news) = judge(before, used, steps);
    if level == before {
        return Ok(false);
    }
    conn.prepare_cached("INSERT OR REPLACE INTO limits_told (tenant_id, name, percent) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), name, level])?;
    let events: Vec<_> = news.into_iter().map(|step| step.event.clone()).collect();
    outbox::append(conn, Some(tenant), &events)?;
    Ok(!events.is_empty())
}

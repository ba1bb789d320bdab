//! Events wait in the file of the change that caused them, written in the same
//! transaction, until every consumer has seen them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{event::Event, ids::TenantId};

use crate::{
    sqlite::{from_json, millis, to_json},
    trace,
};

/// The key of what belongs to no tenant.
const NOBODY: [u8; 16] = [0; 16];

pub(crate) fn owner(tenant: Option<TenantId>) -> [u8; 16] {
    tenant.map_or(NOBODY, |tenant| *tenant.as_bytes())
}

pub(crate) fn append(conn: &Connection, tenant: Option<TenantId>, events: &[Event]) -> rusqlite::Result<()> {
    let mut insert =
        conn.prepare_cached("INSERT INTO outbox (tenant_id, event_id, event, at, trace) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let trace = trace::context();
    for event in events {
        insert.execute(params![owner(tenant), event.id.as_bytes(), to_json(event)?, millis(event.at), trace])?;
    }
    Ok(())
}

/// An event on its way.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub seq: i64,
    pub event: Event,
    /// Those still to run; nothing means all.
    pub consumers: Option<Vec<String>>,
    pub attempts: u32,
    /// Of the request that caused it.
    pub trace: Option<String>,
}

pub(crate) fn due(conn: &Connection, now: Timestamp, limit: usize) -> rusqlite::Result<Vec<Waiting>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, event, consumers, attempts, trace FROM outbox WHERE due_at <= ?1 ORDER BY seq LIMIT ?2",
    )?;
    let rows = statement.query_map(params![millis(now), limit as i64], |row| {
        Ok(Waiting {
            seq: row.get(0)?,
            event: from_json(&row.get::<_, String>(1)?)?,
            consumers: row.get::<_, Option<String>>(2)?.map(|names| names.split(',').map(str::to_owned).collect()),
            attempts: row.get::<_, i64>(3)? as u32,
            trace: row.get(4)?,
        })
    })?;
    rows.collect()
}

/// When the next event is due that was put off.
pub(crate) fn next_due(conn: &Connection) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT min(due_at) FROM outbox")?.query_row([], |row| row.get(0))
}

/// When the first event was caused that still waits.
pub(crate) fn oldest(conn: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT at FROM outbox ORDER BY seq LIMIT 1")?;
    statement.query_row([], |row| row.get(0)).optional()
}

pub(crate) fn done(conn: &Connection, seq: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

pub(crate) fn put_off(
    conn: &Connection,
    seq: i64,
    consumers: &[String],
    attempts: u32,
    due: Timestamp,
) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE outbox SET consumers = ?2, attempts = ?3, due_at = ?4 WHERE seq = ?1")?
        .execute(params![seq, consumers.join(","), attempts, millis(due)])?;
    Ok(())
}

//! Events wait in the file of the change that caused them, written in the same
//! transaction, until every consumer has seen them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use tenantry_core::{
    domain::{event::Event, ids::TenantId},
    policy::delivery::Failures,
};

use crate::{
    sqlite::{from_json, millis, time, to_json},
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
    /// The one that is still to run; nothing means all.
    pub consumer: Option<String>,
    /// Of the one consumer.
    pub failures: Failures,
    /// Of the request that caused it.
    pub trace: Option<String>,
}

/// An event that waits for redelivery to one consumer.
#[derive(Clone, Debug)]
pub(crate) struct PutOff {
    pub consumer: String,
    pub failures: Failures,
    pub due: Timestamp,
}

const COLUMNS: &str = "seq, event, consumers, attempts, postponed, since, done, trace";

fn read(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let done: Option<String> = row.get(6)?;
    Ok(Waiting {
        seq: row.get(0)?,
        event: from_json(&row.get::<_, String>(1)?)?,
        consumer: row.get(2)?,
        failures: Failures {
            tries: row.get(3)?,
            postponed: row.get(4)?,
            since: row.get::<_, Option<i64>>(5)?.map(time).transpose()?,
            done: done.as_deref().map(from_json).transpose()?.unwrap_or_default(),
        },
        trace: row.get(7)?,
    })
}

/// Events that no consumer has seen, in their order.
pub(crate) fn fresh(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<Waiting>> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE consumers IS NULL AND due_at = 0 ORDER BY seq LIMIT ?1");
    conn.prepare_cached(&sql)?.query_map([limit as i64], read)?.collect()
}

/// What is due to be handed to one consumer again, what waits for longest first.
pub(crate) fn due(conn: &Connection, consumer: &str, now: Timestamp, limit: usize) -> rusqlite::Result<Vec<Waiting>> {
    let sql =
        format!("SELECT {COLUMNS} FROM outbox WHERE consumers = ?1 AND due_at <= ?2 ORDER BY due_at, seq LIMIT ?3");
    conn.prepare_cached(&sql)?.query_map(params![consumer, millis(now), limit as i64], read)?.collect()
}

/// What first had to wait before a moment, whatever the time at which it is due.
pub(crate) fn waiting_since(
    conn: &Connection,
    consumer: &str,
    before: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<Waiting>> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE consumers = ?1 AND since <= ?2 LIMIT ?3");
    conn.prepare_cached(&sql)?.query_map(params![consumer, millis(before), limit as i64], read)?.collect()
}

/// When the next event is due that waits for one consumer.
pub(crate) fn next_due(conn: &Connection, consumer: &str) -> rusqlite::Result<Option<Timestamp>> {
    let due: Option<i64> = conn
        .prepare_cached("SELECT min(due_at) FROM outbox WHERE consumers = ?1")?
        .query_row([consumer], |row| row.get(0))?;
    due.map(time).transpose()
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

/// Leaves the event to those consumers that are put off, each in a row of its own.
pub(crate) fn put_off(conn: &Connection, seq: i64, consumers: &[PutOff]) -> rusqlite::Result<()> {
    let Some((first, others)) = consumers.split_first() else { return done(conn, seq) };
    for other in others {
        conn.prepare_cached(
            "INSERT INTO outbox (tenant_id, event_id, event, at, trace, consumers, attempts, postponed, since, done, \
             due_at) SELECT tenant_id, event_id, event, at, trace, ?2, ?3, ?4, ?5, ?6, ?7 FROM outbox WHERE seq = ?1",
        )?
        .execute(values(seq, other)?)?;
    }
    conn.prepare_cached(
        "UPDATE outbox SET consumers = ?2, attempts = ?3, postponed = ?4, since = ?5, done = ?6, due_at = ?7 \
         WHERE seq = ?1",
    )?
    .execute(values(seq, first)?)?;
    Ok(())
}

fn values(seq: i64, put_off: &PutOff) -> rusqlite::Result<impl Params> {
    let PutOff { consumer, failures: Failures { tries, postponed, since, done }, due } = put_off;
    let done = if done.is_empty() { None } else { Some(to_json(done)?) };
    Ok((seq, consumer.clone(), *tries, *postponed, since.map(millis), done, millis(*due)))
}

/// Takes dead letters back into the outbox, for their consumers alone.
pub(crate) fn take_back(conn: &Connection, event: &Event, put_off: &PutOff) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO outbox (tenant_id, event_id, event, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![owner(event.tenant), event.id.as_bytes(), to_json(event)?, millis(event.at)])?;
    self::put_off(conn, conn.last_insert_rowid(), std::slice::from_ref(put_off))
}

/// Rows of earlier versions, which name several consumers, are for all of them again: what they keep counts once.
pub(crate) fn split_old_rows(conn: &Connection) -> rusqlite::Result<usize> {
    conn.execute("UPDATE outbox SET consumers = NULL, attempts = 0, due_at = 0 WHERE instr(consumers, ',') > 0", [])
}

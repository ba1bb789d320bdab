//! Operations on tenants. A tenant has one operation that runs, at the most.

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::operation::Operation,
    ports::commit::{CommitError, Expect, Subject},
};

use super::commit::{Applied, expect_change, refuse};
use crate::sqlite::to_json;

const RUNNING: &str = "running";

pub(super) fn put(conn: &Connection, operation: &Operation, expect: Expect) -> Applied {
    if operation.is_running() && is_another_running(conn, operation)? {
        return refuse(CommitError::OperationRunning);
    }
    let key = params![
        operation.id.as_bytes(),
        operation.tenant.as_bytes(),
        operation.status.name(),
        operation.version as i64,
        to_json(operation)?,
    ];
    let changed = match expect {
        Expect::Absent => conn
            .prepare_cached(
                "INSERT OR IGNORE INTO operations (operation_id, tenant_id, status, version, doc) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(key)?,
        Expect::Version(_) => conn
            .prepare_cached(
                "UPDATE operations SET status = ?3, version = ?4, doc = ?5 \
                 WHERE operation_id = ?1 AND tenant_id = ?2 AND version = ?4 - 1",
            )?
            .execute(key)?,
    };
    expect_change(changed, Subject::Operation(operation.id))
}

fn is_another_running(conn: &Connection, operation: &Operation) -> rusqlite::Result<bool> {
    let running: Option<[u8; 16]> = conn
        .prepare_cached("SELECT operation_id FROM operations WHERE tenant_id = ?1 AND status = ?2")?
        .query_row(params![operation.tenant.as_bytes(), RUNNING], |row| row.get(0))
        .optional()?;
    Ok(running.is_some_and(|running| running != *operation.id.as_bytes()))
}

/// The documents of those that run, oldest first.
pub(super) fn running(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT doc FROM operations WHERE status = ?1 ORDER BY operation_id LIMIT ?2")?
        .query_map(params![RUNNING, limit as i64], |row| row.get(0))?
        .collect()
}

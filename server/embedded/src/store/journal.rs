//! The journal, in data files and in the control file alike.

use rusqlite::{Connection, params};
use tenantry_core::domain::{
    ids::{EntryId, TenantId},
    journal::Entry,
};

use crate::{
    outbox::owner,
    sqlite::{from_json, to_json},
};

pub(crate) fn append(conn: &Connection, tenant: Option<TenantId>, entry: &Entry) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO journal (tenant_id, entry_id, doc) VALUES (?1, ?2, ?3)")?.execute(params![
        owner(tenant),
        entry.id.as_bytes(),
        to_json(entry)?
    ])?;
    Ok(())
}

/// Newest first.
pub(crate) fn list(
    conn: &Connection,
    tenant: Option<TenantId>,
    before: Option<EntryId>,
    limit: usize,
) -> rusqlite::Result<Vec<Entry>> {
    let before = before.map_or([0xff; 16], |before| *before.as_bytes());
    let mut statement = conn.prepare_cached(
        "SELECT doc FROM journal WHERE tenant_id = ?1 AND entry_id < ?2 ORDER BY entry_id DESC LIMIT ?3",
    )?;
    let docs = statement.query_map(params![owner(tenant), before, limit as i64], |row| row.get::<_, String>(0))?;
    docs.map(|doc| from_json(&doc?)).collect()
}

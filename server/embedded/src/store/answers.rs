//! Answers that are kept for a day, to be given again to a retry.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    idempotency::{Answer, IdemKey, IdemRecord},
    ids::TenantId,
};

use crate::sqlite::{millis, time, unreadable};

pub(super) fn kept(
    conn: &Connection,
    tenant: TenantId,
    key: &IdemKey,
    now: Timestamp,
) -> rusqlite::Result<Option<IdemRecord>> {
    conn.prepare_cached(
        "SELECT fingerprint, expires_at, answer, version FROM answers \
         WHERE tenant_id = ?1 AND key = ?2 AND expires_at > ?3",
    )?
    .query_row(params![tenant.as_bytes(), key.0, millis(now)], |row| {
        let version = row.get::<_, Option<i64>>(3)?.map(|version| version as u64);
        Ok(IdemRecord {
            key: *key,
            fingerprint: row.get(0)?,
            expires_at: time(row.get(1)?)?,
            answer: Answer::kept(row.get(2)?, version).map_err(|error| unreadable(Box::new(error)))?,
        })
    })
    .optional()
}

/// In the place of one that has expired.
pub(super) fn keep(conn: &Connection, tenant: TenantId, record: &IdemRecord) -> rusqlite::Result<()> {
    let IdemRecord { key, fingerprint, answer, expires_at } = record;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO answers (tenant_id, key, fingerprint, expires_at, answer, version) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        tenant.as_bytes(),
        key.0,
        fingerprint,
        millis(*expires_at),
        answer.as_json(),
        answer.version().map(|version| version as i64)
    ])?;
    Ok(())
}

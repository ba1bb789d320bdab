//! Answers that are kept for a day, to be given again to a retry.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    idempotency::{Answer, IdemKey, IdemRecord},
    ids::TenantId,
};

use crate::sqlite::{millis, time};

pub(super) fn kept(
    conn: &Connection,
    tenant: TenantId,
    key: &IdemKey,
    now: Timestamp,
) -> rusqlite::Result<Option<IdemRecord>> {
    conn.prepare_cached(
        "SELECT fingerprint, expires_at, status, etag, location, body FROM answers \
         WHERE tenant_id = ?1 AND key = ?2 AND expires_at > ?3",
    )?
    .query_row(params![tenant.as_bytes(), key.0, millis(now)], |row| {
        Ok(IdemRecord {
            key: *key,
            fingerprint: row.get(0)?,
            expires_at: time(row.get(1)?)?,
            answer: Answer { status: row.get(2)?, etag: row.get(3)?, location: row.get(4)?, body: row.get(5)? },
        })
    })
    .optional()
}

/// In the place of one that has expired.
pub(super) fn keep(conn: &Connection, tenant: TenantId, record: &IdemRecord) -> rusqlite::Result<()> {
    let Answer { status, etag, location, body } = &record.answer;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO answers (tenant_id, key, fingerprint, expires_at, status, etag, location, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        tenant.as_bytes(),
        record.key.0,
        record.fingerprint,
        millis(record.expires_at),
        status,
        etag,
        location,
        body
    ])?;
    Ok(())
}

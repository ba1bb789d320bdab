//! API keys. The time of the last use stands beside the record, since it is noted without a commit.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};
use tenantry_core::{
    domain::{
        api_key::ApiKey,
        ids::{ApiKeyId, TenantId},
    },
    ports::commit::{CommitError, Expect, Subject},
};
use uuid::Uuid;

use super::commit::{Applied, expect_change, refuse};
use crate::sqlite::{millis, to_json};

pub(super) fn put(conn: &Connection, key: &ApiKey, expect: Expect, max: u64) -> Applied {
    let changed = match expect {
        Expect::Absent => {
            let used: i64 = conn
                .prepare_cached("SELECT COUNT(*) FROM api_keys WHERE tenant_id = ?1")?
                .query_row([key.tenant.as_bytes()], |row| row.get(0))?;
            let used = used.unsigned_abs();
            if used >= max {
                return refuse(CommitError::OverLimit { max, used });
            }
            conn.prepare_cached(
                "INSERT OR IGNORE INTO api_keys (key_id, tenant_id, version, doc) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                key.id.as_bytes(),
                key.tenant.as_bytes(),
                key.version as i64,
                to_json(key)?
            ])?
        }
        Expect::Version(seen) => conn
            .prepare_cached(
                "UPDATE api_keys SET version = ?3, doc = ?4 WHERE key_id = ?1 AND tenant_id = ?2 AND version = ?5",
            )?
            .execute(params![
                key.id.as_bytes(),
                key.tenant.as_bytes(),
                key.version as i64,
                to_json(key)?,
                seen as i64
            ])?,
    };
    expect_change(changed, Subject::ApiKey(key.id))
}

pub(super) fn remove(conn: &Connection, id: ApiKeyId, tenant: TenantId) -> Applied {
    let changed = conn
        .prepare_cached("DELETE FROM api_keys WHERE key_id = ?1 AND tenant_id = ?2")?
        .execute([id.as_bytes(), tenant.as_bytes()])?;
    expect_change(changed, Subject::ApiKey(id))
}

pub(super) fn uses(conn: &Connection, tenant: TenantId) -> rusqlite::Result<BTreeMap<ApiKeyId, Timestamp>> {
    let mut statement =
        conn.prepare_cached("SELECT key_id, used_at FROM api_keys WHERE tenant_id = ?1 AND used_at IS NOT NULL")?;
    let uses = statement.query_map([tenant.as_bytes()], |row| {
        let used_at = Timestamp::from_millisecond(row.get(1)?);
        let used_at = used_at.map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Integer, Box::new(error))
        })?;
        Ok((ApiKeyId(Uuid::from_bytes(row.get(0)?)), used_at))
    })?;
    uses.collect()
}

pub(super) fn note_use(conn: &Connection, tenant: TenantId, id: ApiKeyId, at: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE api_keys SET used_at = ?3 WHERE key_id = ?1 AND tenant_id = ?2 AND (used_at IS NULL OR used_at < ?3)",
    )?
    .execute(params![id.as_bytes(), tenant.as_bytes(), millis(at)])
    .map(drop)
}

//! Small things of which a tenant has one of each kind.

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::ids::TenantId,
    ports::commit::{CommitError, Document, DocumentKind, Expect, Subject},
};

use super::commit::{Applied, refuse};

pub(super) fn find(conn: &Connection, tenant: TenantId, kind: DocumentKind) -> rusqlite::Result<Option<Document>> {
    conn.prepare_cached("SELECT version, body FROM documents WHERE tenant_id = ?1 AND kind = ?2")?
        .query_row(params![tenant.as_bytes(), kind.key()], |row| {
            Ok(Document { kind, version: row.get::<_, i64>(0)? as u64, body: row.get(1)? })
        })
        .optional()
}

pub(super) fn put(conn: &Connection, tenant: TenantId, document: &Document, expect: Expect) -> Applied {
    let Document { kind, version, body } = document;
    let changed = match expect {
        Expect::Absent => conn
            .prepare_cached("INSERT OR IGNORE INTO documents (tenant_id, kind, version, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![tenant.as_bytes(), kind.key(), *version as i64, body])?,
        Expect::Version(seen) => conn
            .prepare_cached(
                "UPDATE documents SET version = ?3, body = ?4 WHERE tenant_id = ?1 AND kind = ?2 AND version = ?5",
            )?
            .execute(params![tenant.as_bytes(), kind.key(), *version as i64, body, seen as i64])?,
    };
    if changed == 0 { refuse(CommitError::Unexpected(Subject::Document(*kind))) } else { Ok(()) }
}

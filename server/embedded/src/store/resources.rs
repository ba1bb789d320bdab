//! Records of declared kinds: one table holds them, and one their places in sorted lists.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use tenantry_core::{
    domain::{
        ids::{ResourceId, TenantId},
        page::{Position, Slice},
        resource::{ResourceOrder, ResourceQuery, StoredResource},
    },
    ports::commit::{CommitError, ResourceChange, Subject},
};
use uuid::Uuid;

use super::commit::{Applied, refuse};
use crate::sqlite::{from_json, to_json};

const COLUMNS: &str = "r.kind, r.resource_id, r.version, r.body, r.keys";
/// Above whatever a key holds.
const LAST: &str = "\u{10FFFF}\u{10FFFF}";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredResource> {
    Ok(StoredResource {
        kind: row.get::<_, String>(0)?.into(),
        id: ResourceId(Uuid::from_bytes(row.get(1)?)),
        version: row.get::<_, i64>(2)? as u64,
        body: row.get(3)?,
        keys: from_json(&row.get::<_, String>(4)?)?,
    })
}

pub(super) fn find(
    conn: &Connection,
    tenant: TenantId,
    kind: &str,
    id: ResourceId,
) -> rusqlite::Result<Option<StoredResource>> {
    let sql =
        format!("SELECT {COLUMNS} FROM resources r WHERE r.tenant_id = ?1 AND r.kind = ?2 AND r.resource_id = ?3");
    conn.prepare_cached(&sql)?.query_row(params![tenant.as_bytes(), kind, id.as_bytes()], read).optional()
}

fn select(conn: &Connection, sql: &str, params: &[&dyn ToSql]) -> rusqlite::Result<Vec<StoredResource>> {
    conn.prepare_cached(sql)?.query_map(params, read)?.collect()
}

pub(super) fn list(
    conn: &Connection,
    tenant: TenantId,
    query: &ResourceQuery,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<StoredResource>> {
    let (tenant, wanted) = (tenant.as_bytes(), limit as i64 + 1);
    let ResourceOrder::By { index, descending, from: first, until } = &query.order else {
        let before = match from {
            Some(Position::Before(id) | Position::After(_, id)) => *id,
            None => Uuid::max(),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE r.tenant_id = ?1 AND r.kind = ?2 AND r.resource_id < ?3 \
             ORDER BY r.resource_id DESC LIMIT ?4"
        );
        let rows = select(conn, &sql, &[tenant, &query.kind, before.as_bytes(), &wanted])?;
        return Ok(Slice::cut(rows, limit, |row| Position::Before(row.id.0)));
    };
    let (first, until) = (first.as_deref().unwrap_or_default(), until.as_deref().unwrap_or(LAST));
    // One bound is where the page before ended, or the end of the range that the list begins at; no id is nil.
    let (begin, end) = if *descending { (until, first) } else { (first, until) };
    let (key, id) = match from {
        Some(Position::After(key, id)) => (key.as_str(), *id),
        Some(Position::Before(_)) | None => (begin, Uuid::nil()),
    };
    let (op, bound, order) = if *descending { ("<", ">=", "DESC") } else { (">", "<", "ASC") };
    let sql = format!(
        "SELECT {COLUMNS} FROM resource_keys k JOIN resources r USING (tenant_id, kind, resource_id) \
         WHERE k.tenant_id = ?1 AND k.kind = ?2 AND k.index_name = ?3 AND k.key {bound} ?4 \
         AND (k.key, k.resource_id) {op} (?5, ?6) ORDER BY k.key {order}, k.resource_id {order} LIMIT ?7"
    );
    let rows = select(conn, &sql, &[tenant, &query.kind, index, &end, &key, id.as_bytes(), &wanted])?;
    let place = |row: &StoredResource| {
        let key = row.keys.iter().find(|key| key.index == *index).map(|key| key.key.clone());
        Position::After(key.unwrap_or_default(), row.id.0)
    };
    Ok(Slice::cut(rows, limit, place))
}

/// All kinds, in descending order of kind and id.
pub(super) fn all(
    conn: &Connection,
    tenant: TenantId,
    from: Option<&Position>,
    limit: usize,
) -> rusqlite::Result<Slice<StoredResource>> {
    let (kind, id) = match from {
        Some(Position::After(kind, id)) => (kind.as_str(), *id),
        Some(Position::Before(_)) | None => (LAST, Uuid::max()),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM resources r WHERE r.tenant_id = ?1 AND (r.kind, r.resource_id) < (?2, ?3) \
         ORDER BY r.kind DESC, r.resource_id DESC LIMIT ?4"
    );
    let rows = select(conn, &sql, &[tenant.as_bytes(), &kind, id.as_bytes(), &(limit as i64 + 1)])?;
    Ok(Slice::cut(rows, limit, |row| Position::After(row.kind.clone().into_owned(), row.id.0)))
}

pub(super) fn change(conn: &Connection, tenant: TenantId, change: &ResourceChange) -> Applied {
    match (&change.after, &change.before) {
        (Some(after), before) => put(conn, tenant, after, before.as_ref()),
        (None, Some(before)) => remove(conn, tenant, before),
        (None, None) => Ok(()),
    }
}

pub(super) fn put(
    conn: &Connection,
    tenant: TenantId,
    resource: &StoredResource,
    before: Option<&StoredResource>,
) -> Applied {
    let StoredResource { kind, id, version, body, keys } = resource;
    let (keys, version) = (to_json(keys)?, *version as i64);
    let changed = match before {
        None => conn
            .prepare_cached(
                "INSERT OR IGNORE INTO resources (tenant_id, kind, resource_id, version, keys, body) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![tenant.as_bytes(), kind, id.as_bytes(), version, keys, body])?,
        Some(before) => conn
            .prepare_cached(
                "UPDATE resources SET version = ?4, keys = ?5, body = ?6 \
                 WHERE tenant_id = ?1 AND kind = ?2 AND resource_id = ?3 AND version = ?7",
            )?
            .execute(params![tenant.as_bytes(), kind, id.as_bytes(), version, keys, body, before.version as i64])?,
    };
    if changed == 0 {
        return refuse(CommitError::Unexpected(Subject::Resource(*id)));
    }
    move_keys(conn, tenant, before, Some(resource))
}

pub(super) fn remove(conn: &Connection, tenant: TenantId, before: &StoredResource) -> Applied {
    let removed = conn
        .prepare_cached(
            "DELETE FROM resources WHERE tenant_id = ?1 AND kind = ?2 AND resource_id = ?3 AND version = ?4",
        )?
        .execute(params![tenant.as_bytes(), before.kind, before.id.as_bytes(), before.version as i64])?;
    if removed == 0 {
        return refuse(CommitError::Unexpected(Subject::Resource(before.id)));
    }
    move_keys(conn, tenant, Some(before), None)
}

const NEW_KEY: &str = "INSERT OR IGNORE INTO resource_keys (tenant_id, kind, index_name, key, resource_id) \
     VALUES (?1, ?2, ?3, ?4, ?5)";
const OLD_KEY: &str = "DELETE FROM resource_keys \
     WHERE tenant_id = ?1 AND kind = ?2 AND index_name = ?3 AND key = ?4 AND resource_id = ?5";

/// Writes the keys that are new, and deletes those that are no more.
fn move_keys(
    conn: &Connection,
    tenant: TenantId,
    before: Option<&StoredResource>,
    after: Option<&StoredResource>,
) -> Applied {
    differ(conn, OLD_KEY, tenant, before, after)?;
    differ(conn, NEW_KEY, tenant, after, before)
}

/// Runs a statement for each key of `of` that `other` has not.
fn differ(
    conn: &Connection,
    sql: &str,
    tenant: TenantId,
    of: Option<&StoredResource>,
    other: Option<&StoredResource>,
) -> Applied {
    let Some(of) = of else { return Ok(()) };
    for key in of.keys.iter().filter(|key| other.is_none_or(|other| !other.keys.contains(key))) {
        conn.prepare_cached(sql)?.execute(params![tenant.as_bytes(), of.kind, key.index, key.key, of.id.as_bytes()])?;
    }
    Ok(())
}

//! Which tenants must have a file of their own, as control data says.

use rusqlite::{Connection, OptionalExtension};
use tenantry_core::domain::ids::TenantId;

/// Those whose file was made: not the erased ones, nor one whose place is still being made.
const SILOS: &str = "\
    SELECT tenant_id FROM tenants t WHERE placement = 'silo' AND status <> 'erased' \
    AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.tenant_id = t.tenant_id AND o.status <> 'done' \
                    AND json_extract(o.doc, '$.kind') = 'provision') ORDER BY tenant_id";

pub(crate) fn silos(control: &Connection) -> rusqlite::Result<Vec<TenantId>> {
    // Releases before operations made the file when it was first used.
    let has_operations: Option<i64> =
        control.query_row("SELECT 1 FROM sqlite_schema WHERE name = 'operations'", [], |row| row.get(0)).optional()?;
    tenants(control, if has_operations.is_some() { SILOS } else { ALL_SILOS })
}

/// Returns whether a tenant is one of them.
pub(crate) fn has_silo(control: &Connection, tenant: TenantId) -> rusqlite::Result<bool> {
    let sql = format!("SELECT count(*) > 0 FROM ({SILOS}) WHERE tenant_id = ?1");
    control.query_row(&sql, [tenant.as_bytes()], |row| row.get(0))
}

const ALL_SILOS: &str = "SELECT tenant_id FROM tenants WHERE placement = 'silo' AND status <> 'erased'";

/// Returns whether control data knows a tenant.
pub(crate) fn is_known(control: &Connection, tenant: TenantId) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) > 0 FROM tenants WHERE tenant_id = ?1";
    control.query_row(sql, [tenant.as_bytes()], |row| row.get(0))
}

fn tenants(control: &Connection, sql: &str) -> rusqlite::Result<Vec<TenantId>> {
    let mut statement = control.prepare(sql)?;
    statement.query_map([], |row| Ok(TenantId(uuid::Uuid::from_bytes(row.get(0)?))))?.collect()
}

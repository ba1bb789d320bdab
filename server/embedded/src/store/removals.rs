//! Taking away what was only there to be looked at.

use rusqlite::{Connection, params};
use tenantry_core::{
    domain::{
        ids::{OrderId, ProductId, TenantId},
        order_status::Status,
    },
    ports::commit::{CommitError, Subject},
};

use super::commit::{Applied, count_order, refuse};

pub(super) fn product(conn: &Connection, tenant: TenantId, product: ProductId, expect: u64) -> Applied {
    let removed = conn
        .prepare_cached("DELETE FROM products WHERE tenant_id = ?1 AND product_id = ?2 AND version = ?3")?
        .execute(params![tenant.as_bytes(), product.as_bytes(), expect as i64])?;
    if removed == 0 {
        return refuse(CommitError::Unexpected(Subject::Product(product)));
    }
    conn.prepare_cached("DELETE FROM stock WHERE tenant_id = ?1 AND product_id = ?2")?
        .execute(params![tenant.as_bytes(), product.as_bytes()])?;
    Ok(())
}

pub(super) fn order(conn: &Connection, tenant: TenantId, order: OrderId, expect: u64, status: Status) -> Applied {
    let removed = conn
        .prepare_cached("DELETE FROM orders WHERE tenant_id = ?1 AND order_id = ?2 AND version = ?3 AND status = ?4")?
        .execute(params![tenant.as_bytes(), order.as_bytes(), expect as i64, status.name()])?;
    if removed == 0 {
        return refuse(CommitError::Unexpected(Subject::Order(order)));
    }
    Ok(count_order(conn, tenant, Some(status), None)?)
}

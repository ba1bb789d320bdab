//! How far the ids of orders were ever ahead of their times. Ids rise even when the clock is set back while the server
//! runs, so one may say a later time than its order, though never an earlier one. With the longest lead that a tenant's
//! orders have, a range of times is one of ids, and exactly so.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::ids::TenantId;

/// Adds the table, and what the orders say that are there.
pub(super) fn fill(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE id_leads (tenant_id BLOB NOT NULL PRIMARY KEY, millis INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    )?;
    let mut leads: HashMap<[u8; 16], i64> = HashMap::new();
    let mut orders = conn.prepare("SELECT tenant_id, order_id, created_at FROM orders")?;
    let mut rows = orders.query([])?;
    while let Some(row) = rows.next()? {
        let lead = lead(&row.get(1)?, row.get(2)?);
        if lead > 0 {
            let longest = leads.entry(row.get(0)?).or_default();
            *longest = lead.max(*longest);
        }
    }
    leads.iter().try_for_each(|(tenant, lead)| lengthen(conn, tenant, *lead))
}

/// Notes the lead of a new order, if it is the longest.
pub(crate) fn note(conn: &Connection, tenant: TenantId, order: &[u8; 16], created_at: i64) -> rusqlite::Result<()> {
    // As a rule there is none, and so nothing to write.
    match lead(order, created_at) {
        ..=0 => Ok(()),
        lead => lengthen(conn, tenant.as_bytes(), lead),
    }
}

/// Returns the longest lead of a tenant's orders, in milliseconds.
pub(crate) fn longest(conn: &Connection, tenant: TenantId) -> rusqlite::Result<i64> {
    let found = conn
        .prepare_cached("SELECT millis FROM id_leads WHERE tenant_id = ?1")?
        .query_row([tenant.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
}

fn lengthen(conn: &Connection, tenant: &[u8; 16], lead: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO id_leads (tenant_id, millis) VALUES (?1, ?2) \
         ON CONFLICT DO UPDATE SET millis = excluded.millis WHERE excluded.millis > millis",
    )?
    .execute(params![tenant, lead])?;
    Ok(())
}

fn lead(id: &[u8; 16], created_at: i64) -> i64 {
    let [a, b, c, d, e, f, ..] = *id;
    i64::from_be_bytes([0, 0, a, b, c, d, e, f]) - created_at
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::sqlite::{first_id_of, migrate::DATA};

    const TENANT: TenantId = TenantId(Uuid::from_u128(7));

    #[test]
    fn the_longest_lead_is_kept_and_found_in_what_was_there() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        assert_eq!(longest(&conn, TENANT), Ok(0));
        let now = 1_800_000_000_000;
        for ahead in [0, 5, 90_000, 3] {
            let id = first_id_of(now + ahead);
            note(&conn, TENANT, &id, now).expect("noted");
            conn.execute(
                "INSERT INTO orders (tenant_id, order_id, version, status, email_fold, created_at, doc) \
                 VALUES (?1, ?2, 1, 'pending', '', ?3, '')",
                params![TENANT.as_bytes(), id, now],
            )
            .expect("an order");
        }
        assert_eq!(longest(&conn, TENANT), Ok(90_000));
        conn.execute_batch("DROP TABLE id_leads").expect("as an earlier version");
        fill(&conn).expect("filled");
        assert_eq!(longest(&conn, TENANT), Ok(90_000));
    }
}

//! What a tenant used, by day.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    ids::TenantId,
    insights::DayRange,
    usage::{Activity, UsageRow, UsageRows},
};

use crate::sqlite::unreadable;

pub(super) fn add(
    conn: &Connection,
    tenant: TenantId,
    days: &[(Date, Activity)],
    measured: Option<(Date, u64)>,
) -> rusqlite::Result<()> {
    for (day, Activity { requests, errors, client_errors, micros, reads, writes }) in days {
        conn.prepare_cached(
            "INSERT INTO usage_by_day (tenant_id, day, requests, errors, client_errors, micros, reads, writes) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET \
             requests = requests + excluded.requests, errors = errors + excluded.errors, \
             client_errors = client_errors + excluded.client_errors, micros = micros + excluded.micros, \
             reads = reads + excluded.reads, writes = writes + excluded.writes",
        )?
        .execute(params![
            tenant.as_bytes(),
            day.to_string(),
            *requests as i64,
            *errors as i64,
            *client_errors as i64,
            *micros as i64,
            *reads as i64,
            *writes as i64,
        ])?;
    }
    if let Some((day, bytes)) = measured {
        conn.prepare_cached(
            "INSERT INTO usage_by_day (tenant_id, day, bytes) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
        )?
        .execute(params![tenant.as_bytes(), day.to_string(), bytes as i64])?;
    }
    Ok(())
}

/// Adds the counts of one event to those of its day.
pub(super) fn add_event(
    conn: &Connection,
    tenant: TenantId,
    day: Date,
    mails: u64,
    products: i64,
    members: i64,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO usage_by_day (tenant_id, day, mails, products, members) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO UPDATE SET mails = mails + excluded.mails, products = products + excluded.products, \
         members = members + excluded.members",
    )?
    .execute(params![tenant.as_bytes(), day.to_string(), mails as i64, products, members])?;
    Ok(())
}

pub(super) fn list(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<UsageRows> {
    let (from, to) = (range.from.to_string(), range.to.to_string());
    let (products_before, members_before) = conn
        .prepare_cached(
            "SELECT coalesce(sum(products), 0), coalesce(sum(members), 0) FROM usage_by_day \
             WHERE tenant_id = ?1 AND day < ?2",
        )?
        .query_row(params![tenant.as_bytes(), from], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let bytes_before = conn
        .prepare_cached(
            "SELECT bytes FROM usage_by_day WHERE tenant_id = ?1 AND day < ?2 AND bytes IS NOT NULL \
             ORDER BY day DESC LIMIT 1",
        )?
        .query_row(params![tenant.as_bytes(), from], |row| row.get::<_, i64>(0))
        .optional()?;
    // Orders are counted with the sales already, on the day they were placed.
    let mut statement = conn.prepare_cached(
        "WITH days (day) AS (SELECT day FROM usage_by_day WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3 \
         UNION SELECT day FROM sales_by_day WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3) \
         SELECT d.day, coalesce(u.requests, 0), coalesce(u.errors, 0), coalesce(u.client_errors, 0), \
         coalesce(u.micros, 0), coalesce(u.reads, 0), coalesce(u.writes, 0), u.bytes, coalesce(u.mails, 0), \
         coalesce(u.products, 0), coalesce(u.members, 0), \
         (SELECT coalesce(sum(s.orders), 0) FROM sales_by_day s WHERE s.tenant_id = ?1 AND s.day = d.day) \
         FROM days d LEFT JOIN usage_by_day u ON u.tenant_id = ?1 AND u.day = d.day ORDER BY d.day",
    )?;
    let days = statement.query_map(params![tenant.as_bytes(), from, to], |row| {
        let count = |at: usize| row.get::<_, i64>(at).map(|count| count as u64);
        Ok(UsageRow {
            day: row.get::<_, String>(0)?.parse().map_err(|error: jiff::Error| unreadable(Box::new(error)))?,
            activity: Activity {
                requests: count(1)?,
                errors: count(2)?,
                client_errors: count(3)?,
                micros: count(4)?,
                reads: count(5)?,
                writes: count(6)?,
            },
            bytes_stored: row.get::<_, Option<i64>>(7)?.map(|bytes| bytes as u64),
            mails: count(8)?,
            products: row.get(9)?,
            members: row.get(10)?,
            orders: count(11)?,
        })
    })?;
    Ok(UsageRows {
        products_before,
        members_before,
        bytes_before: bytes_before.map(|bytes| bytes as u64),
        days: days.collect::<rusqlite::Result<_>>()?,
    })
}

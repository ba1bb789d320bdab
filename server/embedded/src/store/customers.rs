//! On which days customers ordered. The days of each are a list in the order of time, in which every day with an order
//! that stands knows the one before and the one after: so the customers of a range are counted by its days alone, however
//! many orders there ever were.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    ids::TenantId,
    insights::{Customers, DayRange},
};

/// Where a day stands that has none before or after it.
const NONE: &str = "";

/// Adds to the orders of a customer on a day. A cancellation may come before the order that it is about.
pub(super) fn add(
    conn: &Connection,
    tenant: TenantId,
    customer: &[u8],
    day: Date,
    orders: i64,
) -> rusqlite::Result<()> {
    let day = day.to_string();
    let now: i64 = conn
        .prepare_cached(
            "INSERT INTO orders_by_customer (tenant_id, customer, day, orders) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT DO UPDATE SET orders = orders + excluded.orders RETURNING orders",
        )?
        .query_row(params![tenant.as_bytes(), customer, day, orders], |row| row.get(0))?;
    let days = Days { conn, tenant, customer };
    match (now - orders > 0, now > 0) {
        (false, true) => days.enter(&day),
        (true, false) => days.leave(&day),
        _ => Ok(()),
    }
}

/// The list of one customer.
struct Days<'a> {
    conn: &'a Connection,
    tenant: TenantId,
    customer: &'a [u8],
}

impl Days<'_> {
    fn enter(&self, day: &str) -> rusqlite::Result<()> {
        let before = self.neighbor("day < ?3 AND orders > 0 ORDER BY day DESC", day)?;
        let after = self.neighbor("day > ?3 AND orders > 0 ORDER BY day", day)?;
        self.set("day_before", day, &before)?;
        self.set("day_after", day, &after)?;
        self.set("day_after", &before, day)?;
        self.set("day_before", &after, day)
    }

    fn leave(&self, day: &str) -> rusqlite::Result<()> {
        let (before, after): (String, String) = self
            .conn
            .prepare_cached(
                "SELECT day_before, day_after FROM orders_by_customer WHERE tenant_id = ?1 AND customer = ?2 AND day = ?3",
            )?
            .query_row(params![self.tenant.as_bytes(), self.customer, day], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.set("day_after", &before, &after)?;
        self.set("day_before", &after, &before)?;
        self.set("day_before", day, NONE)?;
        self.set("day_after", day, NONE)
    }

    fn neighbor(&self, which: &str, day: &str) -> rusqlite::Result<String> {
        let sql =
            format!("SELECT day FROM orders_by_customer WHERE tenant_id = ?1 AND customer = ?2 AND {which} LIMIT 1");
        let found = self
            .conn
            .prepare_cached(&sql)?
            .query_row(params![self.tenant.as_bytes(), self.customer, day], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or_else(|| NONE.to_owned()))
    }

    /// Does nothing to the day that is none.
    fn set(&self, column: &str, day: &str, value: &str) -> rusqlite::Result<()> {
        let sql = format!(
            "UPDATE orders_by_customer SET {column} = ?4 WHERE tenant_id = ?1 AND customer = ?2 AND day = ?3 \
             AND {column} <> ?4"
        );
        self.conn.prepare_cached(&sql)?.execute(params![self.tenant.as_bytes(), self.customer, day, value])?;
        Ok(())
    }
}

/// Each customer is counted on their first day in the range, and taken off again if that is the only order that they ever
/// made up to its end.
pub(super) fn count(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<Customers> {
    conn.prepare_cached(
        "SELECT count(*) FILTER (WHERE day_before < ?2), count(*) FILTER (WHERE day_before = '' AND orders = 1 \
         AND (day_after = '' OR day_after > ?3)) FROM orders_by_customer INDEXED BY customers_by_day \
         WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3 AND orders > 0",
    )?
    .query_row(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()], |row| {
        let (all, once) = (row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64);
        Ok(Customers { all, repeat: all - once })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::ToSpan;
    use uuid::Uuid;

    use super::*;
    use crate::sqlite::migrate::DATA;

    const TENANT: TenantId = TenantId(Uuid::from_u128(7));

    fn day(n: u32) -> Date {
        jiff::civil::date(2026, 1, 1).checked_add(i64::from(n).days()).expect("a day")
    }

    /// By the definition: all that is known of each customer.
    fn counted(known: &BTreeMap<(u8, u32), i64>, from: u32, to: u32) -> Customers {
        let (mut all, mut repeat) = (0, 0);
        for customer in 0..6 {
            let sum = |from: u32| known.range((customer, from)..=(customer, to)).map(|(_, orders)| orders).sum::<i64>();
            if sum(from) > 0 {
                all += 1;
                repeat += u64::from(sum(0) >= 2);
            }
        }
        Customers { all, repeat }
    }

    #[test]
    fn customers_are_counted_right_whatever_comes_and_goes() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let (mut known, mut seed) = (BTreeMap::new(), 14_u64);
        // Any numbers will do, if they are the same each time (Knuth's MMIX generator).
        let mut below = |bound: u32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u32 % bound
        };
        for step in 0..1_500 {
            let (customer, at) = (below(6) as u8, below(20));
            let orders: &mut i64 = known.entry((customer, at)).or_default();
            let change = if *orders > 0 && below(2) == 0 { -1 } else { 1 };
            *orders += change;
            add(&conn, TENANT, &[customer; 32], day(at), change).expect("added");
            let from = below(20);
            let to = from + below(20 - from);
            let range = DayRange { from: day(from), to: day(to) };
            let found = count(&conn, TENANT, range).expect("a count");
            assert_eq!(found, counted(&known, from, to), "after {step}, days {from} to {to}");
        }
        let others = count(&conn, TenantId(Uuid::nil()), DayRange { from: day(0), to: day(20) }).expect("a count");
        assert_eq!(others, Customers { all: 0, repeat: 0 });
    }

    #[test]
    fn a_cancellation_may_come_first() {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let range = DayRange { from: day(0), to: day(9) };
        for (change, all) in [(-1, 0), (1, 0), (1, 1), (-1, 0)] {
            add(&conn, TENANT, &[1; 32], day(3), change).expect("added");
            assert_eq!(count(&conn, TENANT, range).expect("a count").all, all);
        }
    }
}

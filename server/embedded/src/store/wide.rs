//! Sums of money that outgrow 64 bits. They are kept exactly as `high` times 2^61
//! plus `low`, which is never negative and below 2^61, so that adding to one can't
//! overflow whatever was sold on a day.

use rusqlite::Row;
use tenantry_core::money::Money;

const BITS: u32 = 61;
/// All bits of `low`, as the SQL of this module has it.
pub(super) const LOW: i64 = (1 << BITS) - 1;

/// Adds the parts `excluded.revenue` and `excluded.revenue_high` to those of a row.
pub(super) const ADD: &str = "revenue_high = revenue_high + excluded.revenue_high + ((revenue + excluded.revenue) >> 61), \
     revenue = (revenue + excluded.revenue) & 2305843009213693951";

/// Sums of the rows of a group, in pieces that can't overflow: `h`, and `s` times 2^20 plus `r`.
pub(super) const PIECES: &str = "sum(s.revenue_high) AS h, \
     sum(s.revenue >> 20) + (sum(s.revenue & 1048575) >> 20) AS s, sum(s.revenue & 1048575) & 1048575 AS r";
/// The parts of a sum out of its pieces; compared in this order, sums are.
pub(super) const HIGH: &str = "h + (s >> 41)";
pub(super) const REST: &str = "((s & 2199023255551) << 20) | r";

/// `low` and `high` of an amount.
pub(super) fn parts(amount: Money) -> (i64, i64) {
    (amount.minor() & LOW, amount.minor() >> BITS)
}

/// Out of the columns with `low` and `high`.
pub(super) fn read(row: &Row<'_>, low: usize, high: usize) -> rusqlite::Result<Money> {
    let (low, high) = (i128::from(row.get::<_, i64>(low)?), i128::from(row.get::<_, i64>(high)?));
    Ok(Money::from_sum((high << BITS) + low))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn sums_are_exact_whatever_is_added_and_taken_away() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(
            "CREATE TABLE s (day INTEGER PRIMARY KEY, revenue INTEGER NOT NULL, revenue_high INTEGER NOT NULL) STRICT",
        )
        .expect("a table");
        let sql = format!("INSERT INTO s VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET {ADD}");
        let mut sum = 0i128;
        let (large, small) = (100_000_000_000_000, 1_999);
        for n in 0..300_000i64 {
            let amount = [large, -small, large, small, large, -large][(n % 6) as usize];
            let (low, high) = parts(Money::from_minor(amount));
            conn.prepare_cached(&sql).expect("SQL").execute([n % 3, low, high]).expect("added");
            sum += i128::from(amount);
            if n % 9_973 == 0 || n == 299_999 {
                let sum_of = format!("SELECT {REST}, {HIGH} FROM (SELECT {PIECES} FROM s)");
                let read_back = conn.query_row(&sum_of, [], |row| read(row, 0, 1)).expect("a sum");
                assert_eq!(read_back, Money::from_sum(sum), "after {n}");
            }
        }
        assert!(sum > i128::from(i64::MAX), "the test was blind: {sum}");
        let negative = parts(Money::from_minor(-5));
        assert_eq!(negative, (LOW - 4, -1));
    }
}

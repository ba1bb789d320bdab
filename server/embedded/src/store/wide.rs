//! Sums of money that outgrow 64 bits. They are kept exactly as `high` times 2^61
//! plus `low`, which is never negative and below 2^61, so that adding to one can't
//! overflow whatever was sold on a day.

use rusqlite::Row;
use tenantry_core::domain::money::Money;

const BITS: u32 = 61;
/// All bits of `low`, as the SQL of this module has it.
pub(super) const LOW: i64 = (1 << BITS) - 1;

/// Adds the parts `excluded.revenue` and `excluded.revenue_high` to those of a row.
pub(super) const ADD: &str = "revenue_high = revenue_high + excluded.revenue_high + ((revenue + excluded.revenue) >> 61), \
     revenue = (revenue + excluded.revenue) & 2305843009213693951";

/// `low` and `high` of an amount.
pub(super) fn parts(amount: Money) -> (i64, i64) {
    (amount.minor() & LOW, amount.minor() >> BITS)
}

/// Reads an amount out of the columns with `low` and `high`; [`Money::MAX`] where it does not fit.
pub(super) fn read(row: &Row<'_>, low: usize, high: usize) -> rusqlite::Result<Money> {
    read_exactly(row, low, high).map(Money::from_sum)
}

/// Reads an amount that is to be added to others, in minor units.
pub(super) fn read_exactly(row: &Row<'_>, low: usize, high: usize) -> rusqlite::Result<i128> {
    let (low, high) = (i128::from(row.get::<_, i64>(low)?), i128::from(row.get::<_, i64>(high)?));
    Ok((high << BITS) + low)
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
                let mut rows = conn.prepare_cached("SELECT revenue, revenue_high FROM s").expect("SQL");
                let amounts = rows.query_map([], |row| read_exactly(row, 0, 1)).expect("rows");
                assert_eq!(amounts.map(|amount| amount.expect("an amount")).sum::<i128>(), sum, "after {n}");
            }
        }
        assert!(sum > i128::from(i64::MAX), "the test was blind: {sum}");
        let negative = parts(Money::from_minor(-5));
        assert_eq!(negative, (LOW - 4, -1));
    }
}

//! The figures of a range in as many points as a chart can show: hours of one
//! day, days, weeks that begin on Monday, or months. The first and the last
//! week or month may be cut by the range.

use jiff::{ToSpan, civil::Date};

use crate::domain::{
    error::Result,
    figures::{add, too_large},
    insights::{Bucket, Buckets, DayRange, HourSales, SalesFigures, Unit},
    money::Money,
};

/// More days than this are shown as weeks, more than the second as months.
const MOST_DAYS: i32 = 62;
const MOST_DAYS_IN_WEEKS: i32 = 186;

pub(crate) fn unit_of(range: DayRange) -> Unit {
    match range.from.until(range.to).map_or(i32::MAX, |span| span.get_days()) {
        0 => Unit::Hour,
        days if days < MOST_DAYS => Unit::Day,
        days if days < MOST_DAYS_IN_WEEKS => Unit::Week,
        _ => Unit::Month,
    }
}

/// Of the days of the range, in order and without gaps.
pub(crate) fn of_days(unit: Unit, days: &[(Date, SalesFigures)]) -> Result<Buckets> {
    let mut items: Vec<Bucket> = Vec::new();
    for (day, figures) in days {
        let starts = match unit {
            Unit::Week => day.weekday().to_monday_zero_offset() == 0,
            Unit::Month => day.day() == 1,
            Unit::Hour | Unit::Day => true,
        };
        let mut bucket = match items.pop() {
            Some(bucket) if !starts => bucket,
            last => {
                items.extend(last);
                Bucket { from: *day, to: *day, hour: None, figures: SalesFigures::default() }
            }
        };
        bucket.to = *day;
        add(&mut bucket.figures, figures)?;
        items.push(bucket);
    }
    Ok(Buckets { unit, items })
}

/// All hours of one day: one that comes twice is one, one that is left out is empty. Units are not kept by hour.
pub(crate) fn of_hours(day: Date, sold: &[HourSales]) -> Result<Buckets> {
    let empty = |hour: u8| Bucket { from: day, to: day, hour: Some(hour), figures: SalesFigures::default() };
    let mut items: Vec<Bucket> = (0..24).map(empty).collect();
    for sale in sold.iter().filter(|sale| sale.day == day) {
        if let Some(bucket) = items.get_mut(usize::from(sale.hour)) {
            bucket.figures.orders += sale.orders;
            bucket.figures.revenue =
                bucket.figures.revenue.plus(sale.revenue).and_then(Money::whole).ok_or_else(too_large)?;
        }
    }
    Ok(Buckets { unit: Unit::Hour, items })
}

/// Returns the range that ends a day earlier; nothing where it has one day.
pub(crate) fn without_last_day(range: DayRange) -> Option<DayRange> {
    let to = range.to.checked_sub(1.day()).ok()?;
    (range.from <= to).then_some(DayRange { to, ..range })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::money::Money;

    fn range(from: Date, to: Date) -> DayRange {
        DayRange { from, to }
    }

    fn days(range: DayRange) -> Vec<(Date, SalesFigures)> {
        let one = SalesFigures { orders: 1, revenue: Money::from_minor(5), units: 2 };
        crate::domain::figures::days(range).map(|day| (day, one)).collect()
    }

    #[test]
    fn the_unit_fits_the_range() {
        let first = date(2026, 1, 1);
        for (days, unit) in [
            (0, Unit::Hour),
            (1, Unit::Day),
            (61, Unit::Day),
            (62, Unit::Week),
            (185, Unit::Week),
            (186, Unit::Month),
            (365, Unit::Month),
        ] {
            assert_eq!(unit_of(range(first, first.checked_add(days.days()).expect("a day"))), unit, "{days}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first() {
        let spring = range(date(2026, 1, 30), date(2026, 3, 3));
        for (unit, starts) in [
            (Unit::Week, vec!["2026-01-30", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"]),
            (Unit::Month, vec!["2026-01-30", "2026-02-01", "2026-03-01"]),
        ] {
            let found = of_days(unit, &days(spring)).expect("buckets");
            let from: Vec<String> = found.items.iter().map(|bucket| bucket.from.to_string()).collect();
            assert_eq!(from, starts);
            assert_eq!(found.items.last().map(|bucket| bucket.to), Some(spring.to));
            let orders: i64 = found.items.iter().map(|bucket| bucket.figures.orders).sum();
            assert_eq!(orders, 33, "every day counts once");
        }
    }

    #[test]
    fn hours_of_other_days_do_not_count() {
        let day = date(2026, 10, 25);
        let sale = |day, hour| HourSales { day, hour, orders: 2, revenue: Money::from_minor(7) };
        let sold = [sale(day, 0), sale(day, 23), sale(date(2026, 10, 24), 23)];
        let found = of_hours(day, &sold).expect("buckets");
        assert_eq!(found.items.len(), 24);
        let orders: Vec<i64> = found.items.iter().map(|bucket| bucket.figures.orders).collect();
        assert_eq!((orders[0], orders[23], orders.iter().sum::<i64>()), (2, 2, 4));
    }
}

//! When people buy: more as the shop grows, less on some weekdays, most in the evening, and all of it more before the
//! holidays.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use crate::dice::Dice;

const HOURS: [f64; 24] = [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.0, 1.6, 2.0, 2.2, 2.2, 2.4, 2.0, 1.8, 1.8, 2.0, 2.3, 2.7, 3.2, 3.4, 3.0, 2.0,
    0.9,
];

/// Days of trade, oldest first, each with its share of all orders.
pub(crate) fn days(count: u32, last: Date, orders: usize) -> Vec<(Date, usize)> {
    let days: Vec<Date> = (0..i64::from(count)).rev().filter_map(|back| last.checked_sub(back.days()).ok()).collect();
    let weights: Vec<f64> =
        days.iter().enumerate().map(|(nth, day)| weight(*day, nth as f64 / f64::from(count))).collect();
    let sum: f64 = weights.iter().sum();
    let (mut weight_so_far, mut orders_so_far) = (0.0, 0);
    days.into_iter()
        .zip(weights)
        .map(|(day, weight)| {
            weight_so_far += weight;
            // Rounded from the sums, so that the last day makes it exactly as many.
            let sum_of_orders = ((orders as f64) * weight_so_far / sum).round() as usize;
            let of_day = sum_of_orders - orders_so_far;
            orders_so_far = sum_of_orders;
            (day, of_day)
        })
        .collect()
}

/// How much more or less is bought on a day than on others, where the shop grows with its age from 0 to 1.
pub fn weight(day: Date, age: f64) -> f64 {
    let weekday = match day.weekday() {
        Weekday::Sunday => 1.3,
        Weekday::Monday => 1.1,
        Weekday::Friday => 0.9,
        Weekday::Saturday => 0.8,
        _ => 1.0,
    };
    let season = match day.month() {
        12 if day.day() < 20 => 1.7,
        11 => 1.4,
        7 | 8 => 0.85,
        _ => 1.0,
    };
    (0.6 + age) * weekday * season
}

/// The instants of a day's orders, in their order, none at or after `until`.
pub(crate) fn instants(day: Date, count: usize, zone: &TimeZone, until: Timestamp, dice: &mut Dice) -> Vec<Timestamp> {
    let begins = day.at(0, 0, 0, 0).to_zoned_datetime(zone.clone()).map_or(until, |local| local.timestamp());
    let mut instants: Vec<Timestamp> = (0..count)
        .map(|_| {
            let hour = dice.weighted(&HOURS) as i8;
            let (minute, second, milli) = (dice.between(0, 59) as i8, dice.between(0, 59) as i8, dice.between(0, 999));
            let local = day.at(hour, minute, second, milli as i32 * 1_000_000).to_zoned_datetime(zone.clone());
            let at = local.map_or(until, |local| local.timestamp());
            // The last day is not over: what would come later is spread over what there is of it.
            if at < until { at } else { spread(begins, until, dice) }
        })
        .collect();
    instants.sort();
    instants
}

fn spread(from: Timestamp, until: Timestamp, dice: &mut Dice) -> Timestamp {
    let (from, until) = (from.as_millisecond(), until.as_millisecond());
    let millis = dice.between(from.min(until - 1), until - 1);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_exactly_as_many_orders_and_most_before_the_holidays() {
        let last = jiff::civil::date(2026, 12, 31);
        for orders in [1, 365, 1_000, 450_000] {
            let days = days(365, last, orders);
            assert_eq!((days.len(), days.iter().map(|(_, count)| count).sum::<usize>()), (365, orders));
        }
        let of_month = |month: i8| {
            days(365, last, 450_000).iter().filter(|(day, _)| day.month() == month).map(|(_, n)| n).sum::<usize>()
        };
        assert!(of_month(11) > 2 * of_month(2), "{} {}", of_month(11), of_month(2));
    }
}

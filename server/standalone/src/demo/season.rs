//! When people buy: more as the shop grows, less on some weekdays, most in the
//! evening, and all of it more before the holidays.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use tenantry_generator::Dice;

/// Days that the demo looks back on.
pub const DAYS: i64 = 182;

const HOURS: [f64; 24] = [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.0, 1.6, 2.0, 2.2, 2.2, 2.4, 2.0, 1.8, 1.8, 2.0, 2.3, 2.7, 3.2, 3.4, 3.0, 2.0,
    0.9,
];

/// Minutes before now at which every shop has an order, so that a demo shows
/// work to do at any hour.
const FRESH: [i64; 4] = [40, 9 * 60, 30 * 60, 55 * 60];

/// Returns the instants of `count` orders, oldest first, none after `now`.
pub fn instants(count: usize, zone: &TimeZone, now: Timestamp, dice: &mut Dice) -> Vec<Timestamp> {
    let today = now.to_zoned_datetime(zone.clone()).date();
    let days: Vec<Date> = (0..DAYS).rev().filter_map(|back| today.checked_sub(back.days()).ok()).collect();
    let weights: Vec<f64> = days.iter().enumerate().map(|(index, day)| weight(*day, index)).collect();
    let fresh = FRESH.map(|minutes| now - SignedDuration::from_secs(minutes * 60 + dice.between(0, 599)));
    let mut instants = fresh.to_vec();
    while instants.len() < count {
        let day = days[dice.weighted(&weights)];
        let hour = dice.weighted(&HOURS) as i8;
        let (minute, second, milli) = (dice.between(0, 59) as i8, dice.between(0, 59) as i8, dice.between(0, 999));
        let Ok(local) = day.at(hour, minute, second, milli as i32 * 1_000_000).to_zoned_datetime(zone.clone()) else {
            continue;
        };
        if local.timestamp() < now {
            instants.push(local.timestamp());
        }
    }
    instants.sort();
    instants
}

fn weight(day: Date, index: usize) -> f64 {
    tenantry_generator::weight(day, index as f64 / DAYS as f64)
}

//! What a tenant's use costs on AWS, by the list prices and the formula of
//! docs/cost.md. An estimate for the operator of the installation: what the deployment
//! counts are calls, so each is taken as the dearest of its kind.

use crate::domain::{money::Money, usage::Usage};

/// Millionths of a millionth of a dollar: the smallest price is some thousands.
type Pico = u128;

const CENT: Pico = 10_000_000_000;
const GIGABYTE: Pico = 1_000_000_000;
const DAYS_A_MONTH: Pico = 30;

/// List prices of us-east-1, as infra/cost.mjs has them.
mod price {
    use super::Pico;

    /// The gateway, and the edge with its 3 kB, compressed.
    pub const REQUEST: Pico = 3_500_000 + 1_236_000;
    pub const INVOCATION: Pico = 200_000;
    /// Of a function with 512 MB.
    pub const MILLISECOND: Pico = 6_667;
    pub const READ_UNIT: Pico = 125_000;
    pub const WRITE_UNIT: Pico = 625_000;
    /// A month, with the recovery to a point in time, and its backups.
    pub const GIGABYTE_STORED: Pico = 450_000_000_000 + 576_100_000_000;
    /// One publish, and the queues with three requests each.
    pub const EVENT: Pico = 500_000 + super::QUEUES * 3 * 400_000;
    /// A month.
    pub const USER: Pico = 15_000_000_000;
    pub const MAIL: Pico = 100_000_000;
    /// 1124 bytes of log, and one request in two hundred traced.
    pub const WATCHED: Pico = 562_000 + 25_000;
}

/// Milliseconds of the authorizer beside a request, and of the relay or a
/// consumer with an event; as infra/cost.mjs has them, rounded.
const AUTHORIZER_MS: Pico = 5;
const WORKER_MS: Pico = 15;
/// Queues that an event goes to, each with its function.
const QUEUES: Pico = 4;
/// Those functions, and the relay.
const WORKERS: Pico = QUEUES + 1;
/// Half units of a page of twenty products, the dearest read but a search; a single thing takes two.
const HALF_UNITS_A_READ: Pico = 3;
/// Write units of each of the four writes that an order is, which take 31 together; a product's three take 25.
const UNITS_A_WRITE: Pico = 8;

/// In dollars, for the range that the usage is of.
pub fn estimate(usage: &Usage) -> Money {
    let (activity, mails, _) = usage.total();
    let requests = Pico::from(activity.requests);
    let (reads, writes) = (Pico::from(activity.reads), Pico::from(activity.writes));
    let milliseconds = Pico::from(activity.micros / 1_000) + requests * AUTHORIZER_MS;
    let by_day =
        |of: fn(&crate::domain::usage::DayUsage) -> u64| usage.days.iter().map(|day| Pico::from(of(day))).sum::<Pico>();
    let functions = requests * 2 * price::INVOCATION
        + milliseconds * price::MILLISECOND
        + writes * WORKERS * (price::INVOCATION + WORKER_MS * price::MILLISECOND);
    let tables = reads * HALF_UNITS_A_READ * price::READ_UNIT / 2
        + writes * UNITS_A_WRITE * price::WRITE_UNIT
        + by_day(|day| day.bytes_stored.unwrap_or(0)) * price::GIGABYTE_STORED / GIGABYTE / DAYS_A_MONTH;
    let people = by_day(|day| day.users) * price::USER / DAYS_A_MONTH + Pico::from(mails) * price::MAIL;
    let all = requests * (price::REQUEST + price::WATCHED) + functions + tables + writes * price::EVENT + people;
    Money::from_minor(i64::try_from((all + CENT / 2) / CENT).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        insights::DayRange,
        usage::{Activity, DayUsage},
    };

    /// Returns the sum of products that stands behind a name in the script.
    fn in_the_script(script: &str, name: &str) -> f64 {
        let start = script.find(&format!("  {name}: ")).expect("the name") + name.len() + 4;
        let text = script[start..].split([',', '\n']).next().expect("a value");
        let product = |text: &str| text.split('*').map(|n| n.trim().parse::<f64>().expect("a number")).product::<f64>();
        text.split(" + ").map(product).sum()
    }

    #[test]
    fn the_prices_are_those_of_the_script() {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/cost.mjs");
        let script = fs::read_to_string(script).expect("the script");
        let of = |name| in_the_script(&script, name);
        let same = |ours: Pico, theirs: f64| assert_eq!(ours, (theirs * 1e12).round() as Pico);
        same(price::REQUEST, of("api") + of("edge"));
        same(price::INVOCATION, of("invocation"));
        same(price::MILLISECOND, of("gigabyteSecond") / 2.0 / 1_000.0);
        same(price::READ_UNIT, of("read"));
        same(price::WRITE_UNIT, of("write"));
        same(price::GIGABYTE_STORED, of("storage") + of("backup"));
        let queues = script.split("const queues = ").nth(1).and_then(|rest| rest.split(';').next()).expect("a number");
        assert_eq!(queues.parse(), Ok(QUEUES));
        same(price::EVENT, of("publish") + QUEUES as f64 * 3.0 * of("queue"));
        same(price::USER, of("activeUser"));
        same(price::MAIL, of("mail"));
        same(price::WATCHED, 1_124.0 / 1e9 * of("log") + of("trace") / 200.0);
    }

    /// The month of a basic tenant: 0.23 there, where a page and a get,
    /// and the commits of an order, are distinguished.
    #[test]
    fn a_month_costs_about_what_the_document_says() {
        let mut from = date(2026, 11, 1);
        let range = DayRange { from, to: date(2026, 11, 30) };
        let mut days = Vec::new();
        for n in 0..30 {
            let share = |total: u64| total / 30 + u64::from(n < total % 30);
            let requests = share(20_250);
            days.push(DayUsage {
                day: from,
                activity: Activity {
                    requests,
                    micros: requests * 11_000,
                    reads: share(20_000),
                    writes: share(50 + 4 * 200),
                    ..Activity::default()
                },
                bytes_stored: Some(5_000_000),
                mails: share(400),
                orders: share(200),
                products: 50,
                users: 4,
            });
            from = from.tomorrow().expect("a day");
        }
        let usage = Usage { range, days, limits: Vec::new() };
        assert_eq!(estimate(&usage), Money::from_minor(24));
        assert_eq!(estimate(&Usage { days: Vec::new(), ..usage }), Money::ZERO);
    }
}

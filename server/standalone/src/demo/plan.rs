//! What happened in a company over the last months, worked out before any of
//! it is done: which orders came when, how each went on, and how much stock
//! was needed.

use jiff::{SignedDuration, Timestamp};
use tenantry_core::domain::{order_status::Status, zone};
use tenantry_generator::Dice;

use super::{
    company::{Company, Item},
    customers::{self, Customer},
    season,
};

pub struct Plan {
    pub items: Vec<Item>,
    /// By item, when the shop opens.
    pub stock: Vec<i64>,
    pub customers: Vec<Customer>,
    pub orders: Vec<PlannedOrder>,
}

pub struct PlannedOrder {
    pub at: Timestamp,
    pub customer: usize,
    /// Index of an item, and how many.
    pub lines: Vec<(usize, i64)>,
    pub note: Option<&'static str>,
    /// What became of it up to now.
    pub steps: Vec<PlannedStep>,
}

pub struct PlannedStep {
    pub at: Timestamp,
    pub status: Status,
    pub tracking: Option<String>,
    pub note: Option<&'static str>,
}

const NOTES: [&str; 5] = [
    "Please leave it with a neighbour.",
    "It is a gift: no invoice in the parcel.",
    "Ring twice.",
    "Deliver after 5 pm, if you can.",
    "Please pack it without plastic.",
];

pub fn of(company: &Company, now: Timestamp) -> Plan {
    let mut dice = Dice::new(company.seed);
    let items = company.items();
    let customers = customers::of(company, &mut dice);
    let zone = zone::of(company.time_zone);
    let demand: Vec<f64> = items.iter().map(|item| f64::from(item.demand) * (0.6 + 0.8 * dice.share())).collect();
    let loyalty: Vec<f64> = customers.iter().map(|customer| customer.weight).collect();
    let orders: Vec<PlannedOrder> = season::instants(company.orders, &zone, now, &mut dice)
        .into_iter()
        .map(|at| PlannedOrder {
            at,
            customer: dice.weighted(&loyalty),
            lines: basket(company, &demand, &mut dice),
            note: dice.chance(0.12).then(|| *dice.pick(&NOTES)),
            steps: steps(company, at, now, &mut dice),
        })
        .collect();
    let stock = stock(items.len(), &orders, &mut dice);
    Plan { items, stock, customers, orders }
}

fn basket(company: &Company, demand: &[f64], dice: &mut Dice) -> Vec<(usize, i64)> {
    let wanted = 1 + dice.weighted(&[5.0, 3.0, 2.0, 1.0, 0.5][..company.max_lines]);
    let mut lines: Vec<(usize, i64)> = Vec::new();
    while lines.len() < wanted {
        let item = dice.weighted(demand);
        if lines.iter().all(|(known, _)| *known != item) {
            lines.push((item, 1 + dice.weighted(&[7.0, 2.0, 1.0, 0.4]) as i64));
        }
    }
    lines
}

/// An order's whole way is thrown at once and cut at the present, so that
/// what is seen of it fits its age.
fn steps(company: &Company, placed: Timestamp, now: Timestamp, dice: &mut Dice) -> Vec<PlannedStep> {
    let mut at = placed;
    let mut after = |dice: &mut Dice, low_h: i64, high_h: i64| {
        at += SignedDuration::from_secs(dice.between(low_h * 3_600, high_h * 3_600));
        at
    };
    let step = |at, status| PlannedStep { at, status, tracking: None, note: None };
    let mut steps = Vec::new();
    let regretted = dice.chance(0.03);
    if !regretted {
        steps.push(step(after(dice, 1, 18), Status::Confirmed));
    }
    if regretted || dice.chance(0.03) {
        let why = Some(*dice.pick(&["The customer changed their mind.", "Ordered twice by mistake."]));
        steps.push(PlannedStep { note: why, ..step(after(dice, 2, 20), Status::Cancelled) });
    } else {
        let tracking = format!("{}{:09}", company.carrier, dice.between(1, 999_999_999));
        steps.push(PlannedStep { tracking: Some(tracking), ..step(after(dice, 10, 50), Status::Shipped) });
        steps.push(step(after(dice, 24, 110), Status::Delivered));
    }
    steps.retain(|step| step.at < now);
    steps
}

/// Enough for every order in whatever sequence they commit, and what is meant
/// to be left today: for most a shelf full, for some little, for a few nothing.
fn stock(items: usize, orders: &[PlannedOrder], dice: &mut Dice) -> Vec<i64> {
    let mut sold = vec![0; items];
    for (item, quantity) in orders.iter().flat_map(|order| &order.lines) {
        sold[*item] += quantity;
    }
    sold.into_iter()
        .map(|sold| {
            let left = match dice.weighted(&[0.84, 0.10, 0.06]) {
                0 => dice.between(12, 140),
                1 => dice.between(1, 5),
                _ => 0,
            };
            sold + left
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::company::COMPANIES;

    #[test]
    fn every_order_goes_a_legal_way_and_never_into_the_future() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        for company in COMPANIES {
            let plan = of(company, now);
            assert_eq!(plan.orders.len(), company.orders);
            assert!(plan.orders.is_sorted_by_key(|order| order.at));
            for order in &plan.orders {
                let (mut status, mut at) = (Status::Pending, order.at);
                for step in &order.steps {
                    assert!(status.next().contains(&step.status), "{status} to {}", step.status);
                    assert!(at < step.at && step.at < now);
                    (status, at) = (step.status, step.at);
                }
            }
            let last = |wanted| plan.orders.iter().filter(|o| o.steps.last().map(|s| s.status) == wanted).count();
            assert!(last(None) > 0, "{}: nothing is left to do", company.name);
            assert!(last(Some(Status::Delivered)) > company.orders / 2);
        }
    }

    #[test]
    fn the_same_day_gives_the_same_demo() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        let facts = |plan: Plan| plan.orders.into_iter().map(|o| (o.at, o.customer, o.lines)).collect::<Vec<_>>();
        assert_eq!(facts(of(COMPANIES[0], now)), facts(of(COMPANIES[0], now)));
    }
}

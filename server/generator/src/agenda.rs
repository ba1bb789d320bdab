//! What happens in a tenant, in the order of time: orders are placed, and go on their way or are cancelled. Only what is
//! still open is held in memory.

use std::{cmp::Reverse, collections::BinaryHeap, vec::IntoIter};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use tenantry_core::domain::order_status::Status;

use crate::{Shape, dice::Dice, season, zipf::Zipf};

/// What is to be done at a moment; orders are numbered as they are placed.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Work {
    Place(PlannedOrder),
    Move { order: usize, to: Status, tracking: Option<String> },
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PlannedOrder {
    pub nth: usize,
    pub customer: usize,
    /// By the numbers of the products; each once.
    pub lines: Vec<(usize, i64)>,
    pub has_reference: bool,
    pub note: Option<&'static str>,
}

const NOTES: [&str; 5] = [
    "Please leave it with a neighbor.",
    "It is a gift: no invoice in the parcel.",
    "Ring twice.",
    "Deliver after 5 pm, if you can.",
    "Please pack it without plastic.",
];

/// A step of an order, by its time; the numbers only make the order of steps certain.
type Step = Reverse<(Timestamp, usize, u8)>;

pub(crate) struct Agenda {
    dice: Dice,
    products: Zipf,
    customers: Zipf,
    zone: TimeZone,
    until: Timestamp,
    days: IntoIter<(Date, usize)>,
    /// Of the present day, still to be placed.
    placings: IntoIter<Timestamp>,
    next: Option<Timestamp>,
    placed: usize,
    steps: BinaryHeap<Step>,
}

impl Agenda {
    pub fn new(shape: &Shape, zone: &TimeZone) -> Self {
        let last = (shape.until - SignedDuration::from_millis(1)).to_zoned_datetime(zone.clone()).date();
        let mut agenda = Self {
            dice: Dice::new(shape.seed),
            products: Zipf::new(shape.products, 20.0),
            customers: Zipf::new(shape.customers, 4.0),
            zone: zone.clone(),
            until: shape.until,
            days: season::days(shape.days, last, shape.orders).into_iter(),
            placings: Vec::new().into_iter(),
            next: None,
            placed: 0,
            steps: BinaryHeap::new(),
        };
        agenda.next = agenda.next_placing();
        agenda
    }

    fn next_placing(&mut self) -> Option<Timestamp> {
        loop {
            if let Some(at) = self.placings.next() {
                return Some(at);
            }
            let (day, count) = self.days.next()?;
            self.placings = season::instants(day, count, &self.zone, self.until, &mut self.dice).into_iter();
        }
    }

    fn place(&mut self, at: Timestamp) -> PlannedOrder {
        let (nth, dice) = (self.placed, &mut self.dice);
        self.placed += 1;
        let wanted = 1 + dice.weighted(&[5.0, 3.0, 2.0, 1.0, 0.5]);
        let mut lines: Vec<(usize, i64)> = Vec::with_capacity(wanted);
        // A short catalog may not have as many.
        for _ in 0..4 * wanted {
            let product = self.products.draw(dice);
            if lines.len() < wanted && lines.iter().all(|(known, _)| *known != product) {
                lines.push((product, 1 + dice.weighted(&[7.0, 2.0, 1.0, 0.4]) as i64));
            }
        }
        let order = PlannedOrder {
            nth,
            customer: self.customers.draw(dice),
            lines,
            has_reference: dice.chance(0.25),
            note: dice.chance(0.12).then(|| *dice.pick(&NOTES)),
        };
        self.plan_steps(nth, at);
        order
    }

    /// An order's whole way is thrown at once, and what would be after the end is left out.
    fn plan_steps(&mut self, nth: usize, placed: Timestamp) {
        let dice = &mut self.dice;
        let mut at = placed;
        let mut steps: Vec<(Timestamp, u8)> = Vec::with_capacity(3);
        let mut after = |dice: &mut Dice, step: u8, low_h: i64, high_h: i64| {
            at += SignedDuration::from_secs(dice.between(low_h * 3_600, high_h * 3_600));
            steps.push((at, step));
        };
        let regretted = dice.chance(0.03);
        if !regretted {
            after(dice, CONFIRMED, 1, 18);
        }
        if regretted || dice.chance(0.03) {
            after(dice, CANCELLED, 2, 20);
        } else {
            after(dice, SHIPPED, 10, 50);
            after(dice, DELIVERED, 24, 110);
        }
        let steps = steps.into_iter().filter(|(at, _)| *at < self.until);
        self.steps.extend(steps.map(|(at, step)| Reverse((at, nth, step))));
    }
}

const CONFIRMED: u8 = 0;
const SHIPPED: u8 = 1;
const DELIVERED: u8 = 2;
const CANCELLED: u8 = 3;

impl Iterator for Agenda {
    type Item = (Timestamp, Work);

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.steps.peek().map(|Reverse((at, ..))| *at);
        if let Some(at) = self.next.filter(|at| step.is_none_or(|step| *at < step)) {
            let order = self.place(at);
            self.next = self.next_placing();
            return Some((at, Work::Place(order)));
        }
        let Reverse((at, order, step)) = self.steps.pop()?;
        let to = match step {
            CONFIRMED => Status::Confirmed,
            SHIPPED => Status::Shipped,
            DELIVERED => Status::Delivered,
            _ => Status::Cancelled,
        };
        let tracking = (to == Status::Shipped).then(|| format!("TR{:09}", self.dice.between(1, 999_999_999)));
        Some((at, Work::Move { order, to, tracking }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn shape(orders: usize, seed: u64) -> Shape {
        Shape::year(orders, seed, "2026-12-01T00:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn orders_go_legal_ways_in_the_order_of_time_and_end_in_the_present() {
        let shape = shape(5_000, 3);
        let (mut before, mut statuses) = (Timestamp::UNIX_EPOCH, HashMap::new());
        for (at, work) in Agenda::new(&shape, &TimeZone::UTC) {
            assert!(before <= at && at < shape.until, "{before} {at}");
            before = at;
            match work {
                Work::Place(order) => {
                    assert!(!order.lines.is_empty() && order.lines.iter().all(|(_, quantity)| *quantity > 0));
                    assert_eq!(statuses.insert(order.nth, Status::Pending), None);
                }
                Work::Move { order, to, .. } => {
                    let status = statuses.get_mut(&order).expect("a placed order");
                    assert!(status.next().contains(&to), "{status} to {to}");
                    *status = to;
                }
            }
        }
        assert_eq!(statuses.len(), 5_000);
        let count = |wanted| statuses.values().filter(|status| **status == wanted).count();
        assert!((150..500).contains(&count(Status::Cancelled)), "{}", count(Status::Cancelled));
        assert!(count(Status::Pending) > 0 && count(Status::Delivered) > 4_000);
    }

    #[test]
    fn a_seed_says_all() {
        let all = |seed| Agenda::new(&shape(300, seed), &TimeZone::UTC).collect::<Vec<_>>();
        assert_eq!(all(5), all(5));
        assert_ne!(all(5), all(6));
    }
}

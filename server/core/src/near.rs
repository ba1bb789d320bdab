//! Warnings before a limit is reached. What was told is kept beside the
//! number that it is about, and both are judged in one transaction: each
//! threshold is told once for each time it is reached, however many orders
//! come at once.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{commit::Counter, event::Event, tier::Limits};

/// Percent of a limit that somebody is told of.
pub const THRESHOLDS: [u8; 3] = [75, 90, 100];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    MaxProducts,
    MaxOrders,
    MaxUsers,
}

impl Limit {
    pub const ALL: [Limit; 3] = [Limit::MaxProducts, Limit::MaxOrders, Limit::MaxUsers];

    pub const fn name(self) -> &'static str {
        match self {
            Limit::MaxProducts => "max_products",
            Limit::MaxOrders => "max_orders",
            Limit::MaxUsers => "max_users",
        }
    }

    pub const fn max(self, limits: &Limits) -> Option<u64> {
        match self {
            Limit::MaxProducts => limits.max_products,
            Limit::MaxOrders => limits.max_orders,
            Limit::MaxUsers => limits.max_users,
        }
    }

    /// What is counted, for people.
    pub const fn noun(self) -> &'static str {
        match self {
            Limit::MaxProducts => "products",
            Limit::MaxOrders => "orders of this month",
            Limit::MaxUsers => "users",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A number from which on something is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub percent: u8,
    pub at: u64,
    /// Published when the number gets here.
    pub event: Event,
}

/// A counter and what is told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watch {
    pub counter: Counter,
    pub steps: Vec<Step>,
}

/// The thresholds of a limit as numbers. Where a small limit has two at one
/// number, only the higher one counts; an unlimited one has none, and one of
/// zero is no news.
pub fn thresholds(max: Option<u64>) -> Vec<(u8, u64)> {
    let max = max.filter(|max| *max > 0);
    let mut steps: Vec<(u8, u64)> = Vec::new();
    for percent in THRESHOLDS.into_iter().filter(|_| max.is_some()) {
        let at = (u128::from(max.unwrap_or(0)) * u128::from(percent)).div_ceil(100) as u64;
        steps.retain(|(_, known)| *known != at);
        steps.push((percent, at));
    }
    steps
}

/// From what was told last and the number of now: what is to be kept as told,
/// and the steps that are news. Below a step, it will be news again.
pub fn judge(told: u8, used: u64, steps: &[Step]) -> (u8, Vec<&Step>) {
    let reached = |step: &&Step| used >= step.at;
    let level = steps.iter().filter(reached).map(|step| step.percent).max().unwrap_or(0);
    (level, steps.iter().filter(reached).filter(|step| step.percent > told).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_exact_and_never_told_in_pairs() {
        assert_eq!(thresholds(Some(1_000)), [(75, 750), (90, 900), (100, 1_000)]);
        assert_eq!(thresholds(Some(10)), [(75, 8), (90, 9), (100, 10)]);
        assert_eq!(thresholds(Some(4)), [(75, 3), (100, 4)]);
        assert_eq!(thresholds(Some(1)), [(100, 1)]);
        assert!(thresholds(Some(0)).is_empty() && thresholds(None).is_empty());
        assert_eq!(thresholds(Some(u64::MAX)).last(), Some(&(100, u64::MAX)));
    }
}

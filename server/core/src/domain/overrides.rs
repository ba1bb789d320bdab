//! What the operator grants or takes away beside a tenant's plan, until it
//! expires. Expiry is read off the clock at each use, so it needs no job.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::Result,
    journal::Change,
    quota::Quota,
    text::Check,
    tier::{Limits, Plan},
    time::to_millisecond,
};

/// The highest limit that can be set.
pub const MAX_BOUND: u64 = 1_000_000_000;
/// The highest rate that can be set, in requests per second.
pub const MAX_RATE: u32 = 10_000;
/// The largest burst that can be set, in requests.
pub const MAX_BURST: u32 = 100_000;

/// The bound of one limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Bound {
    Unlimited,
    AtMost(u64),
}

impl Bound {
    /// As [`Limits`] has it: nothing means unlimited.
    pub const fn max(self) -> Option<u64> {
        match self {
            Bound::Unlimited => None,
            Bound::AtMost(max) => Some(max),
        }
    }
}

impl From<Option<u64>> for Bound {
    fn from(max: Option<u64>) -> Self {
        max.map_or(Bound::Unlimited, Bound::AtMost)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Unlimited => f.write_str("unlimited"),
            Bound::AtMost(max) => max.fmt(f),
        }
    }
}

/// Requests of a tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rate {
    pub per_second: u32,
    pub burst: u32,
}

impl Rate {
    pub const fn quota(self) -> Quota {
        Quota::per_second(self.per_second, self.burst)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s, burst {}", self.per_second, self.burst)
    }
}

/// The overridden limits of a tenant; the others are the plan's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LimitOverrides {
    pub max_products: Option<Bound>,
    pub max_orders: Option<Bound>,
    pub max_users: Option<Bound>,
    pub rate: Option<Rate>,
    /// The plan's limits hold again from this moment on.
    pub expires_at: Option<Timestamp>,
    pub reason: String,
}

impl LimitOverrides {
    pub fn check(mut self, now: Timestamp) -> Result<Self> {
        let mut check = Check::default();
        self.reason = check.required("/reason", &self.reason, 500);
        self.expires_at = self.expires_at.map(to_millisecond);
        let bounds =
            [("/max_products", self.max_products), ("/max_orders", self.max_orders), ("/max_users", self.max_users)];
        if bounds.iter().all(|(_, bound)| bound.is_none()) && self.rate.is_none() {
            check.refuse("", "required", "must set at least one of max_products, max_orders, max_users and rate");
        }
        for (pointer, bound) in bounds {
            if bound.is_some_and(|bound| bound.max().is_some_and(|max| max > MAX_BOUND)) {
                check.refuse(pointer, "too_large", format!("must be at most {MAX_BOUND}; null is unlimited"));
            }
        }
        if let Some(Rate { per_second, burst }) = self.rate {
            if !(1..=MAX_RATE).contains(&per_second) {
                check.refuse("/rate/per_second", "out_of_range", format!("must be from 1 to {MAX_RATE}"));
            }
            if !(1..=MAX_BURST).contains(&burst) {
                check.refuse("/rate/burst", "out_of_range", format!("must be from 1 to {MAX_BURST}"));
            }
        }
        if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            check.refuse("/expires_at", "in_the_past", "must be in the future");
        }
        check.done(self)
    }

    pub fn in_force(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    pub fn limits(&self, plan: &Plan) -> Limits {
        let over = |bound: Option<Bound>, plan: Option<u64>| bound.map_or(plan, Bound::max);
        Limits {
            max_products: over(self.max_products, plan.limits.max_products),
            max_orders: over(self.max_orders, plan.limits.max_orders),
            max_users: over(self.max_users, plan.limits.max_users),
        }
    }

    pub fn quota(&self, plan: &Plan) -> Quota {
        self.rate.map_or(plan.rate, Rate::quota)
    }
}

/// For the journal: which limit came from where and went to what.
pub fn changes(from: Option<&LimitOverrides>, to: Option<&LimitOverrides>) -> Vec<Change> {
    let pairs = shown(from).into_iter().zip(shown(to));
    pairs.filter_map(|((field, from), (_, to))| Change::between(field, from, to)).collect()
}

/// The fields as the journal shows them; the reason stands in the entry itself.
fn shown(overrides: Option<&LimitOverrides>) -> [(&'static str, String); 5] {
    fn text(value: Option<impl fmt::Display>, otherwise: &str) -> String {
        value.map_or_else(|| otherwise.to_owned(), |value| value.to_string())
    }
    let none = LimitOverrides {
        max_products: None,
        max_orders: None,
        max_users: None,
        rate: None,
        expires_at: None,
        reason: String::new(),
    };
    let LimitOverrides { max_products, max_orders, max_users, rate, expires_at, reason: _ } =
        overrides.unwrap_or(&none);
    [
        ("max_products", text(*max_products, "plan")),
        ("max_orders", text(*max_orders, "plan")),
        ("max_users", text(*max_users, "plan")),
        ("rate", text(*rate, "plan")),
        ("limits_expire_at", text(*expires_at, "never")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tier::Tier;

    #[test]
    fn a_rate_is_read_as_it_was_set() {
        for per_second in 1..=MAX_RATE {
            assert_eq!(Rate { per_second, burst: 7 }.quota().rate(), per_second);
        }
        for tier in Tier::ALL {
            let quota = tier.plan().rate;
            assert_eq!(Quota::per_second(quota.rate(), quota.burst), quota);
        }
    }
}

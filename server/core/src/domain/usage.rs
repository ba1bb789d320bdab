//! What a tenant used, by day.

use std::ops::AddAssign;

use jiff::civil::Date;

use crate::domain::{insights::DayRange, limit::Limit};

/// Work that was done in a tenant's name.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Activity {
    pub requests: u64,
    /// Requests that failed on our side (5xx).
    pub errors: u64,
    /// Requests that were refused (4xx).
    pub client_errors: u64,
    pub micros: u64,
    /// Calls that read the tenant's data, and calls that wrote it.
    pub reads: u64,
    pub writes: u64,
}

impl AddAssign for Activity {
    fn add_assign(&mut self, more: Self) {
        let Self { requests, errors, client_errors, micros, reads, writes } = more;
        self.requests += requests;
        self.errors += errors;
        self.client_errors += client_errors;
        self.micros += micros;
        self.reads += reads;
        self.writes += writes;
    }
}

/// How a measure of the bytes stored went on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    /// It came to its end.
    Whole(u64),
    /// A piece was measured; the next call goes on.
    Piece,
    /// It was measured lately, by whichever process.
    Known,
}

/// The usage of one day, as stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsageRow {
    pub day: Date,
    pub activity: Activity,
    /// As it was last measured on that day.
    pub bytes_stored: Option<u64>,
    pub mails: u64,
    pub orders: u64,
    /// More products at the end of the day than at its begin, or fewer.
    pub products: i64,
    pub members: i64,
}

/// The days of a range that have something, and what there was before them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UsageRows {
    pub products_before: i64,
    pub members_before: i64,
    pub bytes_before: Option<u64>,
    /// In order.
    pub days: Vec<UsageRow>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayUsage {
    pub day: Date,
    pub activity: Activity,
    /// At the end of the day; nothing before it was first measured.
    pub bytes_stored: Option<u64>,
    /// Sent for what happened on that day.
    pub mails: u64,
    /// Placed on that day.
    pub orders: u64,
    /// Not archived at the end of the day.
    pub products: u64,
    /// Members at the end of the day.
    pub users: u64,
}

/// A limit and its present use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LimitUse {
    pub limit: Limit,
    pub used: u64,
    pub max: Option<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Usage {
    pub range: DayRange,
    /// Every day of the range.
    pub days: Vec<DayUsage>,
    pub limits: Vec<LimitUse>,
}

impl Usage {
    /// Returns the sums over all days: activity, mails and orders.
    pub fn total(&self) -> (Activity, u64, u64) {
        let (mut activity, mut mails, mut orders) = (Activity::default(), 0, 0);
        for day in &self.days {
            activity += day.activity;
            mails += day.mails;
            orders += day.orders;
        }
        (activity, mails, orders)
    }
}

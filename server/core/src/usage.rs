//! What a tenant used, by day. Requests and store calls are counted in memory
//! and written in batches, so that no request waits for it; everything else
//! follows from events.

use std::{
    collections::HashMap,
    ops::AddAssign,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, civil::Date};

use crate::{env::Clock, ids::TenantId, insights::DayRange, near::Limit};

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
        self.requests += more.requests;
        self.errors += more.errors;
        self.client_errors += more.client_errors;
        self.micros += more.micros;
        self.reads += more.reads;
        self.writes += more.writes;
    }
}

/// So many locks that two tenants seldom meet at one.
const SHARDS: usize = 64;

/// By tenant and minute: every time zone of today is whole minutes away from
/// UTC, so a minute belongs to one day wherever the tenant is, and finding the
/// day can wait until the figures are written.
type Minutes = HashMap<(TenantId, i64), Activity>;

/// Counts in memory until somebody takes what was counted.
pub struct Meter {
    shards: [Mutex<Minutes>; SHARDS],
    clock: Arc<dyn Clock>,
}

impl Meter {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), clock }
    }

    pub fn request(&self, tenant: TenantId, status: u16, took: Duration) {
        self.add(
            tenant,
            Activity {
                requests: 1,
                errors: u64::from(status >= 500),
                client_errors: u64::from((400..500).contains(&status)),
                micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                ..Activity::default()
            },
        );
    }

    pub fn read(&self, tenant: TenantId) {
        self.add(tenant, Activity { reads: 1, ..Activity::default() });
    }

    pub fn write(&self, tenant: TenantId) {
        self.add(tenant, Activity { writes: 1, ..Activity::default() });
    }

    fn add(&self, tenant: TenantId, activity: Activity) {
        self.add_at(tenant, self.clock.now().as_second().div_euclid(60), activity);
    }

    fn add_at(&self, tenant: TenantId, minute: i64, activity: Activity) {
        // The last byte of a UUIDv7 is random.
        let shard = &self.shards[usize::from(tenant.as_bytes()[15]) % SHARDS];
        let mut minutes = shard.lock().unwrap_or_else(PoisonError::into_inner);
        *minutes.entry((tenant, minute)).or_default() += activity;
    }

    /// All that was counted since the last time, by tenant and minute.
    pub(crate) fn take(&self) -> HashMap<TenantId, Vec<(Timestamp, Activity)>> {
        let mut taken: HashMap<TenantId, Vec<(Timestamp, Activity)>> = HashMap::new();
        for shard in &self.shards {
            let minutes = std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner));
            for ((tenant, minute), activity) in minutes {
                let at = Timestamp::from_second(minute * 60).unwrap_or(Timestamp::UNIX_EPOCH);
                taken.entry(tenant).or_default().push((at, activity));
            }
        }
        taken
    }

    /// What could not be written is written with the next.
    pub(crate) fn put_back(&self, tenant: TenantId, minutes: Vec<(Timestamp, Activity)>) {
        for (at, activity) in minutes {
            self.add_at(tenant, at.as_second().div_euclid(60), activity);
        }
    }
}

/// What a store keeps of one day.
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

/// How much of a limit is used now.
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
    /// What adds up over the days.
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use uuid::Uuid;

    use super::*;
    use crate::env::SystemClock;

    #[test]
    fn nothing_counted_at_once_is_lost() {
        let meter = Meter::new(Arc::new(SystemClock));
        let tenant = |n: u128| TenantId(Uuid::from_u128(n));
        let counted = std::thread::scope(|scope| {
            for thread in 0..8u16 {
                let meter = &meter;
                scope.spawn(move || {
                    for n in 0..1_000u16 {
                        meter.request(tenant(u128::from(n % 3)), 200 + 100 * (thread % 4), Duration::from_micros(5));
                        meter.read(tenant(1));
                    }
                });
            }
            let mut counted = Activity::default();
            for _ in 0..100 {
                meter.take().into_values().flatten().for_each(|(_, activity)| counted += activity);
            }
            counted
        });
        let mut counted = counted;
        meter.take().into_values().flatten().for_each(|(_, activity)| counted += activity);
        let expected =
            Activity { requests: 8_000, errors: 2_000, client_errors: 2_000, micros: 40_000, reads: 8_000, writes: 0 };
        assert_eq!(counted, expected);
        assert!(meter.take().is_empty());
    }

    /// With as many tenants at work as a busy installation has.
    #[test]
    fn counting_costs_less_than_a_microsecond() {
        const CALLS: u32 = 200_000;
        let meter = Meter::new(Arc::new(SystemClock));
        let tenants: Vec<TenantId> = (0..1_000u128).map(|n| TenantId(Uuid::from_u128(n))).collect();
        let once = |_| {
            let started = Instant::now();
            for call in 0..CALLS {
                meter.request(tenants[call as usize % tenants.len()], 200, Duration::from_millis(1));
            }
            started.elapsed() / CALLS
        };
        // The best of three: a test machine has other things to do.
        let best = (0..3).map(once).min().unwrap_or_default();
        println!("counting a request takes {best:?}");
        if !cfg!(debug_assertions) {
            assert!(best < Duration::from_micros(1), "{best:?}");
        }
    }
}

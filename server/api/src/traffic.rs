//! How many requests there were in the last hour, how they ended and how long
//! they took, for the operator's page. Kept in the process in a bounded number
//! of counters, since a deployment need not have anything that collects metrics.

mod histogram;
mod ring;

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use jiff::Timestamp;

use self::ring::{Counts, Ring};

/// Minutes that are kept.
const MINUTES: u64 = 60;
/// A route is counted more coarsely, since there are many.
const ROUTE_SLOTS: u64 = 12;
/// Seconds of one period of the figures by route.
const ROUTE_SLOT_S: u64 = 300;
/// Routes that are shown.
const SHOWN: usize = 20;

/// The traffic of a minute.
#[derive(Clone, PartialEq, Debug)]
pub struct Minute {
    pub at: Timestamp,
    pub requests: u64,
    pub client_errors: u64,
    pub server_errors: u64,
    /// Of the client errors; nothing where they are not distinguished.
    pub throttled: Option<u64>,
    pub p50_ms: Option<f64>,
    pub p99_ms: Option<f64>,
}

/// The traffic of a route in the last hour.
#[derive(Clone, PartialEq, Debug)]
pub struct RouteTotals {
    pub route: String,
    pub requests: u64,
    /// Of the server, not of the caller.
    pub errors: u64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// The last hour.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LastHour {
    /// Oldest first; the last one is under way.
    pub minutes: Vec<Minute>,
    /// Busiest first.
    pub routes: Vec<RouteTotals>,
}

/// The counters of this process.
pub struct Traffic {
    /// The clock on the wall at a moment of the one that never steps.
    began: (u64, Instant),
    all: Ring,
    routes: Mutex<Vec<Arc<Route>>>,
}

pub struct Route {
    name: String,
    /// Made by its first request: there are many routes, and of most a process serves none.
    counts: OnceLock<Ring>,
}

impl Traffic {
    pub fn new(now: Timestamp) -> Self {
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        Self { began: (seconds, Instant::now()), all: Ring::new(MINUTES, 60), routes: Mutex::default() }
    }

    /// Registers a route, which is then counted beside the others.
    pub fn route(&self, name: String) -> Arc<Route> {
        let route = Arc::new(Route { name, counts: OnceLock::new() });
        self.routes.lock().unwrap_or_else(PoisonError::into_inner).push(route.clone());
        route
    }

    /// Costs a few additions: no lock, no look at the clock.
    pub fn record(&self, route: &Route, status: StatusCode, began: Instant, took: Duration) {
        let at = self.second(began + took);
        self.all.record(at, status, took);
        route.counts.get_or_init(|| Ring::new(ROUTE_SLOTS, ROUTE_SLOT_S)).record(at, status, took);
    }

    pub fn last_hour(&self) -> LastHour {
        self.as_of(self.second(Instant::now()))
    }

    fn as_of(&self, second: u64) -> LastHour {
        let minutes = self.all.read(second).into_iter().map(|(at, counts)| minute(at, &counts)).collect();
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut routes: Vec<RouteTotals> = routes.iter().filter_map(|route| route.totals(second)).collect();
        routes.sort_by(|a, b| b.requests.cmp(&a.requests).then_with(|| a.route.cmp(&b.route)));
        routes.truncate(SHOWN);
        LastHour { minutes, routes }
    }

    /// Since the epoch.
    fn second(&self, at: Instant) -> u64 {
        let (seconds, instant) = self.began;
        seconds + at.saturating_duration_since(instant).as_secs()
    }
}

fn minute(second: u64, counts: &Counts) -> Minute {
    Minute {
        at: Timestamp::from_second(i64::try_from(second).unwrap_or_default()).unwrap_or_default(),
        requests: counts.took.count(),
        client_errors: counts.client_errors,
        server_errors: counts.server_errors,
        throttled: Some(counts.throttled),
        p50_ms: counts.took.percentile_ms(0.5),
        p99_ms: counts.took.percentile_ms(0.99),
    }
}

impl Route {
    /// Returns `None` if it was not asked for.
    fn totals(&self, second: u64) -> Option<RouteTotals> {
        let mut all = Counts::default();
        self.counts.get()?.read(second).iter().for_each(|(_, counts)| all.add(counts));
        Some(RouteTotals {
            route: self.name.clone(),
            requests: all.took.count(),
            errors: all.server_errors,
            p50_ms: all.took.percentile_ms(0.5)?,
            p99_ms: all.took.percentile_ms(0.99)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 1_795_514_400;

    fn traffic() -> Traffic {
        Traffic::new(Timestamp::from_second(START as i64).expect("a time"))
    }

    #[test]
    fn an_hour_is_sixty_minutes_and_the_last_is_under_way() {
        let traffic = traffic();
        let (list, add) = (traffic.route("GET /list".into()), traffic.route("POST /add".into()));
        let (began, ms) = (traffic.began.1, Duration::from_millis);
        for _ in 0..99 {
            traffic.record(&list, StatusCode::OK, began, ms(2));
        }
        traffic.record(&list, StatusCode::TOO_MANY_REQUESTS, began, ms(500));
        traffic.record(&add, StatusCode::SERVICE_UNAVAILABLE, began + Duration::from_secs(60), ms(10));

        let hour = traffic.as_of(START + 90);
        assert_eq!(hour.minutes.len(), 60);
        let [first, second] = &hour.minutes[58..] else { panic!("two minutes") };
        assert_eq!((first.requests, first.client_errors, first.server_errors, first.throttled), (100, 1, 0, Some(1)));
        assert_eq!((second.requests, second.client_errors, second.server_errors, second.throttled), (1, 0, 1, Some(0)));
        assert_eq!(second.at.as_second() as u64, START + 60);
        assert_eq!((hour.minutes[0].requests, hour.minutes[0].p50_ms), (0, None));
        let p50 = first.p50_ms.expect("a median");
        assert!((1.5..=2.5).contains(&p50), "{p50}");
        let named: Vec<_> =
            hour.routes.iter().map(|route| (route.route.as_str(), route.requests, route.errors)).collect();
        assert_eq!(named, [("GET /list", 100, 0), ("POST /add", 1, 1)]);

        let later = traffic.as_of(START + 2 * 3_600);
        assert!(later.minutes.iter().all(|minute| minute.requests == 0), "what is older is forgotten");
        assert_eq!(later.routes, []);
    }

    /// On every request, so it must not be felt.
    #[test]
    fn counting_costs_next_to_nothing() {
        const CALLS: u32 = 200_000;
        let traffic = traffic();
        let route = traffic.route("GET /list".into());
        let once = |_| {
            let started = Instant::now();
            for _ in 0..CALLS {
                traffic.record(&route, StatusCode::OK, started, Duration::from_millis(1));
            }
            started.elapsed() / CALLS
        };
        // The best of three: a test machine has other things to do.
        let best = (0..3).map(once).min().unwrap_or_default();
        println!("counting a request takes {best:?}");
        if !cfg!(debug_assertions) {
            assert!(best < Duration::from_nanos(200), "{best:?}");
        }
    }
}

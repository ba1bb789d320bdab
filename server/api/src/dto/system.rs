//! The installation as its operators see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{names::HealthLevelName, scalar::Time};
use crate::{
    system::{EventsState, Health, StorageState},
    traffic::{LastHour, Minute, RouteTotals},
};

/// Health, traffic, events and storage.
#[derive(Serialize, ToSchema)]
#[schema(as = System, example = json!({
    "version": "0.1.0", "time_zone_database": "2026f", "home": "standalone", "started_at": "2026-11-24T08:00:00.000Z",
    "health": [{"name": "control_store", "status": "ok", "detail": null}],
    "traffic": [{"at": "2026-11-24T10:05:00.000Z", "requests": 1200, "client_errors": 4, "server_errors": 0,
        "throttled": 1, "p50_ms": 1.2, "p99_ms": 14.5}],
    "routes": [{"route": "GET /v1/products", "requests": 800, "errors": 0, "p50_ms": 0.9, "p99_ms": 6.1}],
    "events": {"oldest_waiting_at": null, "dead_letters": 0},
    "storage": {"bytes": 104857600, "free_bytes": 42949672960u64}
}))]
pub struct SystemResponse<'a> {
    /// Of the server.
    pub version: &'static str,
    /// Release of the IANA time zone database that days are counted by, whatever the machine has.
    pub time_zone_database: &'static str,
    /// `standalone` or `aws`.
    pub home: &'static str,
    /// Null where there is no one process that started.
    #[schema(required)]
    pub started_at: Option<Time>,
    pub health: Vec<HealthResponse<'a>>,
    /// The last 60 minutes, oldest first; the last one is under way.
    pub traffic: Vec<MinuteResponse>,
    /// The last hour, busiest first, at most 20. On AWS they are services.
    pub routes: Vec<RouteResponse<'a>>,
    pub events: EventsResponse,
    pub storage: StorageResponse,
}

/// A part of the installation.
#[derive(Serialize, ToSchema)]
#[schema(as = PartHealth)]
pub struct HealthResponse<'a> {
    name: &'static str,
    #[schema(value_type = HealthLevelName)]
    status: &'static str,
    #[schema(required)]
    detail: Option<&'a str>,
}

/// A minute of requests.
#[derive(Serialize, ToSchema)]
#[schema(as = TrafficMinute)]
pub struct MinuteResponse {
    at: Time,
    requests: u64,
    client_errors: u64,
    server_errors: u64,
    /// Of the client errors; null where they are not distinguished.
    #[schema(required)]
    throttled: Option<u64>,
    #[schema(required)]
    p50_ms: Option<f64>,
    #[schema(required)]
    p99_ms: Option<f64>,
}

/// What a route did.
#[derive(Serialize, ToSchema)]
#[schema(as = RouteTraffic)]
pub struct RouteResponse<'a> {
    route: &'a str,
    requests: u64,
    /// Of the server, not of the caller.
    errors: u64,
    p50_ms: f64,
    p99_ms: f64,
}

/// The state of event delivery.
#[derive(Serialize, ToSchema)]
#[schema(as = EventsState)]
pub struct EventsResponse {
    /// When the oldest event was caused that not every consumer has seen.
    #[schema(required)]
    oldest_waiting_at: Option<Time>,
    /// Null while it is unknown.
    #[schema(required)]
    dead_letters: Option<u64>,
}

/// What the data takes.
#[derive(Serialize, ToSchema)]
#[schema(as = StorageState)]
pub struct StorageResponse {
    /// Null while it is unknown.
    #[schema(required)]
    bytes: Option<u64>,
    /// Null where there is no end to it.
    #[schema(required)]
    free_bytes: Option<u64>,
}

impl<'a> HealthResponse<'a> {
    pub fn of(part: &'a Health) -> Self {
        Self { name: part.name, status: part.level.name(), detail: part.detail.as_deref() }
    }
}

impl MinuteResponse {
    fn of(minute: &Minute) -> Self {
        let Minute { at, requests, client_errors, server_errors, throttled, p50_ms, p99_ms } = *minute;
        Self { at: Time(at), requests, client_errors, server_errors, throttled, p50_ms, p99_ms }
    }
}

impl<'a> RouteResponse<'a> {
    fn of(route: &'a RouteTotals) -> Self {
        let RouteTotals { ref route, requests, errors, p50_ms, p99_ms } = *route;
        Self { route, requests, errors, p50_ms, p99_ms }
    }
}

impl EventsResponse {
    pub fn of(state: Option<EventsState>) -> Self {
        Self {
            oldest_waiting_at: state.and_then(|state| state.oldest_waiting_at).map(Time),
            dead_letters: state.map(|state| state.dead_letters),
        }
    }
}

impl StorageResponse {
    pub fn of(state: Option<StorageState>) -> Self {
        Self { bytes: state.map(|state| state.bytes), free_bytes: state.and_then(|state| state.free_bytes) }
    }
}

/// Renders the last hour: requests by minute, and by route.
pub fn hour(hour: &LastHour) -> (Vec<MinuteResponse>, Vec<RouteResponse<'_>>) {
    (hour.minutes.iter().map(MinuteResponse::of).collect(), hour.routes.iter().map(RouteResponse::of).collect())
}

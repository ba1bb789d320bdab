//! How the installation itself is, for its operators.

use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    dto::system::{EventsResponse, HealthResponse, StorageResponse, SystemResponse, hour},
    extract::caller::Operating,
    mailbox::Cause,
    problem::{Problem, Result},
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(show_system))
}

/// Show the installation
///
/// For operators. Health of its parts, requests of the last hour, events that wait, and storage. What is unknown at
/// the moment is null, and its part of the health says why.
#[utoipa::path(get, path = "/system", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "The installation.", body = SystemResponse<'static>)))]
async fn show_system(_operator: Operating, State(api): State<ApiState>) -> Result<Response> {
    let system = api.config.system.as_deref().ok_or_else(Problem::not_found)?;
    let health = system.health().await;
    let (events, storage) = (reported("events", system.events().await), reported("storage", system.storage().await));
    let elsewhere = reported("traffic", system.last_hour(api.app.now()).await).flatten();
    let seen = elsewhere.unwrap_or_else(|| api.traffic.last_hour());
    let (traffic, routes) = hour(&seen);
    let view = SystemResponse {
        version: env!("CARGO_PKG_VERSION"),
        time_zone_database: tenantry_core::domain::zone::version(),
        home: system.deployment_target(),
        started_at: system.started_at().map(crate::dto::scalar::Time),
        health: health.iter().map(HealthResponse::of).collect(),
        traffic,
        routes,
        events: EventsResponse::of(events),
        storage: StorageResponse::of(storage),
    };
    Ok(reply::json(StatusCode::OK, &view))
}

/// A part that fails must not hide the others.
fn reported<T>(what: &str, asked: std::result::Result<T, Cause>) -> Option<T> {
    asked
        .inspect_err(|error| {
            tracing::warn!(what, error = tenantry_core::domain::error::chain(&**error), "{what} is unknown")
        })
        .ok()
}

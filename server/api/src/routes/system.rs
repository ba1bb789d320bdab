//! How the installation itself is, for its operators.

use axum::{extract::State, http::StatusCode, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::caller::Operating,
    mailbox::Cause,
    problem::{Problem, Result},
    reply,
    state::ApiState,
    view::system::{EventsView, HealthView, StorageView, SystemView, hour},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(show_system))
}

/// Show the installation
///
/// For operators. Health of its parts, requests of the last hour, events that wait, and storage. What can't be told at
/// the moment is null, and its part of the health says why.
#[utoipa::path(get, path = "/system", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "The installation.", body = SystemView<'static>)))]
async fn show_system(_operator: Operating, State(api): State<ApiState>) -> Result<Response> {
    let system = api.config.system.as_deref().ok_or_else(Problem::not_found)?;
    let health = system.health().await;
    let (events, storage) = (told("events", system.events().await), told("storage", system.storage().await));
    let elsewhere = told("traffic", system.last_hour(api.app.now()).await).flatten();
    let seen = elsewhere.unwrap_or_else(|| api.traffic.last_hour());
    let (traffic, routes) = hour(&seen);
    let view = SystemView {
        version: env!("CARGO_PKG_VERSION"),
        time_zone_database: tenantry_core::zone::version(),
        home: system.home(),
        started_at: system.started_at().map(crate::view::scalar::Time),
        health: health.iter().map(HealthView::of).collect(),
        traffic,
        routes,
        events: EventsView::of(events),
        storage: StorageView::of(storage),
    };
    Ok(reply::json(StatusCode::OK, &view))
}

/// A part that fails must not hide the others.
fn told<T>(what: &str, asked: std::result::Result<T, Cause>) -> Option<T> {
    asked
        .inspect_err(|error| {
            tracing::warn!(what, error = tenantry_core::error::chain(&**error), "{what} can't be told")
        })
        .ok()
}

//! What is wrong with the installation, for the operators of a home that
//! watches itself. Elsewhere there are none: 404.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    alarms::Alarms,
    extract::caller::Operating,
    problem::{Problem, Result},
    reply,
    state::ApiState,
    view::alarm::{AlarmView, AlarmsView},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_alarms)).routes(routes!(acknowledge_alarm))
}

/// List alarms
///
/// For operators. All rules with their state; 404 on installations that something else watches.
#[utoipa::path(get, path = "/operator/alarms", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "All rules.", body = AlarmsView)))]
async fn list_alarms(_operator: Operating, State(api): State<ApiState>) -> Result<Response> {
    let alarms = watched(&api)?.alarms();
    Ok(reply::json(StatusCode::OK, &AlarmsView { items: alarms.iter().map(AlarmView::of).collect() }))
}

/// Acknowledge an alarm
///
/// For operators. Tells the others that somebody acts; the first acknowledgement stands until it is over. An alarm
/// that does not fire stays as it is.
#[utoipa::path(post, path = "/operator/alarms/{name}/acknowledge", tag = "operator",
    params(("name" = String, Path, pattern = "^[a-z0-9-]{1,64}$")), security(("operator" = [])),
    responses((status = 200, description = "The alarm.", body = AlarmView)))]
async fn acknowledge_alarm(
    Operating(operator): Operating,
    State(api): State<ApiState>,
    Path(name): Path<String>,
) -> Result<Response> {
    let alarm = watched(&api)?.acknowledge(&name, operator.user(), api.app.now()).ok_or_else(Problem::not_found)?;
    Ok(reply::json(StatusCode::OK, &AlarmView::of(&alarm)))
}

fn watched(api: &ApiState) -> Result<&dyn Alarms> {
    api.config.alarms.as_deref().ok_or_else(Problem::not_found)
}

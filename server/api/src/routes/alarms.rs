//! What is wrong with the installation, for the operators of a deployment that
//! watches itself. Elsewhere there are none: 404.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use crate::{
    alarms::Alarms,
    dto::alarm::{AlarmResponse, AlarmsResponse},
    extract::caller::Operating,
    problem::{Problem, Result},
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_alarms)).routes(routes!(acknowledge_alarm))
}

/// List alarms
///
/// For operators. All rules with their state; 404 on installations that something else watches.
#[utoipa::path(get, path = "/operator/alarms", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "All rules.", body = AlarmsResponse)))]
async fn list_alarms(_operator: Operating, State(api): State<ApiState>) -> Result<Response> {
    let alarms = watched(&api)?.alarms();
    Ok(reply::json(StatusCode::OK, &AlarmsResponse { items: alarms.iter().map(AlarmResponse::of).collect() }))
}

/// Acknowledge an alarm
///
/// For operators. Marks the alarm as being worked on; the first acknowledgement stands until it is over. An alarm
/// that does not fire stays as it is.
#[utoipa::path(post, path = "/operator/alarms/{name}/acknowledge", tag = "operator",
    params(("name" = String, Path, pattern = "^[a-z0-9-]{1,64}$")), security(("operator" = [])),
    responses((status = 200, description = "The alarm.", body = AlarmResponse)))]
async fn acknowledge_alarm(
    Operating(operator): Operating,
    State(api): State<ApiState>,
    Path(name): Path<String>,
) -> Result<Response> {
    let alarm = watched(&api)?.acknowledge(&name, operator.user(), api.app.now()).ok_or_else(Problem::not_found)?;
    Ok(reply::json(StatusCode::OK, &AlarmResponse::of(&alarm)))
}

fn watched(api: &ApiState) -> Result<&dyn Alarms> {
    api.config.alarms.as_deref().ok_or_else(Problem::not_found)
}

//! Whether the clock is trusted with what can't be undone, for operators.

use axum::{http::StatusCode, response::Response};

use crate::{
    dto::clock::ClockResponse,
    extract::caller::Operating,
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(show_clock)).routes(routes!(accept_clock))
}

/// Show the state of the clock
///
/// For operators. A clock that jumped is not trusted: what can't be undone, as erasing companies whose grace period is
/// over, is judged by the last time that is known to be right, until the clock is set right or accepted.
#[utoipa::path(get, path = "/operator/clock", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "The clock.", body = ClockResponse)))]
async fn show_clock(Operating(operator): Operating) -> Result<Response> {
    Ok(reply::json(StatusCode::OK, &ClockResponse::of(&operator.clock_state().await?)))
}

/// Accept the clock
///
/// For operators. Says that the clock is right, as after a machine slept for a week: what waited goes on.
#[utoipa::path(post, path = "/operator/clock/accept", tag = "operator", security(("operator" = [])),
    responses((status = 200, description = "The clock, which is trusted.", body = ClockResponse)))]
async fn accept_clock(Operating(operator): Operating) -> Result<Response> {
    Ok(reply::json(StatusCode::OK, &ClockResponse::of(&operator.accept_clock().await?)))
}

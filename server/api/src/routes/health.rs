//! For whatever watches the process.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    problem::{Problem, Result, kinds},
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(check_health)).routes(routes!(check_readiness))
}

#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ok"}))]
struct Health {
    status: &'static str,
}

/// Check that the process lives
///
/// Answers whatever the state of what is beneath it.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()),
    responses((status = 200, description = "It lives.", body = Health)))]
async fn check_health() -> Response {
    reply::json(StatusCode::OK, &Health { status: "ok" })
}

/// Check that the service can do its work
///
/// 503 while it starts, while its store can't be reached, and while it shuts down.
#[utoipa::path(get, path = "/readyz", tag = "health", security(()),
    responses((status = 200, description = "It is ready.", body = Health)))]
async fn check_readiness(State(api): State<ApiState>) -> Result<Response> {
    match api.ready.check().await {
        Ok(()) => Ok(reply::json(StatusCode::OK, &Health { status: "ok" })),
        Err(why) => {
            let problem = Problem::new(&kinds::NOT_READY, "the service is not ready to answer");
            Err(problem.retry_after(1).caused_by(why))
        }
    }
}

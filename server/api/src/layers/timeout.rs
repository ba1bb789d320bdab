//! A deadline for the whole request. Work that was handed on, as a commit on
//! its way to the disk, is not called back: so the answer says that the
//! outcome is unknown.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::problem::{Problem, kinds};

pub async fn deadline(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            &kinds::TIMEOUT,
            "the request took too long; whether it was carried out is unknown. \
             Send it again with the same Idempotency-Key",
        )
        .retry_after(1)
        .into_response(),
    }
}

//! The devices that the caller is signed in on.

use axum::{http::StatusCode, response::Response};
use tenantry_core::domain::ids::SessionId;

use crate::{
    dto::{own_session::SessionResponse, page::Page},
    extract::{Id, caller::Oneself},
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_sessions, end_other_sessions)).routes(routes!(end_session))
}

/// List your sessions
///
/// The devices that you are signed in on, newest first: at most the hundred newest, on one page.
#[utoipa::path(get, path = "/auth/sessions", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "Your sessions.", body = Page<SessionResponse>)))]
async fn list_sessions(Oneself(person): Oneself) -> Result<Response> {
    let sessions = person.sessions().await?;
    let items = sessions.iter().map(SessionResponse::of).collect();
    Ok(reply::page(&Page { items, next_cursor: None }))
}

/// End a session
///
/// Its tokens are worth nothing from now on. Your present session ends, too, if it is the one.
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "auth", params(("id" = Uuid, Path)),
    security(("member" = []), ("operator" = [])), responses((status = 204, description = "It has ended.")))]
async fn end_session(Oneself(person): Oneself, Id(id): Id<SessionId>) -> Result<StatusCode> {
    person.end_session(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all other sessions
///
/// You stay signed in here, and nowhere else.
#[utoipa::path(delete, path = "/auth/sessions", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 204, description = "They have ended.")))]
async fn end_other_sessions(Oneself(person): Oneself) -> Result<StatusCode> {
    person.end_other_sessions().await?;
    Ok(StatusCode::NO_CONTENT)
}

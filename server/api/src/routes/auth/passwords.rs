//! Lost and changed passwords.

use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    dto::{
        session::{Address, PasswordChange, PasswordReset},
        tenant::Accepted,
    },
    extract::{
        From, Json, Unchecked,
        caller::{Oneself, RequestId},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(forgot_password)).routes(routes!(reset_password)).routes(routes!(change_password))
}

/// Ask for a password reset
///
/// Mails a link that is good for an hour. Says the same whether the address has an account or not.
#[utoipa::path(post, path = "/auth/forgot-password", tag = "auth", security(()), request_body = Address,
    responses((status = 202, description = "If the address has an account, a link is mailed to it.", body = Accepted)))]
async fn forgot_password(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    body: Unchecked<Address>,
) -> Result<Response> {
    api.app.forgot_password(&body.check(|body| body.check())?, Some(&request_id)).await?;
    Ok(reply::json(StatusCode::ACCEPTED, &Accepted::MAIL_SENT))
}

/// Set a new password
///
/// With the mailed code, which works once. All sessions of the person end; a second factor stays on.
#[utoipa::path(post, path = "/auth/reset-password", tag = "auth", security(()), request_body = PasswordReset,
    responses((status = 204, description = "The new password is set.")))]
async fn reset_password(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    from: From,
    body: Json<PasswordReset>,
) -> Result<StatusCode> {
    api.app.reset_password(&body.value.code, &body.value.password, from.origin(), Some(&request_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change your password
///
/// Takes the current one. All your other sessions end, and you are notified by email.
#[utoipa::path(post, path = "/auth/change-password", tag = "auth", request_body = PasswordChange,
    security(("member" = []), ("operator" = [])),
    responses((status = 204, description = "The new password is set.")))]
async fn change_password(Oneself(person): Oneself, from: From, body: Json<PasswordChange>) -> Result<StatusCode> {
    person.change_password(&body.value.current_password, &body.value.new_password, from.origin()).await?;
    Ok(StatusCode::NO_CONTENT)
}

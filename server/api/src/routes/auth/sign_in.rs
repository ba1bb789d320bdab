//! Signing in: the password, then the second factor of those who have one.

use axum::{extract::State, http::StatusCode, response::Response};
use tenantry_core::usecases::Answered;

use super::tokens::{signed_in, signed_in_or_challenged};
use crate::{
    dto::session::{AnsweredResponse, ChallengeAnswer, RecoveredResponse, SignIn, SignInResponse},
    extract::{From, Json, caller::RequestId},
    problem::Result,
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(sign_in)).routes(routes!(sign_in_operator)).routes(routes!(answer_challenge))
}

/// Sign in as a member
///
/// Answers the same for an unknown address and a wrong password. The refresh token is set as an HttpOnly cookie, or
/// given in the body if refresh_token_in says so. A user with a second factor gets a challenge instead of tokens.
#[utoipa::path(post, path = "/auth/signin", tag = "auth", security(()), request_body = SignIn,
    responses((status = 200, description = "Signed in, or the second factor is asked for.", body = SignInResponse,
        headers(("Set-Cookie" = String, description = "The refresh token, unless it was asked for in the body.")))))]
async fn sign_in(State(api): State<ApiState>, from: From, body: Json<SignIn>) -> Result<Response> {
    let SignIn { email, password, refresh_token_in } = body.value;
    let outcome = api.app.sign_in(&email, &password, from.origin()).await?;
    Ok(signed_in_or_challenged(&api, &outcome, refresh_token_in))
}

/// Sign in as an operator
///
/// Operators have accounts of their own; a member's address and password are worth nothing here.
#[utoipa::path(post, path = "/auth/operator/signin", tag = "auth", security(()), request_body = SignIn,
    responses((status = 200, description = "Signed in, or the second factor is asked for.", body = SignInResponse,
        headers(("Set-Cookie" = String, description = "The refresh token, unless it was asked for in the body.")))))]
async fn sign_in_operator(State(api): State<ApiState>, from: From, body: Json<SignIn>) -> Result<Response> {
    let SignIn { email, password, refresh_token_in } = body.value;
    let outcome = api.app.sign_in_operator(&email, &password, from.origin()).await?;
    Ok(signed_in_or_challenged(&api, &outcome, refresh_token_in))
}

/// Answer a challenge
///
/// With a code of the authenticator app, or with a recovery code, which is used up; the second factor stays on. Where the
/// identity provider begins no session without a code of the app (Cognito), a recovery code is answered with `next`: sign
/// in with the password again, which then is enough once. A challenge lives 5 minutes and takes 5 tries, from the device
/// that gave the password; a code of the app and a recovery code serve once.
#[utoipa::path(post, path = "/auth/challenge", tag = "auth", security(()), request_body = ChallengeAnswer,
    responses((status = 200, description = "Signed in, or the password is asked for again.", body = AnsweredResponse,
        headers(("Set-Cookie" = String, description = "The refresh token, unless it was asked for in the body.")))))]
async fn answer_challenge(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    from: From,
    body: Json<ChallengeAnswer>,
) -> Result<Response> {
    let (challenge, factor, channel) = body.value.check()?;
    match api.app.answer_challenge(&challenge, &factor, from.origin(), Some(&request_id)).await? {
        Answered::Done(tokens) => Ok(signed_in(&api, &tokens, channel)),
        Answered::PasswordAgain => Ok(reply::json(StatusCode::OK, &RecoveredResponse::SIGN_IN_AGAIN)),
    }
}

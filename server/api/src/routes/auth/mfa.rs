//! The second factor of the caller: an authenticator app and recovery codes.

use axum::{http::StatusCode, response::Response};

use crate::{
    dto::mfa::{EnrolmentResponse, MfaResponse, PasswordProof, RecoveryCodesResponse, TotpCode},
    extract::{
        From, Json,
        caller::{AccessToken, Enrolling},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(get_mfa))
        .routes(routes!(begin_totp, end_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(renew_recovery_codes))
}

/// See your second factor
///
/// Whether it is on, how many recovery codes are left, and whether your company demands it.
#[utoipa::path(get, path = "/auth/mfa", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The state of your second factor.", body = MfaResponse)))]
async fn get_mfa(Enrolling(person): Enrolling) -> Result<Response> {
    Ok(reply::json(StatusCode::OK, &MfaResponse::of(&person.mfa().await?)))
}

/// Begin to set up an authenticator app
///
/// Gives a secret to scan or type in (RFC 6238: SHA-1, 30 seconds, six digits). It counts for nothing until it is
/// confirmed; beginning again gives another one.
#[utoipa::path(post, path = "/auth/mfa/totp", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The secret, shown only now.", body = EnrolmentResponse)))]
async fn begin_totp(Enrolling(person): Enrolling, AccessToken(access): AccessToken) -> Result<Response> {
    let enrolment = person.begin_totp(&access).await?;
    Ok(reply::json(StatusCode::OK, &EnrolmentResponse::of(&enrolment)?))
}

/// Turn the second factor on
///
/// With the code that the app shows now. Answers ten recovery codes, once: each signs you in when you have lost the
/// app. From now on signing in takes a code.
#[utoipa::path(post, path = "/auth/mfa/totp/confirm", tag = "auth", request_body = TotpCode,
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "It is on. The recovery codes are shown only now.", body = RecoveryCodesResponse)))]
async fn confirm_totp(
    Enrolling(person): Enrolling,
    AccessToken(access): AccessToken,
    from: From,
    body: Json<TotpCode>,
) -> Result<Response> {
    let codes = person.confirm_totp(&access, &body.value.code, from.origin()).await?;
    Ok(reply::json(StatusCode::OK, &RecoveryCodesResponse::of(&codes)))
}

/// Turn the second factor off
///
/// Takes the password. The recovery codes are void.
#[utoipa::path(delete, path = "/auth/mfa/totp", tag = "auth", request_body = PasswordProof,
    security(("member" = []), ("operator" = [])), responses((status = 204, description = "It is off.")))]
async fn end_totp(Enrolling(person): Enrolling, from: From, body: Json<PasswordProof>) -> Result<StatusCode> {
    person.end_totp(&body.value.password, from.origin()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes
///
/// Takes the password. The old ones are void.
#[utoipa::path(post, path = "/auth/mfa/recovery-codes", tag = "auth", request_body = PasswordProof,
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The codes, shown only now.", body = RecoveryCodesResponse)))]
async fn renew_recovery_codes(Enrolling(person): Enrolling, from: From, body: Json<PasswordProof>) -> Result<Response> {
    let codes = person.renew_recovery_codes(&body.value.password, from.origin()).await?;
    Ok(reply::json(StatusCode::OK, &RecoveryCodesResponse::of(&codes)))
}

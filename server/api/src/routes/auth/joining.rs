//! From a mailed link to an account.

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tenantry_core::domain::order::version_tag;

use crate::{
    dto::{
        invitation::{PreviewResponse, SignUpRequest},
        member::MemberResponse,
        session::{Address, Code},
        tenant::{Accepted, Registration, TenantResponse},
    },
    extract::{From, Json, Unchecked, caller::RequestId},
    problem::Result,
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(preview_invitation))
        .routes(routes!(sign_up))
        .routes(routes!(check_registration))
        .routes(routes!(confirm_registration))
        .routes(routes!(resend_confirmation))
}

/// Look at an invitation
///
/// What the mailed code is good for, before the person decides.
#[utoipa::path(post, path = "/auth/invitation", tag = "auth", security(()), request_body = Code,
    responses((status = 200, description = "The invitation.", body = PreviewResponse)))]
async fn preview_invitation(State(api): State<ApiState>, body: Json<Code>) -> Result<Response> {
    let preview = api.app.invitation(&body.value.code).await?;
    Ok(reply::json(StatusCode::OK, &PreviewResponse::of(&preview)))
}

/// Join the tenant that an invitation names
///
/// The code says which tenant, address and role; nobody can pick them. Passwords have 12 to 128 characters.
#[utoipa::path(post, path = "/auth/signup", tag = "auth", security(()), request_body = SignUpRequest,
    responses((status = 201, description = "The new member, who can sign in now.", body = MemberResponse)))]
async fn sign_up(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    from: From,
    body: Json<SignUpRequest>,
) -> Result<Response> {
    let code = body.value.code.clone();
    let member = api.app.join(&code, body.value.joining()?, from.origin(), Some(&request_id)).await?;
    let headers: [(HeaderName, String); 2] =
        [(header::ETAG, version_tag(member.version)), (header::LOCATION, format!("/v1/members/{}", member.user))];
    Ok((headers, reply::json(StatusCode::CREATED, &MemberResponse::of(&member))).into_response())
}

/// Check a registration
///
/// Judges the fields as POST /v1/tenants does, the password among them, and writes and mails nothing: a form of several
/// steps can say what is wrong where it was typed.
#[utoipa::path(post, path = "/auth/check-registration", tag = "auth", security(()), request_body = Registration,
    responses((status = 204, description = "Each field is sound.")))]
async fn check_registration(body: Json<Registration>) -> Result<StatusCode> {
    body.value.check()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm a registration
///
/// The mailed code proves the address: the tenant and its owner come into being.
#[utoipa::path(post, path = "/auth/confirm", tag = "auth", security(()), request_body = Code,
    responses((status = 200, description = "The new tenant, whose owner can sign in now.", body = TenantResponse)))]
async fn confirm_registration(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    body: Json<Code>,
) -> Result<Response> {
    let tenant = api.app.confirm(&body.value.code, Some(&request_id)).await?;
    let tag = [(header::ETAG, version_tag(tenant.version))];
    Ok((tag, reply::json(StatusCode::OK, &TenantResponse::of(&tenant, api.app.now()))).into_response())
}

/// Mail the confirmation again
///
/// Says the same whether a registration waits for the address or not.
#[utoipa::path(post, path = "/auth/resend", tag = "auth", security(()), request_body = Address,
    responses((status = 202, description = "If a registration waits, its mail is sent again.", body = Accepted)))]
async fn resend_confirmation(
    State(api): State<ApiState>,
    RequestId(request_id): RequestId,
    body: Unchecked<Address>,
) -> Result<Response> {
    api.app.resend_confirmation(&body.check(|body| body.check())?, Some(&request_id)).await?;
    Ok(reply::json(StatusCode::ACCEPTED, &Accepted::MAIL_SENT))
}

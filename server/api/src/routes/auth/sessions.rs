//! Sessions: staying signed in, signing out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::Error;

use super::{
    cookie,
    tokens::{set_cookie, signed_in},
};
use crate::{
    dto::session::{Channel, MeResponse, Refresh, SignOut, SignedInResponse},
    extract::{
        From, OptionalJson,
        caller::{Enrolling, bearer},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(refresh_session))
        .routes(routes!(sign_out))
        .routes(routes!(get_me))
        .routes(routes!(get_jwks))
}

/// Refresh a session
///
/// Takes the refresh token from the body, or else from the cookie, and gives the next one the same way. Each token works
/// once: using an old one ends the session. The body may be left out where the cookie carries the token.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(()),
    request_body = Option<Refresh>,
    responses((status = 200, description = "Fresh tokens.", body = SignedInResponse,
        headers(("Set-Cookie" = String, description = "The next refresh token, if the cookie carried this one.")))))]
async fn refresh_session(
    State(api): State<ApiState>,
    headers: HeaderMap,
    from: From,
    OptionalJson(body): OptionalJson<Refresh>,
) -> Result<Response> {
    let (token, channel) = match body.refresh_token {
        Some(token) => (token, Channel::Body),
        None => (cookie::carried(&headers, &api.config)?.ok_or(NO_TOKEN)?, Channel::Cookie),
    };
    let tokens = api.app.refresh(&token, from.origin()).await?;
    Ok(signed_in(&api, &tokens, channel))
}

/// Sign out
///
/// Ends the session of the refresh token in the body or the cookie, or else of the bearer token; with everywhere, all
/// sessions of the person. The cookie is cleared.
#[utoipa::path(post, path = "/auth/signout", tag = "auth",
    security((), ("refresh_cookie" = []), ("member" = []), ("operator" = [])), request_body = Option<SignOut>,
    responses((status = 204, description = "Signed out.",
        headers(("Set-Cookie" = String, description = "Clears the cookie.")))))]
async fn sign_out(
    State(api): State<ApiState>,
    headers: HeaderMap,
    from: From,
    OptionalJson(body): OptionalJson<SignOut>,
) -> Result<Response> {
    let token = match body.refresh_token {
        Some(token) => Some(token),
        None => cookie::carried(&headers, &api.config)?,
    };
    if body.everywhere {
        let person = api.app.identify(&access_token(&api, &headers, token, &from).await?, None).await?;
        api.app.sign_out_everywhere(person.user(), person.realm()).await?;
    } else if let Some(token) = token {
        end_session(&api, &token).await?;
    } else {
        let token = bearer(&headers)?.ok_or(NO_TOKEN)?;
        api.app.sign_out_session(api.app.identify(token, None).await?.session()).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, cookie::cleared(&api.config));
    Ok(response)
}

const NO_TOKEN: Error = Error::Unauthenticated("there is no refresh token in the body or the cookie");

/// A session that has ended already is signed out, too.
async fn end_session(api: &ApiState, token: &SecretString) -> Result<()> {
    match api.app.sign_out(token).await {
        Ok(()) | Err(Error::Unauthenticated(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The bearer token, or a fresh one for the refresh token.
async fn access_token(
    api: &ApiState,
    headers: &HeaderMap,
    refresh: Option<SecretString>,
    from: &From,
) -> Result<String> {
    if let Some(token) = bearer(headers)? {
        return Ok(token.to_owned());
    }
    let fresh = api.app.refresh(&refresh.ok_or(NO_TOKEN)?, from.origin()).await?;
    Ok(fresh.access.expose_secret().to_owned())
}

/// See who is signed in
///
/// A member with the essentials of their tenant, or an operator.
#[utoipa::path(get, path = "/auth/me", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "Who the token speaks for.", body = MeResponse)))]
async fn get_me(State(api): State<ApiState>, Enrolling(person): Enrolling) -> Response {
    reply::json(StatusCode::OK, &MeResponse::of(&person, api.app.now()))
}

/// Get the keys that access tokens verify with
///
/// A JSON Web Key Set (RFC 7517). A key is published before it signs and stays until its last token has expired.
#[utoipa::path(get, path = "/auth/jwks.json", tag = "auth", security(()),
    responses((status = 200, description = "The keys.", body = Object, content_type = "application/json", example = json!({
        "keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "2026-11", "x": "...", "y": "..."}]}))))]
async fn get_jwks(State(api): State<ApiState>) -> Result<Response> {
    let keys = api.app.key_set().await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Ok((headers, keys).into_response())
}

//! Sessions: signing in, staying signed in, signing out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{Caller, Error, app::SignedIn, identity::Realm};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::cookie;
use crate::{
    extract::{
        ClientAddress, Json, OptionalJson,
        caller::{Authenticated, bearer},
    },
    problem::Result,
    reply,
    state::ApiState,
    view::session::{Channel, MeView, Refresh, SignIn, SignOut, SignedInView},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(sign_in_operator))
        .routes(routes!(refresh_session))
        .routes(routes!(sign_out))
        .routes(routes!(get_me))
        .routes(routes!(get_jwks))
}

/// Sign in as a member
///
/// Answers the same for an unknown address and a wrong password. The refresh token is set as an HttpOnly cookie, or
/// given in the body if refresh_token_in says so.
#[utoipa::path(post, path = "/auth/signin", tag = "auth", security(()), request_body = SignIn,
    responses((status = 200, description = "Signed in.", body = SignedInView,
        headers(("Set-Cookie" = String, description = "The refresh token, unless it was asked for in the body.")))))]
async fn sign_in(
    State(api): State<ApiState>,
    ClientAddress(address): ClientAddress,
    body: Json<SignIn>,
) -> Result<Response> {
    let SignIn { email, password, refresh_token_in } = body.value;
    let tokens = api.app.sign_in(&email, &password, &address).await?;
    Ok(signed_in(&api, &tokens, refresh_token_in))
}

/// Sign in as an operator
///
/// Operators have accounts of their own; a member's address and password are worth nothing here.
#[utoipa::path(post, path = "/auth/operator/signin", tag = "auth", security(()), request_body = SignIn,
    responses((status = 200, description = "Signed in.", body = SignedInView,
        headers(("Set-Cookie" = String, description = "The refresh token, unless it was asked for in the body.")))))]
async fn sign_in_operator(
    State(api): State<ApiState>,
    ClientAddress(address): ClientAddress,
    body: Json<SignIn>,
) -> Result<Response> {
    let SignIn { email, password, refresh_token_in } = body.value;
    let tokens = api.app.sign_in_operator(&email, &password, &address).await?;
    Ok(signed_in(&api, &tokens, refresh_token_in))
}

/// Refresh a session
///
/// Takes the refresh token from the body, or else from the cookie, and gives the next one the same way. Each token works
/// once: using an old one ends the session. The body may be left out where the cookie carries the token.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security((), ("refresh_cookie" = [])),
    request_body = Option<Refresh>,
    responses((status = 200, description = "Fresh tokens.", body = SignedInView,
        headers(("Set-Cookie" = String, description = "The next refresh token, if the cookie carried this one.")))))]
async fn refresh_session(
    State(api): State<ApiState>,
    headers: HeaderMap,
    OptionalJson(body): OptionalJson<Refresh>,
) -> Result<Response> {
    let (token, channel) = match body.refresh_token {
        Some(token) => (token, Channel::Body),
        None => (cookie::carried(&headers, &api.config)?.ok_or(NO_TOKEN)?, Channel::Cookie),
    };
    let tokens = api.app.refresh(&token).await?;
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
    OptionalJson(body): OptionalJson<SignOut>,
) -> Result<Response> {
    let token = match body.refresh_token {
        Some(token) => Some(token),
        None => cookie::carried(&headers, &api.config)?,
    };
    if body.everywhere {
        let (user, realm) = person(&api.app.authenticate(&access_token(&api, &headers, token).await?, None).await?);
        api.app.sign_out_everywhere(user, realm).await?;
    } else if let Some(token) = token {
        end_session(&api, &token).await?;
    } else {
        let token = bearer(&headers)?.ok_or(NO_TOKEN)?;
        let session = match api.app.authenticate(token, None).await? {
            Caller::Member(tenant) => tenant.session(),
            Caller::Operator(operator) => operator.session(),
        };
        api.app.sign_out_session(session).await?;
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
async fn access_token(api: &ApiState, headers: &HeaderMap, refresh: Option<SecretString>) -> Result<String> {
    if let Some(token) = bearer(headers)? {
        return Ok(token.to_owned());
    }
    let fresh = api.app.refresh(&refresh.ok_or(NO_TOKEN)?).await?;
    Ok(fresh.access.expose_secret().to_owned())
}

fn person(caller: &Caller) -> (tenantry_core::ids::UserId, Realm) {
    match caller {
        Caller::Member(tenant) => (tenant.member().user, Realm::Member),
        Caller::Operator(operator) => (operator.user(), Realm::Operator),
    }
}

/// See who is signed in
///
/// A member with the essentials of their tenant, or an operator.
#[utoipa::path(get, path = "/auth/me", tag = "auth", security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "Who the token speaks for.", body = MeView)))]
async fn get_me(Authenticated(caller): Authenticated) -> Response {
    match &caller {
        Caller::Member(tenant) => reply::json(StatusCode::OK, &MeView::member(tenant)),
        Caller::Operator(operator) => reply::json(StatusCode::OK, &MeView::operator(operator)),
    }
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

/// The refresh token goes one way only: into the cookie or into the body.
fn signed_in(api: &ApiState, tokens: &SignedIn, channel: Channel) -> Response {
    let view = SignedInView {
        access_token: &tokens.access,
        token_type: "Bearer",
        expires_in: tokens.expires_in_s,
        refresh_token: (channel == Channel::Body).then_some(&tokens.refresh),
    };
    let mut response = reply::json(StatusCode::OK, &view);
    if channel == Channel::Cookie {
        set_cookie(&mut response, cookie::carrying(&tokens.refresh, tokens.refresh_expires_in_s, &api.config));
    }
    response
}

fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

//! How tokens are handed over. The refresh token goes one way only: into the
//! cookie or into the body.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use tenantry_core::usecases::{SignIn, SignedIn};

use super::cookie;
use crate::{
    dto::session::{ChallengeResponse, Channel, SignedInResponse},
    reply,
    state::ApiState,
};

pub fn signed_in(api: &ApiState, tokens: &SignedIn, channel: Channel) -> Response {
    let view = SignedInResponse {
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

pub fn signed_in_or_challenged(api: &ApiState, outcome: &SignIn, channel: Channel) -> Response {
    match outcome {
        SignIn::Done(tokens) => signed_in(api, tokens, channel),
        SignIn::Challenge(challenged) => reply::json(StatusCode::OK, &ChallengeResponse::of(challenged)),
    }
}

pub fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

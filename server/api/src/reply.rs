//! Answers. What a change answers is written once, when it is committed, and
//! given again to whoever repeats the request.

mod download;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
pub use download::Download;
use serde::Serialize;
use tenantry_core::idempotency::{Answer, Outcome};

use crate::{
    problem::{Problem, kinds},
    view::page::Page,
};

static REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    written(status, serde_json::to_vec(value))
}

/// An answer that is JSON already.
pub fn written(status: StatusCode, body: serde_json::Result<Vec<u8>>) -> Response {
    match body {
        Ok(body) => with_body(status, body),
        Err(error) => unwritten(error).into_response(),
    }
}

/// A thing without versions.
pub fn shown(value: &impl Serialize) -> Response {
    json(StatusCode::OK, value)
}

pub fn unwritten(error: serde_json::Error) -> Problem {
    Problem::new(&kinds::INTERNAL, "the answer could not be written")
        .caused_by(format!("an answer can't be serialised: {error}"))
}

pub fn page<T: Serialize + utoipa::ToSchema>(page: &Page<T>) -> Response {
    json(StatusCode::OK, page)
}

fn with_body(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The answer to a change, with the new state and its tag.
pub fn changed(tag: String, value: &impl Serialize) -> Answer {
    Answer { status: 200, etag: Some(tag), location: None, body: text(value) }
}

pub fn created(tag: String, location: String, value: &impl Serialize) -> Answer {
    Answer { status: 201, etag: Some(tag), location: Some(location), body: text(value) }
}

/// The answer to what is only begun.
pub fn accepted(location: String, value: &impl Serialize) -> Answer {
    Answer { status: 202, etag: None, location: Some(location), body: text(value) }
}

/// The answer to a change of many things, which have no tag in common.
pub fn done(value: &impl Serialize) -> Answer {
    Answer { status: 200, etag: None, location: None, body: text(value) }
}

pub fn gone() -> Answer {
    Answer { status: 204, etag: None, location: None, body: String::new() }
}

/// Views hold nothing that JSON can't, so this does not fail.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A change that is durable, on its way to the caller.
pub struct Done(pub Outcome);

/// Changed nothing, so there is nothing that could be told again.
impl From<Answer> for Done {
    fn from(answer: Answer) -> Self {
        Done(Outcome { answer, replayed: false })
    }
}

impl From<Outcome> for Done {
    fn from(outcome: Outcome) -> Self {
        Done(outcome)
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let Outcome { answer, replayed } = self.0;
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let mut response = if answer.body.is_empty() { status.into_response() } else { with_body(status, answer.body) };
        let headers = response.headers_mut();
        let mut say = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        say(header::ETAG, answer.etag);
        say(header::LOCATION, answer.location);
        say(REPLAYED.clone(), replayed.then(|| "true".to_owned()));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_is_the_same_answer_and_says_so() {
        let answer = created("\"1\"".to_owned(), "/v1/orders/1".to_owned(), &serde_json::json!({"a": 1}));
        let first = Done(Outcome { answer: answer.clone(), replayed: false }).into_response();
        let again = Done(Outcome { answer, replayed: true }).into_response();
        for response in [&first, &again] {
            assert_eq!(response.status(), 201);
            assert_eq!(response.headers()[header::ETAG], "\"1\"");
            assert_eq!(response.headers()[header::LOCATION], "/v1/orders/1");
        }
        assert!(!first.headers().contains_key(&REPLAYED));
        assert_eq!(again.headers()[&REPLAYED], "true");
    }
}

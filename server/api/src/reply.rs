//! Answers. What a change answers is rendered once, when it is committed: the caller gets those bytes, and again when
//! the request is repeated.

mod download;

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
pub use download::Download;
use serde::{Deserialize, Serialize, Serializer, ser::Error as _};
use tenantry_core::domain::idempotency::{Answer, Outcome};

use crate::{
    dto::page::Page,
    problem::{Problem, kinds},
};

static REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    written(status, serde_json::to_vec(value))
}

/// Sends a body that is serialized already; a failure of that is a 500.
pub fn written(status: StatusCode, body: serde_json::Result<Vec<u8>>) -> Response {
    match body {
        Ok(body) => with_body(status, body),
        Err(error) => unwritten(error).into_response(),
    }
}

/// Responds 200 with a value that has no entity tag.
pub fn shown(value: &impl Serialize) -> Response {
    json(StatusCode::OK, value)
}

pub fn unwritten(error: serde_json::Error) -> Problem {
    Problem::new(&kinds::INTERNAL, "the answer could not be written")
        .caused_by(format!("an answer can't be serialized: {error}"))
}

fn unread(error: serde_json::Error) -> Problem {
    Problem::new(&kinds::INTERNAL, "the answer could not be read")
        .caused_by(format!("an answer that was kept can't be read: {error}"))
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

/// A change's answer as it goes over the wire. What of it is kept for a repetition is this, as JSON: nothing but this file
/// writes or reads its members, and each version reads what the earlier ones wrote ([`Kept`]).
#[derive(Default, Debug, Serialize)]
struct Rendered {
    status: u16,
    etag: Option<String>,
    location: Option<String>,
    #[serde(serialize_with = "as_text")]
    body: Bytes,
}

fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(std::str::from_utf8(body).map_err(S::Error::custom)?)
}

/// An answer that was kept.
#[derive(Deserialize)]
struct Kept<'a> {
    status: u16,
    #[serde(borrow)]
    etag: Option<Cow<'a, str>>,
    #[serde(borrow)]
    location: Option<Cow<'a, str>>,
    body: String,
}

/// Returns the answer 200 to a change: the new state and its entity tag.
pub fn changed(tag: String, value: &impl Serialize) -> Answer {
    Answer::of(Rendered { status: 200, etag: Some(tag), location: None, body: text(value) })
}

/// Returns the answer 201 to what was made: its state, its address and, if it has versions, its entity tag.
pub fn created(tag: impl Into<Option<String>>, location: String, value: &impl Serialize) -> Answer {
    Answer::of(Rendered { status: 201, etag: tag.into(), location: Some(location), body: text(value) })
}

/// Returns the answer 202 to a request whose work goes on, with the place to watch it.
pub fn accepted(location: String, value: &impl Serialize) -> Answer {
    Answer::of(Rendered { status: 202, etag: None, location: Some(location), body: text(value) })
}

/// Returns the answer 200 to a change of many records, which have no entity tag in common.
pub fn done(value: &impl Serialize) -> Answer {
    Answer::of(Rendered { status: 200, body: text(value), ..Rendered::default() })
}

pub fn gone() -> Answer {
    Answer::of(Rendered { status: 204, ..Rendered::default() })
}

/// Views hold nothing that JSON can't, so this does not fail.
fn text(value: &impl Serialize) -> Bytes {
    serde_json::to_vec(value).unwrap_or_default().into()
}

/// A change that is durable, on its way to the caller.
pub struct Done(pub Outcome);

/// Changed nothing, so there is no answer to replay.
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
        let mut response = match answer.rendered::<Rendered>() {
            Some(Rendered { status, etag, location, body }) => {
                respond(*status, etag.as_deref(), location.as_deref(), body.clone())
            }
            None => match answer.read() {
                Ok(Kept { status, etag, location, body }) => {
                    respond(status, etag.as_deref(), location.as_deref(), body.into())
                }
                Err(error) => return unread(error).into_response(),
            },
        };
        if replayed {
            response.headers_mut().insert(REPLAYED.clone(), HeaderValue::from_static("true"));
        }
        response
    }
}

fn respond(status: u16, etag: Option<&str>, location: Option<&str>, body: Bytes) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = if body.is_empty() { status.into_response() } else { with_body(status, body) };
    for (name, value) in [(header::ETAG, etag), (header::LOCATION, location)] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn bytes(response: Response) -> Bytes {
        axum::body::to_bytes(response.into_body(), 10_000).now_or_never().expect("whole").expect("a body")
    }

    #[test]
    fn a_replay_is_the_same_answer_to_the_byte_and_says_so() {
        let said = serde_json::json!({"name": "Caf\u{e9} \"A\" \\ \u{1f6cb}\u{7}\n</script>\u{2028}", "price": "1.50"});
        let location = || "/v1/orders/1".to_owned();
        let answers = [
            created("\"1\"".to_owned(), location(), &said),
            created(None::<String>, location(), &said),
            changed("\"2-7\"".to_owned(), &said),
            accepted(location(), &said),
            done(&said),
            gone(),
        ];
        for answer in answers {
            let kept = Answer::kept(answer.as_json().to_owned(), answer.version()).expect("JSON");
            let first = Done(Outcome { answer, replayed: false }).into_response();
            let mut again = Done(Outcome { answer: kept, replayed: true }).into_response();
            assert_eq!(again.headers_mut().remove(&REPLAYED).expect("it says so"), "true");
            assert_eq!((first.status(), first.headers()), (again.status(), again.headers()));
            assert_eq!(bytes(first), bytes(again));
        }
    }

    #[test]
    fn an_answer_that_0_1_0_kept_is_given_again() {
        let body = r#"{"name":"Caf\u00e9 \"A\""}"#;
        let kept = serde_json::json!({"status": 201, "etag": "\"4-10\"", "location": "/v1/products/7", "body": body});
        let answer = Answer::kept(kept.to_string(), Some(4)).expect("JSON");
        let response = Done(Outcome { answer, replayed: true }).into_response();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()[header::ETAG], "\"4-10\"");
        assert_eq!(response.headers()[header::LOCATION], "/v1/products/7");
        assert_eq!(response.headers()[&REPLAYED], "true");
        assert_eq!(bytes(response), body);
    }

    #[test]
    fn an_answer_is_empty_only_if_it_is_meant_to_be() {
        let of = |answer| Done(Outcome { answer, replayed: false }).into_response().status();
        assert_eq!(of(gone()), StatusCode::NO_CONTENT);
        assert_eq!(of(Answer::none()), StatusCode::INTERNAL_SERVER_ERROR, "no answer was rendered for the caller");
    }
}

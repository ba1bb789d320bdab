//! Bodies: JSON and nothing else, read strictly. What a caller sends is either
//! understood whole or refused with a pointer to what was not.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use tenantry_core::FieldError;

use super::{
    canonical::Sent,
    reading::{self, Reading},
    serde_error::field_error,
    unique::Unique,
};
use crate::{
    layers::body_limit,
    problem::{Problem, Result, kinds},
};

/// A body that is UTF-8 and said to be JSON, not read yet.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = body_limit::read(&parts.headers, body).await?;
        if bytes.is_empty() {
            return Err(Problem::new(&kinds::BODY_REQUIRED, "this takes a JSON body"));
        }
        require_json(&parts.headers, &["application/json"])?;
        Raw::checked(bytes)
    }
}

impl Raw {
    pub fn checked(bytes: Bytes) -> Result<Self> {
        if let Err(error) = std::str::from_utf8(&bytes) {
            let detail = format!("the byte at {} is not UTF-8", error.valid_up_to());
            return Err(Problem::new(&kinds::INVALID_UTF8, detail).with("offset", error.valid_up_to()));
        }
        Ok(Raw(bytes))
    }

    /// Parses the body as a JSON object; fails where it is none, with line and column, or has a name twice.
    pub fn parse(self) -> Result<Sent> {
        let mut deserializer = serde_json::Deserializer::from_slice(&self.0);
        let Unique(value) = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().clone();
            match error.inner().classify() {
                Category::Data => Problem::fields(vec![field_error(&path, &error.inner().to_string())]),
                _ => malformed(error.inner()),
            }
        })?;
        deserializer.end().map_err(|error| malformed(&error))?;
        if !value.is_object() {
            return Err(Problem::fields(vec![FieldError::new("", "wrong_type", "must be an object")]));
        }
        Ok(Sent { bytes: self.0, value })
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    let what = error.to_string();
    let what = match what.split(" at line ").next().unwrap_or("it is not JSON") {
        "recursion limit exceeded" => "it is nested deeper than 127 levels",
        what => what,
    };
    Problem::new(&kinds::MALFORMED_JSON, format!("line {}, column {}: {what}", error.line(), error.column()))
        .with("line", error.line())
        .with("column", error.column())
}

pub fn require_json(headers: &HeaderMap, accepted: &[&'static str]) -> Result<()> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    let is_accepted = accepted.iter().any(|accepted| essence.eq_ignore_ascii_case(accepted));
    let detail = match charset(sent).filter(|charset| !is_utf8(charset)) {
        None if is_accepted => return Ok(()),
        Some(charset) if is_accepted => {
            format!("the body must be UTF-8 (RFC 8259), and the Content-Type says charset={charset}: send it as UTF-8")
        }
        _ => format!("the Content-Type must be {}", accepted.join(" or ")),
    };
    let accept = accepted.join(", ").parse().ok();
    let problem = Problem::new(&kinds::UNSUPPORTED_MEDIA_TYPE, detail);
    Err(match accept {
        Some(accept) => problem.header(header::ACCEPT, accept),
        None => problem,
    })
}

/// The parameter of a media type (RFC 9110, section 8.3.1), if there is one.
fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named.next().map(|(_, value)| value.trim().trim_matches('"'))
}

fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|utf8| charset.eq_ignore_ascii_case(utf8))
}

/// A body that was read whole, and what distinguishes two requests.
pub struct Json<T> {
    pub value: T,
    pub raw: Sent,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let raw = Raw::from_request(request, state).await?.parse()?;
        let value = reading::read(&raw.value).sound().map_err(Problem::fields)?;
        Ok(Json { value, raw })
    }
}

/// A body that the rules are still to judge, so that what could not be read is
/// said together with what they refuse.
pub struct Unchecked<T> {
    reading: Reading<T>,
    pub raw: Sent,
}

impl<T: DeserializeOwned> Unchecked<T> {
    pub fn of(raw: Sent) -> Self {
        Self { reading: reading::read(&raw.value), raw }
    }
}

impl<T> Unchecked<T> {
    /// What the rules make of it, or everything that is wrong with it.
    pub fn check<D>(self, rules: impl FnOnce(T) -> tenantry_core::Result<D>) -> Result<D> {
        Ok(self.reading.judge(rules)?)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Unchecked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        Ok(Self::of(Raw::from_request(request, state).await?.parse()?))
    }
}

/// An optional JSON body.
pub struct OptionalJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = body_limit::read(&parts.headers, body).await?;
        if bytes.is_empty() {
            return Ok(OptionalJson(T::default()));
        }
        require_json(&parts.headers, &["application/json"])?;
        let sent = Raw::checked(bytes)?.parse()?;
        reading::read(&sent.value).sound().map(OptionalJson).map_err(Problem::fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, response::IntoResponse, routing::post};
    use http_body_util::BodyExt;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        parts: Vec<Part>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        weight: u32,
    }

    async fn take(Json { value, .. }: Json<Thing>) -> impl IntoResponse {
        format!("{} {}", value.name, value.parts.iter().map(|part| part.weight).sum::<u32>())
    }

    async fn send(content_type: Option<&str>, body: Body) -> (u16, Value) {
        let mut request = Request::post("/");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let app = Router::new().route("/", post(take));
        let response = app.oneshot(request.body(body).expect("a request")).await.expect("an answer");
        let (response, _) = crate::problem::render(response, "r");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn refused(body: impl Into<Body>) -> (u16, String, String) {
        let (status, problem) = send(Some("application/json; charset=utf-8"), body.into()).await;
        let pointer = problem["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
        (status, problem["code"].as_str().unwrap_or_default().to_owned(), pointer)
    }

    #[tokio::test]
    async fn each_kind_of_wrong_body_is_told_apart() {
        let reported = |status: u16, code: &str, pointer: &str| (status, code.to_owned(), pointer.to_owned());
        assert_eq!(refused(r#"{"name":"a","parts":[]}"#).await.0, 200);
        assert_eq!(refused("").await, reported(400, "body_required", ""));
        assert_eq!(refused(r#"{"name":"a","parts":[}"#).await, reported(400, "malformed_json", ""));
        assert_eq!(refused(r#"{"name":"a","parts":[]} x"#).await, reported(400, "malformed_json", ""));
        assert_eq!(refused(&b"{\"name\":\"\xff\"}"[..]).await, reported(400, "invalid_utf8", ""));
        assert_eq!(refused(r#"{"name":"a","parts":[],"tier":1}"#).await, reported(422, "unknown_field", "/tier"));
        assert_eq!(
            refused(r#"{"name":"a","parts":[{"weight":1},{"weight":1,"a/b":0}]}"#).await,
            reported(422, "unknown_field", "/parts/1/a~1b")
        );
        assert_eq!(refused(r#"{"name":1,"parts":[]}"#).await, reported(422, "invalid", "/name"));
        assert_eq!(refused(r#"{"name":"a"}"#).await, reported(422, "invalid", "/parts"));
        assert_eq!(
            refused(r#"{"name":"a","parts":[{"weight":-1}]}"#).await,
            reported(422, "invalid", "/parts/0/weight")
        );
        assert_eq!(refused(r#"{"name":"a","name":"b","parts":[]}"#).await, reported(422, "invalid", "/name"));
        assert_eq!(refused("[".repeat(10_000)).await, reported(400, "malformed_json", ""));
        assert_eq!(refused("[\"a\",[]]").await, reported(422, "invalid", ""));
    }

    #[tokio::test]
    async fn only_json_is_taken() {
        for other in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
            assert_eq!(send(other, Body::from("{}")).await.0, 415, "{other:?}");
        }
        let body = || Body::from(r#"{"name":"a","parts":[]}"#);
        for charset in ["utf-8", "UTF-8", "\"utf-8\"", "us-ascii"] {
            let sent = format!("application/json; charset={charset}");
            assert_eq!(send(Some(&sent), body()).await.0, 200, "{sent}");
        }
        for charset in ["utf-16", "iso-8859-1", "UTF-16LE", "\"utf-16\""] {
            let sent = format!("application/json; x=y; Charset={charset}");
            let (status, problem) = send(Some(&sent), body()).await;
            assert_eq!(status, 415, "{sent}");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("send it as UTF-8")), "{problem}");
        }
    }

    #[tokio::test]
    async fn a_body_is_bounded_whether_it_says_so_or_not() {
        let large = vec![b' '; body_limit::MAX_BODY + 1];
        assert_eq!(send(Some("application/json"), Body::from(large.clone())).await.0, 413);
        // A stream has no length to announce.
        let chunked = Body::new(Body::from(large).map_frame(|frame| frame));
        assert_eq!(send(Some("application/json"), chunked).await.0, 413);
        assert_eq!(send(None, Body::from(large_enough())).await.1["code"], json!("unsupported_media_type"));
    }

    fn large_enough() -> Vec<u8> {
        vec![b' '; body_limit::MAX_BODY]
    }
}

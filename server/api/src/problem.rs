//! Problem details as RFC 9457 has them. A problem has two readers: the caller gets
//! the text, the operator finds the cause in the log under the same request id.

mod core;
pub mod kinds;

use std::{borrow::Cow, collections::BTreeMap};

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
pub use kinds::Kind;
use serde::Serialize;
use serde_json::{Value, json};
use tenantry_core::{Conflicting, FieldError};

pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// Boxed, so that a result is not as large as its rarest case.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: &'static Kind,
    detail: Cow<'static, str>,
    errors: Vec<FieldError>,
    members: BTreeMap<&'static str, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

impl Problem {
    pub fn new(kind: &'static Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            members: BTreeMap::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    pub fn not_found() -> Self {
        tenantry_core::Error::NotFound.into()
    }

    /// Wrong fields. When they are all wrong in one way, the code names it.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let kind = match errors.first().map(|first| first.code) {
            Some(code @ ("unknown_field" | "read_only")) if errors.iter().all(|error| error.code == code) => {
                kinds::of_code(code).unwrap_or(&kinds::INVALID)
            }
            _ => &kinds::INVALID,
        };
        let detail = match errors.as_slice() {
            [only] => format!("{} {}", only.pointer, only.detail),
            many => format!("{} fields are not valid", many.len()),
        };
        let mut problem = Self::new(kind, detail);
        problem.0.errors = errors;
        problem
    }

    /// Sets what it points to.
    pub fn of_fields(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    #[cfg(test)]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Adds an extension member that a program can read.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name, value.into());
        self
    }

    /// Adds the other record, and the field that is taken by it.
    fn conflicting(mut self, with: Conflicting) -> Self {
        let Conflicting { pointer, id, name } = with;
        self.0.errors = vec![FieldError::new(pointer, "taken", format!("is taken by \"{name}\""))];
        self.with("conflicting", json!({"id": id, "name": name}))
    }

    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    pub fn retry_after(self, seconds: u64) -> Self {
        self.with("retry_after_s", seconds).header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// For the operator's log only.
    pub fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub fn kind(&self) -> &'static Kind {
        self.0.kind
    }

    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn json(&self, request_id: &str) -> Vec<u8> {
        let wire = Wire {
            r#type: format!("/v1/docs/problems#{}", self.0.kind.code),
            title: self.0.kind.title,
            status: self.0.kind.status,
            detail: &self.0.detail,
            code: self.0.kind.code,
            request_id,
            errors: &self.0.errors,
            members: &self.0.members,
        };
        serde_json::to_vec(&wire).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(flatten)]
    members: &'a BTreeMap<&'static str, Value>,
}

/// The body is written by [`render`], which knows the request id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.headers_mut().extend(self.0.headers.iter().cloned());
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives a refusal its body, and any error that the framework made itself too.
pub fn render(mut response: Response, request_id: &str) -> (Response, Option<Problem>) {
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if response.status().as_u16() >= 400 => {
            let kind = kinds::of_status(response.status().as_u16());
            Problem::new(kind, kind.title)
        }
        None => return (response, None),
    };
    let (mut parts, _) = response.into_parts();
    parts.status = problem.status();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    (Response::from_parts(parts, Body::from(problem.json(request_id))), Some(problem))
}

//! `If-Match` (RFC 9110, section 13.1.1) on every change: nobody overwrites
//! what they have not seen, unless they say so with `*`.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{header, request::Parts},
};
use tenantry_core::domain::precondition::Precondition;

use crate::problem::{Problem, Result, kinds};

pub struct IfMatch(pub Precondition);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let values: Vec<_> = parts.headers.get_all(header::IF_MATCH).iter().collect();
        if values.is_empty() {
            let detail = "a change takes the ETag that you read, in If-Match";
            return Err(Problem::new(&kinds::PRECONDITION_REQUIRED, detail));
        }
        let texts: Result<Vec<&str>, _> = values.iter().map(|value| value.to_str()).collect();
        let read = texts.ok().and_then(|texts| Precondition::parse(&texts.join(",")).ok());
        read.map(IfMatch).ok_or_else(|| {
            let detail = "If-Match must be an ETag in its quotes, like \"3\", a list of such, or *";
            Problem::new(&kinds::INVALID_HEADER, detail).with("header", "If-Match")
        })
    }
}

/// For operations where it is enough that the caller may say what it saw.
impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Ok(None);
        }
        <IfMatch as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}

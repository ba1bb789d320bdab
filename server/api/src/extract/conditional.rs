//! `If-None-Match` (RFC 9110, section 13.1.2): what the caller has already is
//! not sent again.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::reply;

pub struct IfNoneMatch(Option<HeaderValue>);

impl IfNoneMatch {
    /// As if the caller had nothing.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// The resource with its tag, or 304 if the caller has it.
    pub fn answer(&self, tag: &str, resource: &impl Serialize) -> Response {
        let mut response = if self.matches(tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            reply::json(StatusCode::OK, resource)
        };
        if let Ok(tag) = HeaderValue::from_str(tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }

    /// Compares weakly, as section 8.8.3.2 says.
    fn matches(&self, tag: &str) -> bool {
        let Some(seen) = self.0.as_ref().and_then(|seen| seen.to_str().ok()) else { return false };
        seen.trim() == "*" || seen.split(',').any(|seen| seen.trim().trim_start_matches("W/") == tag)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(IfNoneMatch(parts.headers.get(header::IF_NONE_MATCH).cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let seen = |value: &'static str| IfNoneMatch(Some(HeaderValue::from_static(value)));
        for same in ["\"3-10\"", "W/\"3-10\"", "\"1-1\", \"3-10\"", "*"] {
            assert!(seen(same).matches("\"3-10\""), "{same}");
        }
        assert!(!seen("\"3-11\"").matches("\"3-10\""));
        assert!(!IfNoneMatch(None).matches("\"3-10\""));
    }
}

//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a retry of
//! one request is one effect.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, HeaderName, Method, header, request::Parts},
};
use tenantry_core::domain::idempotency::Attempt;
use uuid::Uuid;

use super::canonical::{self, Content};
use crate::problem::{Problem, Result, kinds};

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest `Idempotency-Key`, in bytes.
const MAX: usize = 255;

/// Names the way that a request is made canonical; another one marks the
/// fingerprints of two versions apart.
const CANONICAL: &[u8] = b"canonical 1";

/// The caller's key, if it sent one, and what else the request is known by.
pub struct RetryKey {
    key: Option<String>,
    method: Method,
    path: String,
    query: Vec<u8>,
    content_type: String,
    if_match: Vec<u8>,
}

impl RetryKey {
    /// Returns what identifies this request among its retries: caller, method, path, key and content. It is empty without
    /// a key and a precondition.
    pub fn attempt(&self, who: impl Into<Uuid>, body: &(impl Content + ?Sized)) -> Attempt {
        if self.key.is_none() && !self.is_conditional_change() {
            return Attempt::default();
        }
        let canonical = body.canonical();
        let request = [CANONICAL, &canonical, &self.if_match, &self.query, self.content_type.as_bytes()];
        let method = self.method.as_str();
        match &self.key {
            Some(key) => {
                Attempt::new(who, method, &self.path, Some(key), &request).or_earlier(&[body.raw(), &self.if_match])
            }
            None => Attempt::conditional(who, method, &self.path, &request),
        }
    }

    /// `*` names no version that the change could have made.
    fn is_conditional_change(&self) -> bool {
        matches!(self.method, Method::PUT | Method::PATCH) && !matches!(self.if_match.trim_ascii(), b"" | b"*")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RetryKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        Ok(RetryKey {
            key: key(&parts.headers)?.map(str::to_owned),
            method: parts.method.clone(),
            path: uri.path().to_owned(),
            query: canonical::query(uri.query().unwrap_or_default()),
            content_type: essence(&parts.headers),
            if_match: parts.headers.get(header::IF_MATCH).map(|tag| tag.as_bytes().to_vec()).unwrap_or_default(),
        })
    }
}

/// The media type without its parameters, which the two types that are read
/// do not know.
fn essence(headers: &HeaderMap) -> String {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Placing an order takes a key: the one thing that nobody wants twice.
pub struct OrderKey(pub RetryKey);

impl<S: Send + Sync> FromRequestParts<S> for OrderKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let retry = RetryKey::from_request_parts(parts, state).await?;
        if retry.key.is_none() {
            let detail = "placing an order takes an Idempotency-Key, so that a retry does not order twice";
            return Err(Problem::new(&kinds::IDEMPOTENCY_KEY_REQUIRED, detail));
        }
        Ok(OrderKey(retry))
    }
}

fn key(headers: &HeaderMap) -> Result<Option<&str>> {
    let mut values = headers.get_all(&IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let sound = |key: &&str| (1..=MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    match value.to_str().ok().filter(sound) {
        Some(key) if values.next().is_none() => Ok(Some(key)),
        _ => {
            let detail = format!("the Idempotency-Key must be one value of 1 to {MAX} visible ASCII characters");
            Err(Problem::new(&kinds::INVALID_HEADER, detail).with("header", "Idempotency-Key"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_key_is_visible_ascii() {
        let of = |value: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(&IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).expect("a header"));
            key(&headers).map(|key| key.map(str::to_owned)).map_err(|problem| problem.kind().code)
        };
        assert_eq!(of(b"536365-1"), Ok(Some("536365-1".to_owned())));
        for bad in [&b""[..], b"a b", b"\xc3\xa4", &[b'a'; 256]] {
            assert_eq!(of(bad), Err("invalid_header"));
        }
        let mut twice = HeaderMap::new();
        twice.append(&IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        twice.append(&IDEMPOTENCY_KEY, HeaderValue::from_static("b"));
        assert!(key(&twice).is_err());
    }
}

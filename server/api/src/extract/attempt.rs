//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a retry of
//! one request is one effect.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, HeaderName, Method, header, request::Parts},
};
use tenantry_core::{idempotency::Attempt, ids::UserId};

use crate::problem::{Problem, Result, kinds};

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const MAX: usize = 255;

/// The caller's key, if it sent one, and what else the request is known by.
pub struct RetryKey {
    key: Option<String>,
    method: Method,
    path: String,
    if_match: Vec<u8>,
}

impl RetryKey {
    /// The try of this person at this very request.
    pub fn attempt(&self, who: UserId, body: &[u8]) -> Attempt {
        match &self.key {
            None => Attempt::default(),
            Some(key) => Attempt::new(who, self.method.as_str(), &self.path, Some(key), &[body, &self.if_match]),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RetryKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
        Ok(RetryKey {
            key: key(&parts.headers)?.map(str::to_owned),
            method: parts.method.clone(),
            path: path.to_owned(),
            if_match: parts.headers.get(header::IF_MATCH).map(|tag| tag.as_bytes().to_vec()).unwrap_or_default(),
        })
    }
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

//! One id for each request, in the answer, the log and the journal. A caller
//! may bring its own to follow a request through its systems.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};
use uuid::Uuid;

pub static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest `X-Request-Id`, in bytes.
const MAX: usize = 64;

pub fn of(headers: &HeaderMap) -> Arc<str> {
    match headers.get(&X_REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_sound(id)) {
        Some(brought) => brought.into(),
        None => Uuid::now_v7().to_string().into(),
    }
}

/// Nothing that could break a log line or a header.
fn is_sound(id: &str) -> bool {
    (1..=MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_id_is_taken_and_another_replaced() {
        let of = |id: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(&X_REQUEST_ID, axum::http::HeaderValue::from_bytes(id).expect("a header"));
            super::of(&headers).to_string()
        };
        assert_eq!(of(b"abc-1.2_3"), "abc-1.2_3");
        for bad in [&b""[..], b"a b", b"a\"b", b"\xff", &[b'a'; 65]] {
            assert!(of(bad).parse::<Uuid>().is_ok(), "{bad:?}");
        }
    }
}

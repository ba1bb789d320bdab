//! Bodies are bounded while they arrive, whether they announce their length or
//! come in chunks.

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::problem::{Problem, Result, kinds};

/// The largest body of a request, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// The largest file to import, in bytes.
pub const MAX_FILE: usize = 4 * 1024 * 1024;

/// Bytes of a too large body that are read and dropped before the answer:
/// a client that still sends when the connection closes would lose the answer
/// (RFC 9112, section 9.6). Beyond that it is cut off.
const MAX_DRAINED_BYTES: u64 = 8 * 1024 * 1024;

/// The whole body, if it keeps within the limit.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes> {
    read_up_to(MAX_BODY, headers, body).await
}

pub async fn read_up_to(max: usize, headers: &HeaderMap, mut body: Body) -> Result<Bytes> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(length).unwrap_or(body.size_hint().lower());
    if announced <= max as u64 {
        match Limited::new(&mut body, max).collect().await {
            Ok(collected) => return Ok(collected.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {}
            Err(error) => {
                let problem = Problem::new(&kinds::BODY_UNREADABLE, "the body broke off or its framing was wrong");
                return Err(problem.caused_by(error.to_string()));
            }
        }
    }
    if announced <= MAX_DRAINED_BYTES {
        drain(body).await;
    }
    Err(Problem::new(&kinds::TOO_LARGE, format!("the body has more than {max} bytes")).with("max", max))
}

fn length(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.parse().ok()
}

async fn drain(mut body: Body) {
    let mut dropped = 0;
    while let Some(Ok(frame)) = body.frame().await {
        dropped += frame.data_ref().map_or(0, |data| data.len() as u64);
        if dropped > MAX_DRAINED_BYTES {
            return;
        }
    }
}

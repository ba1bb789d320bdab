//! Bodies are bounded while they arrive, whether they announce their length or
//! come in chunks.

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::problem::{Problem, Result, kinds};

pub const MAX_BODY: usize = 256 * 1024;

/// The whole body, if it keeps within the limit.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(length).unwrap_or(body.size_hint().lower());
    if announced > MAX_BODY as u64 {
        return Err(too_large());
    }
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => {
            let problem = Problem::new(&kinds::BODY_UNREADABLE, "the body broke off or its framing was wrong");
            Err(problem.caused_by(error.to_string()))
        }
    }
}

fn length(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.parse().ok()
}

fn too_large() -> Problem {
    Problem::new(&kinds::TOO_LARGE, format!("the body has more than {MAX_BODY} bytes")).with("max", MAX_BODY)
}

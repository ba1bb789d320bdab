//! A file to import.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};

use crate::{
    layers::body_limit::{self, MAX_FILE},
    problem::{Problem, Result, kinds},
};

/// As it came: which letters its bytes mean is found out with what it says.
pub struct Csv(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Csv {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = body_limit::read_up_to(MAX_FILE, &parts.headers, body).await?;
        if bytes.is_empty() {
            return Err(Problem::new(&kinds::BODY_REQUIRED, "this takes a CSV file as its body"));
        }
        if !is_csv(&parts.headers) {
            return Err(Problem::new(&kinds::UNSUPPORTED_MEDIA_TYPE, "send the file with Content-Type: text/csv"));
        }
        Ok(Csv(bytes))
    }
}

fn is_csv(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv"))
}

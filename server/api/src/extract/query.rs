//! Query parameters, as strict as bodies: a filter with a spelling mistake
//! must not return everything.

use std::error::Error;

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::{DeserializeOwned, value};

use super::serde_error::field_error;
use crate::problem::{Problem, Result, kinds};

pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Params(params)),
            Err(rejection) => Err(explain(&rejection)),
        }
    }
}

fn explain(rejection: &(dyn Error + 'static)) -> Problem {
    let mut cause = Some(rejection);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<serde_path_to_error::Error<value::Error>>() {
            let wrong = field_error(error.path(), &error.inner().to_string());
            return match wrong.code {
                "unknown_field" => Problem::new(
                    &kinds::UNKNOWN_PARAMETER,
                    format!("{} {}", wrong.pointer.trim_start_matches('/'), wrong.detail),
                ),
                _ => Problem::fields(vec![wrong]),
            };
        }
        cause = error.source();
    }
    Problem::new(&kinds::BAD_REQUEST, "the query can't be read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Filter {
        limit: Option<u16>,
        stock: Option<tenantry_core::product::StockLevel>,
        price_min: Option<tenantry_core::money::Decimal>,
    }

    async fn read(uri: &str) -> (u16, &'static str) {
        let (mut parts, ()) = Request::get(uri).body(()).expect("a request").into_parts();
        match Params::<Filter>::from_request_parts(&mut parts, &()).await {
            Ok(_) => (200, ""),
            Err(problem) => (problem.kind().status, problem.kind().code),
        }
    }

    #[tokio::test]
    async fn what_is_not_known_is_refused() {
        assert_eq!(read("/?limit=5&stock=low&price_min=19.99").await, (200, ""));
        assert_eq!(read("/").await, (200, ""));
        assert_eq!(read("/?limt=5").await, (400, "unknown_parameter"));
        for bad in ["/?limit=x", "/?limit=-1", "/?stock=LOW", "/?price_min=1,23", "/?limit=1&limit=2", "/?limit="] {
            assert_eq!(read(bad).await, (422, "invalid"), "{bad}");
        }
    }
}

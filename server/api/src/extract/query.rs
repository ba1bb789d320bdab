//! Query parameters, as strict as bodies: a filter with a spelling mistake
//! must not return everything.

use std::{borrow::Cow, error::Error};

use axum::{
    extract::{FromRequestParts, Query},
    http::{Uri, request::Parts},
};
use serde::de::{DeserializeOwned, value};
use tenantry_core::FieldError;

use super::reading::{self, Reading, Wrong};
use crate::problem::{Problem, Result, kinds};

/// Parameters that were all read.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        read(&parts.uri)?.sound().map(Params).map_err(refusal)
    }
}

/// Parameters that the rules are still to judge, so that what could not be
/// read is said together with what they refuse.
pub struct UncheckedParams<T>(Reading<T>);

impl<T> UncheckedParams<T> {
    /// What the rules make of them, or everything that is wrong with them.
    pub fn check<D>(self, rules: impl FnOnce(T) -> tenantry_core::Result<D>) -> Result<D> {
        self.0.judge(rules).map_err(|error| match error {
            tenantry_core::Error::Invalid(errors) => refusal(errors),
            other => other.into(),
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for UncheckedParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        read(&parts.uri).map(UncheckedParams)
    }
}

fn read<T: DeserializeOwned>(uri: &Uri) -> Result<Reading<T>> {
    match attempt(uri) {
        Ok(value) => Ok(Reading::of(value)),
        Err(Some(first)) => {
            let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
            // What can't be explained here was explained by the first reading.
            let again = |pairs: &Vec<_>| attempt(&written(pairs)).map_err(|wrong| wrong.unwrap_or_else(unreadable));
            Ok(reading::collect(pairs, first, again, replace))
        }
        Err(None) => Err(Problem::new(&kinds::BAD_REQUEST, "the query can't be read")),
    }
}

/// The parameters, or what is wrong with the first that is.
fn attempt<T: DeserializeOwned>(uri: &Uri) -> Result<T, Option<Wrong>> {
    let rejection = match Query::<T>::try_from_uri(uri) {
        Ok(Query(params)) => return Ok(params),
        Err(rejection) => rejection,
    };
    let mut cause = Some(&rejection as &(dyn Error + 'static));
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<serde_path_to_error::Error<value::Error>>() {
            return Err(Some(Wrong::of(error)));
        }
        cause = error.source();
    }
    Err(None)
}

fn unreadable() -> Wrong {
    Wrong { error: FieldError::new("", "invalid", "can't be read"), known: None }
}

fn written(pairs: &[(String, String)]) -> Uri {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/?{query}").parse().unwrap_or_default()
}

/// Takes what is wrong away, and puts a stand-in for what is missing.
fn replace(pairs: &mut Vec<(String, String)>, wrong: &Wrong, tries: usize) -> bool {
    let name = wrong.error.pointer.trim_start_matches('/');
    let before = pairs.len();
    pairs.retain(|(known, _)| known != name);
    if pairs.len() < before && tries == 0 {
        return true;
    }
    let stand_in = wrong.known.as_deref().or_else(|| ["", "0", "true", "2000-01-01"].get(tries).copied());
    stand_in
        .filter(|_| tries < 8 && !name.is_empty())
        .map(|value| pairs.push((name.to_owned(), value.to_owned())))
        .is_some()
}

/// A parameter that is not known is a mistake of its own: it may have been
/// meant as a filter.
fn refusal(errors: Vec<FieldError>) -> Problem {
    let unknown: Vec<&FieldError> = errors.iter().filter(|error| error.code == "unknown_field").collect();
    let Some(first) = unknown.first() else { return Problem::fields(errors) };
    let names: Vec<&str> = unknown.iter().map(|error| error.pointer.trim_start_matches('/')).collect();
    let detail = match names.as_slice() {
        [name] => format!("{name} {}", first.detail),
        names => format!("{} are not parameters of this; {}", names.join(" and "), rest(&first.detail)),
    };
    let errors = if errors.len() > 1 { errors } else { Vec::new() };
    Problem::new(&kinds::UNKNOWN_PARAMETER, detail).of_fields(errors)
}

/// Returns the part of serde's sentence that lists the known parameters.
fn rest(detail: &str) -> Cow<'_, str> {
    detail.split_once("; ").map_or(detail, |(_, rest)| rest).into()
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
        stock: Option<tenantry_core::domain::product::StockLevel>,
        price_min: Option<tenantry_core::domain::money::Decimal>,
    }

    async fn read(uri: &str) -> (u16, &'static str) {
        let mut parts = parts(uri);
        match Params::<Filter>::from_request_parts(&mut parts, &()).await {
            Ok(_) => (200, ""),
            Err(problem) => (problem.kind().status, problem.kind().code),
        }
    }

    fn parts(uri: &str) -> Parts {
        Request::get(uri).body(()).expect("a request").into_parts().0
    }

    #[tokio::test]
    async fn each_wrong_parameter_is_named() {
        let uri = "/?limit=x&stock=LOW&price_min=1,234&limt=5";
        let Ok(params) = UncheckedParams::<Filter>::from_request_parts(&mut parts(uri), &()).await else {
            panic!("it is read");
        };
        let rules = |_| Err::<(), _>(tenantry_core::Error::invalid("/cursor", "length", "is too short"));
        let problem = params.check(rules).expect_err("a refusal");
        let reported: Vec<String> =
            problem.errors().iter().map(|error| format!("{} {}", error.pointer, error.detail)).collect();
        assert_eq!(problem.kind().code, "unknown_parameter");
        assert_eq!(
            reported,
            [
                "/limit must be a whole number",
                "/stock is not known; expected one of in, low, out",
                "/price_min must be a decimal number with a point, like \"19.99\"",
                "/limt is not a field of this; expected one of limit, stock, price_min",
                "/cursor is too short",
            ]
        );
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

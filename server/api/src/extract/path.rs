//! Ids in paths. What is no id names nothing, so it is the same 404.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use uuid::Uuid;

use crate::problem::{Problem, Result};

/// The one id of the path, in its canonical form (RFC 9562, section 4).
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: From<Uuid>> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        parse(&text).map(|id| Id(T::from(id))).ok_or_else(Problem::not_found)
    }
}

/// The two ids of the path: of a thing, and of something that belongs to it.
pub struct Ids<T, U>(pub T, pub U);

impl<S: Send + Sync, T: From<Uuid>, U: From<Uuid>> FromRequestParts<S> for Ids<T, U> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((first, second)) = path.map_err(|_| Problem::not_found())?;
        let (first, second) = (parse(&first), parse(&second));
        first.zip(second).map(|(first, second)| Ids(first.into(), second.into())).ok_or_else(Problem::not_found)
    }
}

fn parse(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::from_str(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_canonical_form_is_an_id() {
        let good = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert!(super::parse(good).is_some());
        for bad in ["", "1", "01890a5dac96774bbcceb302099a8057", "{01890a5d-ac96-774b-bcce-b302099a8057}"] {
            assert!(super::parse(bad).is_none(), "{bad}");
        }
    }
}

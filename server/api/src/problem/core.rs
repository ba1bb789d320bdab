//! Every error of the rules, as a problem.

use axum::http::{HeaderValue, header};
use serde_json::Value;
use tenantry_core::{Error, domain::error::DataMissing};

use super::{Problem, kinds};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match error {
            Error::Invalid(errors) => Problem::fields(errors),
            Error::NotFound => Problem::new(&kinds::NOT_FOUND, detail),
            Error::Unauthenticated(_) => Problem::new(&kinds::UNAUTHENTICATED, detail)
                .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            Error::WrongCredentials => Problem::new(&kinds::WRONG_CREDENTIALS, detail),
            Error::WrongCode { tries_left } => Problem::new(&kinds::WRONG_CODE, detail).with("tries_left", tries_left),
            Error::ChallengeOver => Problem::new(&kinds::CHALLENGE_OVER, detail),
            Error::MfaRequired => Problem::new(&kinds::MFA_REQUIRED, detail),
            Error::BadToken => Problem::new(&kinds::BAD_CODE, detail),
            Error::RoleTooLow { needed } => Problem::new(&kinds::ROLE_TOO_LOW, detail).with("needed", needed),
            Error::ScopeMissing { needed } => Problem::new(&kinds::SCOPE_MISSING, detail).with("needed", needed.name()),
            Error::PeopleOnly => Problem::new(&kinds::PEOPLE_ONLY, detail),
            Error::TenantSuspended { reason } => Problem::new(&kinds::TENANT_SUSPENDED, detail).with("reason", reason),
            Error::FeatureMissing { feature } => {
                Problem::new(&kinds::FEATURE_MISSING, detail).with("feature", feature.name())
            }
            Error::LimitReached { limit, max, used, resets_at, remedy } => Problem::new(&kinds::LIMIT_REACHED, detail)
                .with("limit", limit)
                .with("max", max)
                .with("used", used)
                .with("resets_at", resets_at.map(|at| format!("{at:.3}")))
                .with("remedy", remedy),
            Error::Stale { current } => Problem::new(&kinds::STALE, detail).with("current", current),
            Error::WeakTag { current } => Problem::new(&kinds::WEAK_TAG, detail).with("current", current),
            Error::OutOfStock { product, available, wanted } => Problem::new(&kinds::OUT_OF_STOCK, detail)
                .with("product_id", product.to_string())
                .with("available", available)
                .with("wanted", wanted),
            Error::IllegalTransition { next, .. } => {
                let next: Vec<Value> = next.into_iter().map(|status| status.name().into()).collect();
                Problem::new(&kinds::ILLEGAL_TRANSITION, detail).with("next", next)
            }
            Error::Conflict { code, with, .. } => {
                let problem = Problem::new(kinds::of_code(code).unwrap_or(&kinds::CONFLICT), detail);
                with.into_iter().fold(problem, |problem, with| problem.conflicting(*with))
            }
            Error::Contended { tries } => Problem::new(&kinds::CONTENDED, detail)
                .retry_after(1)
                .caused_by(format!("others changed the same thing in each of {tries} tries")),
            Error::IdempotencyMismatch => Problem::new(&kinds::IDEMPOTENCY_MISMATCH, detail),
            Error::BadCursor => Problem::new(&kinds::BAD_CURSOR, detail),
            Error::Throttled { retry_after_s } | Error::EmailLimit { retry_after_s, .. } => {
                Problem::new(&kinds::THROTTLED, detail).retry_after(retry_after_s)
            }
            Error::Unavailable(cause) if DataMissing::caused(&*cause) => {
                let detail = "your company's data can't be reached at the moment; nothing was changed, and the operator \
                              of this installation has been alerted";
                Problem::new(&kinds::TENANT_DATA_UNAVAILABLE, detail).retry_after(30).caused_by(chain(&*cause))
            }
            Error::Unavailable(cause) => {
                Problem::new(&kinds::UNAVAILABLE, detail).retry_after(1).caused_by(chain(&*cause))
            }
            Error::Internal(cause) => Problem::new(&kinds::INTERNAL, detail).caused_by(chain(&*cause)),
        }
    }
}

/// Joins an error and its sources by colons, in one line for the log.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::render;
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;

    async fn answer(error: Error) -> (axum::http::response::Parts, Value, Option<Problem>) {
        let (response, problem) = render(Problem::from(error).into_response(), "req-1");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        (parts, serde_json::from_slice(&bytes).expect("JSON"), problem)
    }

    #[tokio::test]
    async fn a_refusal_names_its_code_and_the_request() {
        let (parts, body, _) = answer(Error::NotFound).await;
        assert_eq!(parts.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            body,
            serde_json::json!({
                "type": "/v1/docs/problems#not_found",
                "title": "Not found",
                "status": 404,
                "detail": "this doesn't exist, or you don't have access to it",
                "code": "not_found",
                "request_id": "req-1",
            })
        );
    }

    #[tokio::test]
    async fn what_is_beneath_an_outage_is_logged_and_not_told() {
        let cause = tenantry_core::ports::store::StoreError("disk sda1 is on fire".into());
        let (parts, body, problem) = answer(cause.into()).await;
        assert_eq!(parts.status, 503);
        assert_eq!(parts.headers[header::RETRY_AFTER], "1");
        assert!(!body.to_string().contains("fire"), "{body}");
        let cause = problem.and_then(|problem| problem.cause().map(str::to_owned));
        assert_eq!(cause.as_deref(), Some("the store can't be read just now: disk sda1 is on fire"));
    }

    #[tokio::test]
    async fn a_program_can_read_what_to_do() {
        let (_, body, _) = answer(Error::LimitReached {
            limit: "max_orders",
            max: 1000,
            used: 1000,
            resets_at: "2026-12-01T00:00:00Z".parse().ok(),
            remedy: "wait",
        })
        .await;
        assert_eq!(body["resets_at"], "2026-12-01T00:00:00.000Z");
        assert_eq!((&body["max"], &body["status"]), (&1000.into(), &403.into()));
        let (parts, body, _) = answer(Error::Throttled { retry_after_s: 7 }).await;
        assert_eq!(
            (&parts.headers[header::RETRY_AFTER], &body["retry_after_s"]),
            (&"7".parse().expect("7"), &7.into())
        );
        let (parts, _, _) = answer(Error::Unauthenticated("no token")).await;
        assert_eq!(parts.headers[header::WWW_AUTHENTICATE], "Bearer");
        let (_, body, _) = answer(Error::conflict("sku_taken", "another product has this SKU")).await;
        assert_eq!((&body["code"], &body["status"]), (&"sku_taken".into(), &409.into()));
    }
}

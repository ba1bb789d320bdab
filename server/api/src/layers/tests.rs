//! What every request gets, whatever becomes of it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Extension, Router,
    body::Body,
    http::{Request, StatusCode, response::Parts},
    routing::get,
};
use http_body_util::BodyExt;
use serde_json::Value;
use tenantry_core::{
    domain::{ids::TenantId, tier::Tier},
    runtime::limiter::Decision,
};
use tower::ServiceExt;
use uuid::Uuid;

use super::{Exchange, around};
use crate::{config::ApiConfig, problem::Problem, traffic::Traffic};

fn app(config: ApiConfig) -> Router {
    let routes = Router::new()
        .route("/fine", get(async || "fine"))
        .route("/broken", get(async || -> StatusCode { std::hint::black_box(None).expect("a defect") }))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
        .route("/limited", get(limited))
        .fallback(async || Problem::not_found());
    let traffic = Arc::new(Traffic::new(jiff::Timestamp::UNIX_EPOCH));
    around(routes, &config, &crate::routes::names(), traffic)
}

async fn limited(Extension(exchange): Extension<Exchange>) -> Problem {
    exchange.speaks_for(Uuid::nil().into(), Some((TenantId(Uuid::nil()), Tier::Premium)));
    let decision = Decision { allowed: false, remaining: 0, retry_after: 5_000_000, reset_after: 1_500_000_000 };
    exchange.limited(Tier::Premium.plan().rate, decision);
    super::rate_limit::refusal(&Decision { allowed: false, remaining: 0, retry_after: 5_000_000, reset_after: 0 })
}

async fn ask(config: ApiConfig, request: Request<Body>) -> (Parts, Value) {
    let (parts, body) = app(config).oneshot(request).await.expect("an answer").into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (parts, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn to(path: &str) -> Request<Body> {
    Request::get(path).header("x-request-id", "mine").body(Body::empty()).expect("a request")
}

/// It looks as if there were nothing, so that nobody learns what the API is behind.
#[tokio::test]
async fn what_did_not_come_through_the_edge_finds_nothing() {
    let mut request = to("/fine");
    request.extensions_mut().insert(super::PastEdge);
    let (parts, past) = ask(ApiConfig::default(), request).await;
    let (_, nowhere) = ask(ApiConfig::default(), to("/nowhere")).await;
    assert_eq!((parts.status.as_u16(), past), (404, nowhere));
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    for (path, status) in [("/fine", 200), ("/broken", 500), ("/nowhere", 404), ("/limited", 429)] {
        let (parts, body) = ask(ApiConfig::default(), to(path)).await;
        assert_eq!(parts.status.as_u16(), status, "{path}");
        for (name, value) in [
            ("x-request-id", "mine"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(parts.headers[name], value, "{path}: {name}");
        }
        if status >= 400 {
            assert_eq!(parts.headers["content-type"], "application/problem+json", "{path}");
            assert_eq!((&body["status"], &body["request_id"]), (&status.into(), &"mine".into()), "{path}");
        }
    }
}

#[tokio::test]
async fn a_refusal_says_what_is_left_of_the_rate() {
    let (parts, _) = ask(ApiConfig::default(), to("/limited")).await;
    assert_eq!(parts.headers["ratelimit-policy"], "\"tenant\";q=400;w=2");
    assert_eq!(parts.headers["ratelimit"], "\"tenant\";r=0;t=2");
    assert_eq!(parts.headers["retry-after"], "1");
}

#[tokio::test]
async fn one_of_many_processes_tells_the_policy_only() {
    let config = ApiConfig { exact_rates: false, ..ApiConfig::default() };
    let (parts, _) = ask(config, to("/limited")).await;
    assert_eq!(parts.headers["ratelimit-policy"], "\"tenant\";q=400;w=2");
    assert!(!parts.headers.contains_key("ratelimit"));
    assert_eq!(parts.headers["retry-after"], "1");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_answers_with_an_open_outcome() {
    let config = ApiConfig { request_timeout: Duration::from_secs(5), ..ApiConfig::default() };
    let (parts, body) = ask(config, to("/slow")).await;
    assert_eq!((parts.status.as_u16(), &body["code"]), (503, &"timeout".into()));
    assert_eq!(parts.headers["retry-after"], "1");
}

#[tokio::test]
async fn hsts_is_for_tls_only() {
    let config = ApiConfig { secure_cookies: false, ..ApiConfig::default() };
    let (parts, _) = ask(config, to("/fine")).await;
    assert!(!parts.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn only_listed_origins_may_read() {
    let config = || ApiConfig { cors_origins: vec!["https://app.example".to_owned()], ..ApiConfig::default() };
    let from = |origin: &str| {
        let mut request = to("/nowhere");
        request.headers_mut().insert("origin", origin.parse().expect("an origin"));
        request
    };
    let (parts, _) = ask(config(), from("https://app.example")).await;
    assert_eq!(parts.headers["access-control-allow-origin"], "https://app.example");
    assert_eq!(parts.headers["access-control-allow-credentials"], "true");
    let exposed = parts.headers["access-control-expose-headers"].to_str().expect("text").to_owned();
    for name in ["etag", "location", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"] {
        assert!(exposed.split(',').any(|exposed| exposed == name), "{name} in {exposed}");
    }
    let (parts, _) = ask(config(), from("https://evil.example")).await;
    assert!(!parts.headers.contains_key("access-control-allow-origin"));
    let (parts, _) = ask(ApiConfig::default(), from("https://app.example")).await;
    assert!(!parts.headers.contains_key("access-control-allow-origin"));
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The caller gets a general text, the log has the cause under the same id, and the
/// raw path and query are in neither.
#[tokio::test]
async fn a_defect_is_logged_under_the_id_that_the_caller_has() {
    let lines = Lines::default();
    let writer = lines.clone();
    // For all threads, since other tests may have met the log calls first; the id identifies our lines.
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let request = |path: &str| {
        Request::get(path).header("x-request-id", "the-logged-one").body(Body::empty()).expect("a request")
    };
    let (_, body) = ask(ApiConfig::default(), request("/broken?token=secret")).await;
    ask(ApiConfig::default(), request("/nowhere/secret")).await;
    let log = String::from_utf8(lines.0.lock().expect("a lock").clone()).expect("text");
    let mut ours = log.lines().filter(|line| line.contains("\"request_id\":\"the-logged-one\""));
    let cause = ours.next().expect("a cause");
    assert!(cause.contains("a defect"), "{cause}");
    assert!(!body.to_string().contains("defect"), "{body}");
    let line: Value = serde_json::from_str(ours.next().expect("a line")).expect("JSON");
    let fields = &line["fields"];
    assert_eq!(
        (&line["target"], &fields["status"], &fields["http_status"]),
        (&"request".into(), &"ERROR".into(), &500.into())
    );
    for name in ["tenant_id", "tenant_tier", "function", "duration_ms", "request_id", "method", "path"] {
        assert!(!fields[name].is_null(), "{name} in {fields}");
    }
    assert!(!log.contains("secret"), "{log}");
}

//! Calls the API in this process, on any backend: for the kinds of records that a builder adds.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt;
use secrecy::ExposeSecret;
use serde_json::Value;
use tenantry_api::{ApiConfig, Kinds, Readiness};
use tenantry_conformance::{Cast, Fixture};
use tower::ServiceExt;

struct Ready;

#[async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

/// A person of a company, or a program, before the API.
pub struct InProcess {
    api: Router,
    token: String,
}

impl InProcess {
    /// Founds a company on a backend, and gives its owner an API that serves these kinds.
    pub async fn of<F: Fixture>(backend: &F, kinds: Kinds, company: &str) -> (Cast, Self) {
        let app = backend.opened().app_with_kinds(kinds.declared());
        let api = tenantry_api::router(app, ApiConfig { kinds, ..ApiConfig::default() }, Arc::new(Ready));
        let cast = Cast::found(backend, company).await;
        let token = cast.owner.tokens.access.expose_secret().to_owned();
        (cast, Self { api, token })
    }

    /// The same API, called by a program.
    pub fn with_token(&self, token: &str) -> Self {
        Self { api: self.api.clone(), token: token.to_owned() }
    }

    /// Returns the status and the body, which is null where there is none.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.api.clone().oneshot(request.body(body).expect("a request")).await.expect("an answer");
        let (status, body) = (answer.status(), answer.into_body().collect().await.expect("a body").to_bytes());
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    pub async fn get(&self, path: &str) -> Value {
        self.send("GET", path, &[], Value::Null).await.1
    }
}

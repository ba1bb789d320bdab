//! Traces by OTLP over HTTP, as JSON, to X-Ray itself: its endpoint takes what is signed like any call of AWS, so neither a
//! daemon nor a collector stands between (ADR 86). Spans wait in memory until the answer to the caller is out.

mod signed;
mod span;

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};

use aws_sdk_dynamodb::config::Credentials;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, identity::Identity, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use super::Document;
use crate::https;

/// How long sending may take; the container is not frozen before.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Of one request or batch at most; the endpoint takes 10,000, and memory is small.
const KEPT: usize = 1_000;

static QUEUE: OnceLock<Queue> = OnceLock::new();

/// Spans that wait for the exporter.
#[derive(Default)]
pub(super) struct Queue(Mutex<Vec<Value>>);

/// `None` where no exporter is there.
pub(super) fn queue() -> Option<&'static Queue> {
    QUEUE.get()
}

impl Queue {
    pub fn push(&self, document: &Document) {
        let Some(span) = span::of(&document.0) else { return };
        let mut spans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What can't be kept is lost: a trace is no reason to fail.
        if spans.len() < KEPT {
            spans.push(span);
        }
    }

    fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sends spans to X-Ray's endpoint for OTLP. There is one in a process.
pub struct Exporter {
    url: String,
    region: String,
    service: String,
    identity: Identity,
    /// Made when the first span is sent: most containers start without one, and certificates take a while to read.
    connector: OnceLock<Connector>,
}

impl Exporter {
    /// From here on spans go to this exporter and not to the daemon. `endpoint` stands for X-Ray's own address in the
    /// region, without the path; `service` is the name of the function, which is the service of its spans.
    #[must_use]
    pub fn start(region: String, endpoint: Option<&str>, service: String, credentials: Credentials) -> Self {
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let endpoint = endpoint.map_or_else(|| format!("https://xray.{region}.{suffix}"), str::to_owned);
        let url = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        QUEUE.get_or_init(Queue::default);
        Self { url, region, service, identity: credentials.into(), connector: OnceLock::new() }
    }

    /// Sends what waits. Spans that can't be sent are lost, with a warning.
    pub async fn flush(&self) {
        let spans = queue().map(Queue::take).unwrap_or_default();
        if spans.is_empty() {
            return;
        }
        let count = spans.len();
        let sent = tokio::time::timeout(TIMEOUT, self.send(spans)).await;
        if let Err(error) = sent.unwrap_or_else(|_| Err("no answer in time".to_owned())) {
            tracing::warn!(count, error, "{count} spans of traces could not be sent: {error}");
        }
    }

    async fn send(&self, spans: Vec<Value>) -> Result<(), String> {
        let body = self.body(spans).to_string();
        let headers = signed::headers(&self.url, &self.region, &self.identity, body.as_bytes(), SystemTime::now())?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(|error| error.to_string())?;
        request.set_uri(self.url.as_str()).map_err(|error| error.to_string())?;
        for (name, value) in headers {
            request.headers_mut().try_insert(name, value).map_err(|error| error.to_string())?;
        }
        let connector = self.connector.get_or_init(|| https::connector(&self.url));
        let response = connector.call(request).await.map_err(|error| error.to_string())?;
        match response.status().as_u16() {
            200..300 => Ok(()),
            status => Err(format!("the endpoint answers {status}")),
        }
    }

    /// An `ExportTraceServiceRequest`.
    fn body(&self, spans: Vec<Value>) -> Value {
        let resource = [
            ("service.name", self.service.as_str()),
            ("faas.name", self.service.as_str()),
            ("cloud.provider", "aws"),
            ("cloud.platform", "aws_lambda"),
            ("cloud.region", self.region.as_str()),
        ];
        let resource: Vec<Value> = resource.into_iter().map(|(key, value)| span::text(key, value)).collect();
        json!({ "resourceSpans": [{
            "resource": { "attributes": resource },
            "scopeSpans": [{
                "scope": { "name": "tenantry", "version": env!("CARGO_PKG_VERSION") },
                "spans": spans,
            }],
        }] })
    }
}

//! A replica that has nothing of late: a read without
//! consistency finds nothing. Indexes are left as they are,
//! since no read of them can be consistent.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, RuntimeComponents},
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use crate::server::{self, Which};

#[derive(Clone, Debug)]
pub struct Lagging {
    inner: Arc<Connector>,
    on: Arc<AtomicBool>,
    /// Reads that it was asked for.
    seen: Arc<AtomicUsize>,
}

impl Default for Lagging {
    fn default() -> Self {
        Self { inner: Arc::new(Connector::builder().build_http()), on: Arc::default(), seen: Arc::default() }
    }
}

impl Lagging {
    pub fn client(&self, which: Which) -> Client {
        Client::from_conf(server::config(which).http_client(self.clone()).build())
    }

    pub fn switch(&self, on: bool) {
        self.on.store(on, Ordering::SeqCst);
    }

    pub fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}

impl HttpClient for Lagging {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Lagging {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match stale(&request) {
            Some(read) if self.on.load(Ordering::SeqCst) => {
                self.seen.fetch_add(1, Ordering::SeqCst);
                match read {
                    Read::Stale(nothing) => {
                        let status = StatusCode::try_from(200).expect("a status");
                        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(nothing.to_string()))))
                    }
                    Read::Consistent => self.inner.call(request),
                }
            }
            _ => self.inner.call(request),
        }
    }
}

enum Read {
    Consistent,
    /// With what is answered.
    Stale(Value),
}

/// Whether a call reads items by their keys, and what a replica without them answers.
fn stale(request: &HttpRequest) -> Option<Read> {
    let target = request.headers().get("x-amz-target")?;
    let body: Value = serde_json::from_slice(request.body().bytes()?).ok()?;
    let consistent = |read: &Value| read["ConsistentRead"] == true;
    let (is_consistent, nothing) = match target.rsplit('.').next()? {
        "GetItem" => (consistent(&body), json!({})),
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object()?;
            (tables.values().all(consistent), json!({ "Responses": {}, "UnprocessedKeys": {} }))
        }
        "Query" if body["IndexName"].is_null() => {
            (consistent(&body), json!({ "Items": [], "Count": 0, "ScannedCount": 0 }))
        }
        _ => return None,
    };
    Some(if is_consistent { Read::Consistent } else { Read::Stale(nothing) })
}

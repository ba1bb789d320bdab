//! What DynamoDB does on a bad day and no test server does by itself: it
//! throttles, fails with 5xx before or after the work, leaves answers out, and
//! refuses one of two transactions that meet at an item.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
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
        result::ConnectorError,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use crate::server::{self, Which};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    Throttled,
    FailedBefore,
    FailedAfter,
    /// The work is done and nobody learns of it.
    Unanswered,
    Conflict,
}

/// In how many of a thousand calls each fault strikes.
pub const FAULTS: [(Fault, u32); 4] =
    [(Fault::Throttled, 40), (Fault::FailedBefore, 30), (Fault::FailedAfter, 30), (Fault::Unanswered, 30)];

#[derive(Debug)]
pub struct BadDay {
    inner: Connector,
    /// Nothing strikes while it is off.
    on: AtomicBool,
    strikes: bool,
    /// How long a call takes besides.
    latency: Duration,
    /// Items that transactions are at work on.
    held: Mutex<HashSet<String>>,
    pub struck: Mutex<HashMap<Fault, usize>>,
}

#[derive(Clone, Debug)]
pub struct Faulty(pub Arc<BadDay>);

impl Faulty {
    /// With `strikes` all faults, else only real conflicts of transactions.
    pub fn new(strikes: bool, latency: Duration) -> Self {
        let inner = Connector::builder().build_http();
        let (held, struck) = (Mutex::default(), Mutex::default());
        Self(Arc::new(BadDay { inner, on: AtomicBool::new(false), strikes, latency, held, struck }))
    }

    pub fn client(&self, which: Which) -> Client {
        Client::from_conf(server::config(which).http_client(self.clone()).build())
    }

    pub fn switch(&self, on: bool) {
        self.0.on.store(on, Ordering::SeqCst);
    }

    /// How often each struck, by name.
    pub fn struck(&self) -> Vec<(String, usize)> {
        let struck = self.0.struck.lock().expect("counts");
        let mut struck: Vec<_> = struck.iter().map(|(fault, count)| (format!("{fault:?}"), *count)).collect();
        struck.sort();
        struck
    }
}

impl HttpClient for Faulty {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Faulty {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let day = self.0.clone();
        HttpConnectorFuture::new(async move { day.call(request).await })
    }
}

impl BadDay {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        if !self.on.load(Ordering::SeqCst) {
            return self.inner.call(request).await;
        }
        let items = items(&request);
        if !self.hold(&items) {
            return Ok(self.strike(Fault::Conflict, items.len()));
        }
        tokio::time::sleep(self.latency).await;
        let answer = self.answer(request).await;
        self.release(&items);
        answer
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        match self.draw() {
            Some(fault @ (Fault::Throttled | Fault::FailedBefore | Fault::Conflict)) => Ok(self.strike(fault, 0)),
            Some(fault @ Fault::FailedAfter) => {
                self.inner.call(request).await?;
                Ok(self.strike(fault, 0))
            }
            Some(fault @ Fault::Unanswered) => {
                self.inner.call(request).await?;
                self.count(fault);
                Err(ConnectorError::timeout("the answer got lost".into()))
            }
            None => self.inner.call(request).await,
        }
    }

    fn draw(&self) -> Option<Fault> {
        let mut at = fastrand::u32(0..1_000);
        for (fault, share) in FAULTS.into_iter().filter(|_| self.strikes) {
            if at < share {
                return Some(fault);
            }
            at -= share;
        }
        None
    }

    /// False if another transaction is at work on one of the items.
    fn hold(&self, items: &[String]) -> bool {
        let mut held = self.held.lock().expect("items");
        let free = items.iter().all(|item| !held.contains(item));
        if free {
            held.extend(items.iter().cloned());
        }
        free
    }

    fn release(&self, items: &[String]) {
        let mut held = self.held.lock().expect("items");
        held.retain(|held| !items.contains(held));
    }

    fn count(&self, fault: Fault) {
        *self.struck.lock().expect("counts").entry(fault).or_default() += 1;
    }

    fn strike(&self, fault: Fault, items: usize) -> HttpResponse {
        self.count(fault);
        let refused =
            |kind: &str| json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "a bad day"});
        let (status, body) = match fault {
            Fault::Throttled => (400, refused("ThrottlingException")),
            Fault::Conflict => {
                let mut body = refused("TransactionCanceledException");
                let reasons: Vec<Value> = (0..items).map(|_| json!({"Code": "TransactionConflict"})).collect();
                body["CancellationReasons"] = Value::Array(reasons);
                (400, body)
            }
            Fault::FailedBefore | Fault::FailedAfter | Fault::Unanswered => (500, refused("InternalServerError")),
        };
        let status = StatusCode::try_from(status).expect("a status");
        HttpResponse::new(status, SdkBody::from(body.to_string()))
    }
}

/// What a transaction acts on; nothing for other calls.
fn items(request: &HttpRequest) -> Vec<String> {
    let is_transaction =
        request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".TransactWriteItems"));
    let Some(body) = request.body().bytes().filter(|_| is_transaction) else { return Vec::new() };
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let actions = body["TransactItems"].as_array().cloned().unwrap_or_default();
    let item = |action: &Value| {
        let (_, action) = action.as_object().and_then(|action| action.iter().next())?;
        let key = match action.get("Key") {
            Some(key) => key.clone(),
            // A put: the key is among the attributes.
            None => {
                let item = &action["Item"];
                json!([item["tenant_id"], item["product_id"], item["order_id"], item["k"], item["entry_id"]])
            }
        };
        Some(format!("{}{key}", action["TableName"]))
    };
    actions.iter().filter_map(item).collect()
}

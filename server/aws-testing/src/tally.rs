//! What is written under each hash key, as DynamoDB counts it: two units for an action of a transaction, one for an item by
//! itself, where all are smaller than a kilobyte.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, RuntimeComponents},
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::HttpRequest,
};
use serde_json::Value;

use crate::server::{self, Which};

/// Units by table, without the prefix of an installation, and hash key.
pub type Units = BTreeMap<(String, String), u32>;

#[derive(Clone, Debug)]
pub struct Tally {
    inner: Arc<Connector>,
    units: Arc<Mutex<Units>>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { inner: Arc::new(Connector::builder().build_http()), units: Arc::default() }
    }
}

impl Tally {
    pub fn client(&self, which: Which) -> Client {
        Client::from_conf(server::config(which).http_client(self.clone()).build())
    }

    /// Returns what was written since the last time.
    pub fn take(&self) -> Units {
        std::mem::take(&mut self.units())
    }

    fn units(&self) -> MutexGuard<'_, Units> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, request: &HttpRequest) -> Option<()> {
        let target = request.headers().get("x-amz-target")?.rsplit('.').next()?;
        let body: Value = serde_json::from_slice(request.body().bytes()?).ok()?;
        match target {
            "TransactWriteItems" => {
                let actions = body["TransactItems"].as_array()?.iter().filter_map(|action| action.as_object());
                actions.flat_map(|action| action.values()).for_each(|action| self.add(action, 2));
            }
            "PutItem" | "UpdateItem" | "DeleteItem" => self.add(&body, 1),
            _ => {}
        }
        Some(())
    }

    fn add(&self, write: &Value, units: u32) {
        let item = if write["Item"].is_null() { &write["Key"] } else { &write["Item"] };
        let (table, hash) = (write["TableName"].as_str(), item["tenant_id"]["S"].as_str());
        if let (Some(table), Some(hash)) = (table, hash) {
            let table = table.rsplit('-').next().unwrap_or(table);
            *self.units().entry((table.to_owned(), hash.to_owned())).or_default() += units;
        }
    }
}

impl HttpClient for Tally {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Tally {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.count(&request);
        self.inner.call(request)
    }
}

//! The clients of AWS, made once per container: they share one pool of
//! connections and the function's own credentials.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use aws_config::{BehaviorVersion, SdkConfig};
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Consumption, client_config},
    https,
};

use crate::config::optional;

/// A client whose calls are seen in traces; the functions have no other.
macro_rules! client {
    ($service:ident, $config:expr) => {
        $service::Client::from_conf(
            $service::config::Builder::from($config).interceptor(tenantry_aws::trace::Calls).build(),
        )
    };
}
pub(crate) use client;

pub struct Clients {
    pub config: SdkConfig,
    pub dynamo: aws_sdk_dynamodb::Client,
    /// What control data cost.
    pub used: Arc<Consumption>,
}

impl Clients {
    pub async fn load() -> Self {
        let https = https::client(&optional("AWS_REGION").unwrap_or_default());
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
        let dynamo = aws_sdk_dynamodb::Client::from_conf(
            client_config(aws_sdk_dynamodb::config::Builder::from(&config)).build(),
        );
        Self { config, dynamo, used: Arc::default() }
    }

    /// Where this is, which is where the gateway in front of it is.
    pub fn region(&self) -> Result<String> {
        let region = self.config.region().context("the region is not said")?;
        Ok(region.as_ref().to_owned())
    }

    pub fn control(&self, prefix: &str) -> DynamoControl {
        DynamoControl::new(self.dynamo.clone(), prefix, self.used.clone())
    }
}

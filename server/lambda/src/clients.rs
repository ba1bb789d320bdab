//! The clients of AWS, made once per container: they share one pool of
//! connections and the function's own credentials.

use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Consumption, client_config},
};

pub struct Clients {
    pub config: SdkConfig,
    pub dynamo: aws_sdk_dynamodb::Client,
    /// What control data cost.
    pub used: Arc<Consumption>,
}

impl Clients {
    pub async fn load() -> Self {
        let config = aws_config::defaults(BehaviorVersion::latest()).load().await;
        let dynamo = aws_sdk_dynamodb::Client::from_conf(
            client_config(aws_sdk_dynamodb::config::Builder::from(&config)).build(),
        );
        Self { config, dynamo, used: Arc::default() }
    }

    pub fn control(&self, prefix: &str) -> DynamoControl {
        DynamoControl::new(self.dynamo.clone(), prefix, self.used.clone())
    }
}

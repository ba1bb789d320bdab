//! The clients of AWS, made once per container: they share one pool of
//! connections and the function's own credentials.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use tenantry_aws::{
    control::DynamoControl,
    dynamo::{Consumption, client_config},
    https,
};

use crate::config::{optional, required};

/// A client whose calls are seen in traces; the functions have no other.
macro_rules! client {
    ($service:ident, $config:expr) => {
        $service::Client::from_conf(
            $service::config::Builder::from($config).interceptor(tenantry_aws::trace::Calls).build(),
        )
    };
}
pub(crate) use client;

/// Retries of calls to a service that bears few at once and that many containers call when they start: often,
/// after pauses drawn from the whole of a growing range. All of it takes about five seconds, half of what Lambda
/// leaves to a start.
pub fn long_retries() -> RetryConfig {
    let config = RetryConfig::standard().with_max_attempts(10);
    config.with_initial_backoff(Duration::from_millis(200)).with_max_backoff(Duration::from_millis(1_500))
}

/// How long a connection may take to be made, unless a client says otherwise; as the SDK's loader has it.
const CONNECT: Duration = Duration::from_millis(3_100);

pub struct Clients {
    pub config: SdkConfig,
    pub dynamo: aws_sdk_dynamodb::Client,
    /// What control data cost.
    pub used: Arc<Consumption>,
}

impl Clients {
    /// Lambda says all of it in the environment. The SDK's own loader would look for profiles, roles and metadata as
    /// well, all of which a function would carry along and never have.
    pub fn load() -> Result<Self> {
        let region = required("AWS_REGION")?;
        let credentials = Credentials::new(
            required("AWS_ACCESS_KEY_ID")?,
            required("AWS_SECRET_ACCESS_KEY")?,
            optional("AWS_SESSION_TOKEN"),
            // Lambda ends a container before its credentials do.
            None,
            "environment",
        );
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(https::client(&region))
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::standard())
            .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build());
        config.set_endpoint_url(optional("AWS_ENDPOINT_URL"));
        let config = config.build();
        let dynamo = aws_sdk_dynamodb::Client::from_conf(
            client_config(aws_sdk_dynamodb::config::Builder::from(&config)).build(),
        );
        Ok(Self { config, dynamo, used: Arc::default() })
    }

    /// Where this is, which is where the gateway in front of it is.
    pub fn region(&self) -> Result<String> {
        let region = self.config.region().context("the region is not said")?;
        Ok(region.as_ref().to_owned())
    }

    /// The same configuration for another region of the partition.
    pub fn in_region(&self, region: &str) -> SdkConfig {
        self.config.clone().into_builder().region(Region::new(region.to_owned())).build()
    }

    pub fn control(&self, prefix: &str) -> DynamoControl {
        DynamoControl::new(self.dynamo.clone(), prefix, self.used.clone())
    }
}

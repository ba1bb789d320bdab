//! Secrets by name: parameters (SecureString), or secrets of the Secrets Manager
//! by their ARN, which Systems Manager reads through.

use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use tenantry_aws::identity::ClientSecret;
use tenantry_core::domain::{error::Cause, signing::Signer};

use crate::{
    clients::{Clients, long_retries},
    config::required,
};

#[derive(Clone)]
pub struct Secrets(aws_sdk_ssm::Client);

impl Secrets {
    pub fn new(clients: &Clients) -> Self {
        Self::open(aws_sdk_ssm::config::Builder::from(&clients.config))
    }

    /// Parameter Store lets 40 calls a second of all containers together through, unless the account pays for more.
    fn open(config: aws_sdk_ssm::config::Builder) -> Self {
        let config = config.retry_config(long_retries()).interceptor(tenantry_aws::trace::Calls);
        Self(aws_sdk_ssm::Client::from_conf(config.build()))
    }

    /// Returns the secret whose name stands in a variable.
    pub async fn named_by(&self, variable: &str) -> anyhow::Result<SecretString> {
        let read = self.read(&required(variable)?).await;
        read.with_context(|| format!("the secret named by {variable} can't be read"))
    }

    async fn read(&self, name: &str) -> anyhow::Result<SecretString> {
        let answer = self.0.get_parameter().name(parameter(name)).with_decryption(true).send().await?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.map(SecretString::from).context("it is empty")
    }

    /// Returns the secret of a pool's client, read when it is needed.
    pub fn of_client(&self, variable: String) -> Arc<dyn ClientSecret> {
        Arc::new(Named { secrets: self.clone(), variable })
    }

    /// Returns the installation's key: 32 bytes in base 64.
    pub async fn signer(&self) -> anyhow::Result<Signer> {
        let text = self.named_by("SIGNING_KEY_PARAMETER").await?;
        let bytes = STANDARD.decode(text.expose_secret().trim()).context("the signing key is not base 64")?;
        let key = bytes.try_into().ok().context("the signing key has not 32 bytes")?;
        Ok(Signer::new(key))
    }
}

struct Named {
    secrets: Secrets,
    variable: String,
}

#[async_trait]
impl ClientSecret for Named {
    async fn read(&self) -> Result<SecretString, Cause> {
        Ok(self.secrets.named_by(&self.variable).await?)
    }
}

/// Systems Manager knows secrets of the Secrets Manager by a path, without the
/// six letters that end their ARN.
fn parameter(name: &str) -> String {
    match name.split_once(":secret:") {
        Some((_, secret)) if name.starts_with("arn:") => {
            let plain = secret.rsplit_once('-').map_or(secret, |(plain, _)| plain);
            format!("/aws/reference/secretsmanager/{plain}")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        sync::Mutex,
        time::{Duration, Instant},
    };

    use aws_sdk_ssm::config::{BehaviorVersion, Credentials, Region, retry::RetryPartition};
    use axum::{Router, http::StatusCode, routing::post};

    use super::*;

    /// What Parameter Store lets through in any second (AWS General Reference, quotas of Systems Manager).
    const PER_SECOND: usize = 40;
    const CONTAINERS: usize = 100;

    /// Parameter Store, as it is for who does not pay for more; its address.
    async fn store() -> String {
        let passed = Arc::new(Mutex::new(VecDeque::<Instant>::new()));
        let answer = async move || {
            let now = Instant::now();
            let mut passed = passed.lock().expect("times");
            while passed.front().is_some_and(|first| now.duration_since(*first) >= Duration::from_secs(1)) {
                passed.pop_front();
            }
            if passed.len() >= PER_SECOND {
                return (StatusCode::BAD_REQUEST, r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#);
            }
            passed.push_back(now);
            (StatusCode::OK, r#"{"Parameter": {"Name": "key", "Type": "SecureString", "Value": "the key"}}"#)
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(answer))).await });
        address
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_hundred_containers_that_start_at_once_all_get_the_key() {
        let address = store().await;
        let https = tenantry_aws::https::client("eu-central-1");
        let containers = (0..CONTAINERS).map(|container| {
            let config = aws_sdk_ssm::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-central-1"))
                .endpoint_url(&address)
                .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
                .http_client(https.clone())
                // Each is a process of its own, with tries of its own.
                .retry_partition(RetryPartition::new(format!("container {container}")));
            let secrets = Secrets::open(config);
            tokio::spawn(async move { secrets.read("/tenantry/dev/signing-key").await })
        });
        let started = Instant::now();
        for container in containers.collect::<Vec<_>>() {
            let key = container.await.expect("it runs").expect("the key");
            assert_eq!(key.expose_secret(), "the key");
        }
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?} is longer than Lambda leaves to a start");
    }

    #[test]
    fn secrets_and_parameters_are_named_alike() {
        assert_eq!(parameter("/tenantry/dev/key"), "/tenantry/dev/key");
        let arn = "arn:aws:secretsmanager:eu-central-1:1:secret:tenantry-dev-members-client-AbC123";
        assert_eq!(parameter(arn), "/aws/reference/secretsmanager/tenantry-dev-members-client");
    }
}

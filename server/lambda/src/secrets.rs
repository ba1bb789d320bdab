//! Secrets by name: parameters (SecureString), or secrets of the Secrets Manager
//! by their ARN, which Systems Manager reads through.

use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use tenantry_aws::identity::ClientSecret;
use tenantry_core::{error::Cause, ticket::Seal};

use crate::{
    clients::{Clients, client},
    config::required,
};

#[derive(Clone)]
pub struct Secrets(aws_sdk_ssm::Client);

impl Secrets {
    pub fn new(clients: &Clients) -> Self {
        Self(client!(aws_sdk_ssm, &clients.config))
    }

    /// The secret whose name stands in a variable.
    pub async fn named_by(&self, variable: &str) -> anyhow::Result<SecretString> {
        let name = parameter(&required(variable)?);
        let answer = self.0.get_parameter().name(&name).with_decryption(true).send().await;
        let answer = answer.with_context(|| format!("the secret named by {variable} can't be read"))?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.map(SecretString::from).with_context(|| format!("the secret named by {variable} is empty"))
    }

    /// The secret of a pool's client, read when it is needed.
    pub fn of_client(&self, variable: String) -> Arc<dyn ClientSecret> {
        Arc::new(Named { secrets: self.clone(), variable })
    }

    /// The installation's key: 32 bytes in base 64.
    pub async fn seal(&self) -> anyhow::Result<Seal> {
        let text = self.named_by("SIGNING_KEY_PARAMETER").await?;
        let bytes = STANDARD.decode(text.expose_secret().trim()).context("the signing key is not base 64")?;
        let key = bytes.try_into().ok().context("the signing key has not 32 bytes")?;
        Ok(Seal::new(key))
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
    use super::*;

    #[test]
    fn secrets_and_parameters_are_named_alike() {
        assert_eq!(parameter("/tenantry/dev/key"), "/tenantry/dev/key");
        let arn = "arn:aws:secretsmanager:eu-central-1:1:secret:tenantry-dev-members-client-AbC123";
        assert_eq!(parameter(arn), "/aws/reference/secretsmanager/tenantry-dev-members-client");
    }
}

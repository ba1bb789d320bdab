//! AWS as an attacker with a function's credentials would see it.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::{config::Credentials, error::ProvideErrorMetadata};
use aws_sdk_sts::types::Tag;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::Value;

use crate::support::variable;

const PREFIX: &str = "tenantry-dev-";
/// Calls in sessions of this name are not taken for a function's.
const SESSION: &str = "attack";

pub fn table(name: &str) -> String {
    format!("{PREFIX}{name}")
}

pub fn code(error: &impl ProvideErrorMetadata) -> &str {
    error.code().unwrap_or_default()
}

pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().expect("text")
}

pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&BASE64.decode(payload).expect("base64")).expect("JSON")
}

/// The credentials that may do everything.
pub async fn root() -> SdkConfig {
    with(Credentials::new("test", "test", None, None, "root")).await
}

async fn with(credentials: Credentials) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(variable("TENANTRY_AWS"))
        .region(Region::new(variable("TENANTRY_REGION")))
        .credentials_provider(credentials)
        .http_client(tenantry_aws::https::client(&variable("TENANTRY_REGION")))
        .load()
        .await
}

/// With the credentials of a role.
#[derive(Debug)]
pub struct Acting(SdkConfig);

impl Acting {
    /// As the function of this service.
    pub async fn function(service: &str) -> Self {
        Self(root().await).assume(service, Vec::new()).await.expect("Lambda may")
    }

    pub async fn for_tenant(&self, tenant: &str) -> Self {
        let tag = Tag::builder().key("tenant_id").value(tenant).build().expect("both");
        self.assume("tenant", vec![tag]).await.expect("a function may")
    }

    /// The code of the refusal, if it is one.
    pub async fn assume(&self, role: &str, tags: Vec<Tag>) -> Result<Self, String> {
        let region = variable("TENANTRY_REGION");
        let assume = aws_sdk_sts::Client::new(&self.0)
            .assume_role()
            .role_arn(format!("arn:aws:iam::000000000000:role/{PREFIX}{role}-{region}"))
            .role_session_name(SESSION)
            .set_tags((!tags.is_empty()).then_some(tags));
        let given = assume.send().await.map_err(|error| code(&error).to_owned())?.credentials.expect("credentials");
        let token = Some(given.session_token);
        Ok(Self(with(Credentials::new(given.access_key_id, given.secret_access_key, token, None, "role")).await))
    }

    pub fn dynamo(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.0)
    }
}

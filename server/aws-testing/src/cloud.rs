//! The services besides DynamoDB, on the emulator: their clients, the user pools
//! as the templates make them, and the records of an outbox in a stream.

use std::sync::Arc;

use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_dynamodb::types::AttributeValue;
use cognito::types::{ExplicitAuthFlowsType, PasswordPolicyType, UserPoolMfaType, UserPoolPolicyType};
use secrecy::SecretString;
use serde_json::{Value, json};
use tenantry_aws::identity::PoolConfig;

use crate::server::{self, Which};

pub const ON: Which = Which::Ministack;
pub const REGION: &str = "eu-central-1";

pub fn endpoint() -> String {
    format!("http://127.0.0.1:{}", server::port(ON))
}

/// A client of one of the SDK's crates.
#[macro_export]
macro_rules! client {
    ($service:ident) => {
        $service::Client::from_conf(
            $service::Config::builder()
                .behavior_version($service::config::BehaviorVersion::latest())
                .region($service::config::Region::new($crate::cloud::REGION))
                .endpoint_url($crate::cloud::endpoint())
                .credentials_provider($service::config::Credentials::new("test", "test", None, None, "tests"))
                .http_client($crate::server::http())
                .build(),
        )
    };
}

/// A pool as the templates make it, with its confidential client.
pub async fn pool(name: &str) -> PoolConfig {
    let client = client!(cognito);
    // The rules for passwords are ours.
    let lengths = PasswordPolicyType::builder().minimum_length(12).build();
    let pool = client
        .create_user_pool()
        .pool_name(name)
        .mfa_configuration(UserPoolMfaType::Optional)
        .policies(UserPoolPolicyType::builder().password_policy(lengths).build())
        .send();
    let pool_id = pool.await.expect("a pool").user_pool.and_then(|pool| pool.id).expect("its id");
    let made = client
        .create_user_pool_client()
        .user_pool_id(&pool_id)
        .client_name(name)
        .generate_secret(true)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
        .send();
    let made = made.await.expect("a client").user_pool_client.expect("a client");
    PoolConfig {
        issuer: format!("https://cognito-idp.{REGION}.amazonaws.com/{pool_id}"),
        jwks_url: format!("{}/{pool_id}/.well-known/jwks.json", endpoint()),
        pool_id,
        client_id: made.client_id.expect("its id"),
        client_secret: Arc::new(SecretString::from(made.client_secret.expect("its secret"))),
    }
}

/// The records of an outbox as the stream has them.
pub async fn stream_of(table: &str) -> Value {
    let items = server::client(ON).scan().table_name(table).send().await.expect("items").items.unwrap_or_default();
    let image = |item: std::collections::HashMap<String, AttributeValue>| {
        let attributes = item.into_iter().map(|(name, value)| {
            let value = match (value.as_s(), value.as_n()) {
                (Ok(text), _) => json!({ "S": text }),
                (_, Ok(number)) => json!({ "N": number }),
                _ => unreachable!("texts and numbers"),
            };
            (name, value)
        });
        attributes.collect::<serde_json::Map<_, _>>()
    };
    let records = items.into_iter().enumerate().map(|(n, item)| {
        json!({
            "eventName": "INSERT",
            "eventSourceARN": format!("arn:aws:dynamodb:{REGION}:000000000000:table/{table}/stream/2026"),
            "dynamodb": { "SequenceNumber": n.to_string(), "NewImage": image(item) },
        })
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

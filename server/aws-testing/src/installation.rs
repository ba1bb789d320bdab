//! All that the templates make, on an emulator, and what the functions get
//! of it; and requests as API Gateway hands them on.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tenantry_aws::{partition::Partition, silo::Tables};

use crate::{
    client,
    cloud::{self, ON, REGION, endpoint, stream_of},
    server,
};

pub const PASSWORD: &str = "a long enough password";
pub const KEY: [u8; 32] = [7; 32];

pub type Variables = Vec<(String, String)>;

async fn pool(name: &str, pool: &str, token: &str, prefix: &str, variables: &mut Variables) {
    let made = cloud::pool(name).await;
    let parameter = format!("/{prefix}{name}-secret");
    let client_secret = made.client_secret.read().await.expect("a secret");
    secret(&client!(aws_sdk_ssm), &parameter, client_secret.expose_secret()).await;
    variables.extend([
        (format!("{pool}_ID"), made.pool_id),
        (format!("{pool}_CLIENT_ID"), made.client_id),
        (format!("{pool}_CLIENT_SECRET_ARN"), parameter),
        (format!("{token}_ISSUER"), made.issuer),
        (format!("{token}_JWKS_URL"), made.jwks_url),
    ]);
}

async fn secret(ssm: &aws_sdk_ssm::Client, name: &str, value: &str) {
    let put = ssm.put_parameter().name(name).value(value).r#type(aws_sdk_ssm::types::ParameterType::SecureString);
    put.send().await.expect("a parameter");
}

/// Writes down for the pre-token trigger which pools it serves.
async fn pools(prefix: &str, variables: &mut Variables) {
    let id = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, id)| id.clone()).expect("a pool");
    let both = json!({ "members": id("USER_POOL_ID"), "operators": id("OPERATOR_POOL_ID") });
    let parameter = format!("/{prefix}pools");
    secret(&client!(aws_sdk_ssm), &parameter, &both.to_string()).await;
    variables.push(("POOLS_PARAMETER".to_owned(), parameter));
}

/// All that the templates would make, and what the functions get of it.
pub async fn installation() -> (Partition, Arc<Variables>) {
    let prefix = format!("test-{}-", uuid::Uuid::new_v4().simple());
    let partition = Partition::new(prefix.clone());
    let tables = Tables::new(server::client(ON), partition.clone(), false);
    tables.create_shared().await.expect("tables");
    let mut variables: Variables = Vec::new();
    pool("members", "USER_POOL", "TOKEN", &prefix, &mut variables).await;
    pool("operators", "OPERATOR_POOL", "OPERATOR_TOKEN", &prefix, &mut variables).await;
    pools(&prefix, &mut variables).await;
    let key = format!("/{prefix}key");
    secret(&client!(aws_sdk_ssm), &key, &STANDARD.encode(KEY)).await;
    let sns = client!(aws_sdk_sns);
    for (topic, variable) in
        [("orders", "ORDERS_TOPIC_ARN"), ("tenants", "TENANTS_TOPIC_ARN"), ("alerts", "ALERTS_TOPIC_ARN")]
    {
        let made = sns.create_topic().name(format!("{prefix}{topic}")).send().await.expect("a topic");
        variables.push((variable.to_owned(), made.topic_arn.expect("its name")));
    }
    let gateway = client!(aws_sdk_apigateway);
    for (plan, variable) in
        [("basic", "BASIC_PLAN_ID"), ("premium", "PREMIUM_PLAN_ID"), ("enterprise", "ENTERPRISE_PLAN_ID")]
    {
        let made = gateway.create_usage_plan().name(format!("{prefix}{plan}")).send().await.expect("a plan");
        variables.push((variable.to_owned(), made.id.expect("its id")));
    }
    variables.extend(
        [
            ("TENANTRY_PREFIX", prefix.as_str()),
            ("SIGNING_KEY_PARAMETER", &key),
            ("PUBLIC_URL", "https://tenantry.test"),
            ("AWS_ENDPOINT_URL", &endpoint()),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    (partition, Arc::new(variables))
}

/// A request as API Gateway hands it on.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Value {
    let mut headers = json!({ "Content-Type": "application/json", "User-Agent": "tests" });
    if let Some(token) = token {
        headers["Authorization"] = json!(format!("Bearer {token}"));
    }
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": method, "headers": headers, "multiValueHeaders": {},
        "queryStringParameters": null, "multiValueQueryStringParameters": null, "pathParameters": null,
        "stageVariables": null, "isBase64Encoded": false, "body": body.map(Value::to_string),
        "requestContext": {
            "resourcePath": "/{proxy+}", "httpMethod": method, "path": path, "stage": "live", "accountId": "1",
            "apiId": "a", "requestId": "r", "identity": { "sourceIp": "203.0.113.7" },
        },
    })
}

pub fn answer(response: &Value) -> (u64, Value) {
    let body = response["body"].as_str().unwrap_or_default();
    (response["statusCode"].as_u64().expect("a status"), serde_json::from_str(body).unwrap_or_default())
}

/// One that waits in the outbox of control data.
pub async fn event_of(partition: &Partition, kind: &str) -> Value {
    let stream = stream_of(&partition.control_outbox()).await;
    let entries = stream["Records"].as_array().expect("records").iter();
    let events = entries.flat_map(|entry| {
        let events = entry["dynamodb"]["NewImage"]["events"]["S"].as_str().expect("events");
        serde_json::from_str::<Vec<Value>>(events).expect("JSON")
    });
    let mut wanted = events.filter(|event| !event["kind"][kind].is_null());
    wanted.next().unwrap_or_else(|| unreachable!("no {kind} in {stream}"))
}

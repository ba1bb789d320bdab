//! The real bootstrap, service by service, under a Lambda Runtime API of the
//! test's own and with an emulator in the place of AWS: an operator is made,
//! signs in and works with tenants, and events are relayed.

#[path = "../../aws/tests/support/run.rs"]
mod run;
mod runtime;
#[path = "../../aws/tests/support/server.rs"]
mod server;

use std::{process::ExitCode, sync::Arc};

use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use cognito::types::{ExplicitAuthFlowsType, PasswordPolicyType, UserPoolMfaType, UserPoolPolicyType};
use run::Test;
use runtime::Function;
use serde_json::{Value, json};
use server::Which;
use tenantry_aws::{partition::Partition, silo::Tables};

const REGION: &str = "eu-central-1";
const PASSWORD: &str = "a long enough password";

fn main() -> ExitCode {
    let run = || Box::pin(an_operator_works_over_every_function()) as std::pin::Pin<Box<dyn Future<Output = ()>>>;
    run::all(vec![Test { name: "an_operator_works_over_every_function".to_owned(), on: Which::Ministack, run }])
}

fn endpoint() -> String {
    format!("http://127.0.0.1:{}", server::port(Which::Ministack))
}

macro_rules! client {
    ($service:ident) => {
        $service::Client::from_conf(
            $service::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(REGION))
                .endpoint_url(endpoint())
                .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
                .build(),
        )
    };
}

type Variables = Vec<(String, String)>;

async fn pool(name: &str, pool: &str, token: &str, prefix: &str, variables: &mut Variables) {
    let (cognito, ssm) = (client!(cognito), client!(aws_sdk_ssm));
    // As the templates have it: the rules for passwords are ours.
    let lengths = PasswordPolicyType::builder().minimum_length(12).build();
    let made = cognito
        .create_user_pool()
        .pool_name(name)
        .mfa_configuration(UserPoolMfaType::Optional)
        .policies(UserPoolPolicyType::builder().password_policy(lengths).build())
        .send();
    let id = made.await.expect("a pool").user_pool.and_then(|pool| pool.id).expect("its id");
    let made = cognito
        .create_user_pool_client()
        .user_pool_id(&id)
        .client_name(name)
        .generate_secret(true)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
        .send();
    let made = made.await.expect("a client").user_pool_client.expect("a client");
    let parameter = format!("/{prefix}{name}-secret");
    secret(&ssm, &parameter, &made.client_secret.expect("its secret")).await;
    variables.extend([
        (format!("{pool}_ID"), id.clone()),
        (format!("{pool}_CLIENT_ID"), made.client_id.expect("its id")),
        (format!("{pool}_CLIENT_SECRET_ARN"), parameter),
        (format!("{token}_ISSUER"), format!("https://cognito-idp.{REGION}.amazonaws.com/{id}")),
        (format!("{token}_JWKS_URL"), format!("{}/{id}/.well-known/jwks.json", endpoint())),
    ]);
}

async fn secret(ssm: &aws_sdk_ssm::Client, name: &str, value: &str) {
    let put = ssm.put_parameter().name(name).value(value).r#type(aws_sdk_ssm::types::ParameterType::SecureString);
    put.send().await.expect("a parameter");
}

/// All that the templates would make, and what the functions are told of it.
async fn installation() -> (String, Arc<Variables>) {
    let prefix = format!("test-{}-", uuid::Uuid::new_v4().simple());
    let tables = Tables::new(server::client(Which::Ministack), Partition::new(prefix.clone()), false);
    tables.create_shared().await.expect("tables");
    let mut variables: Variables = Vec::new();
    pool("members", "USER_POOL", "TOKEN", &prefix, &mut variables).await;
    pool("operators", "OPERATOR_POOL", "OPERATOR_TOKEN", &prefix, &mut variables).await;
    let key = format!("/{prefix}key");
    secret(&client!(aws_sdk_ssm), &key, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=").await;
    let sns = client!(aws_sdk_sns);
    for (topic, variable) in
        [("orders", "ORDERS_TOPIC_ARN"), ("tenants", "TENANTS_TOPIC_ARN"), ("alerts", "ALERTS_TOPIC_ARN")]
    {
        let made = sns.create_topic().name(format!("{prefix}{topic}")).send().await.expect("a topic");
        variables.push((variable.to_owned(), made.topic_arn.expect("its name")));
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
    (prefix, Arc::new(variables))
}

/// A request as API Gateway hands it on.
fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Value {
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

fn answer(response: &Value) -> (u64, Value) {
    let body = response["body"].as_str().unwrap_or_default();
    (response["statusCode"].as_u64().expect("a status"), serde_json::from_str(body).unwrap_or_default())
}

async fn an_operator_works_over_every_function() {
    let (prefix, variables) = installation().await;
    let function = async |service: &str| Function::start(service, &variables).await;

    let provisioning = function("provisioning").await;
    let operator = json!({ "email": "olga@operators.example", "name": "Olga", "password": PASSWORD });
    let made = provisioning.call(json!({ "create_operator": operator })).await.expect("an operator");
    assert!(made["user_id"].is_string(), "{made}");

    let auth = function("auth").await;
    let given = json!({ "email": "olga@operators.example", "password": PASSWORD, "refresh_token_in": "body" });
    let (status, signed_in) =
        answer(&auth.call(request("POST", "/v1/auth/operator/signin", None, Some(&given))).await.expect("an answer"));
    assert_eq!(status, 200, "{signed_in}");
    let token = signed_in["access_token"].as_str().expect("a token").to_owned();
    let (status, _) = answer(&auth.call(request("GET", "/v1/products", None, None)).await.expect("an answer"));
    assert_eq!(status, 404, "each function serves its own routes");

    let authorizer = function("authorizer").await;
    let ask = |token: &str| {
        json!({
            "type": "REQUEST", "methodArn": "arn:aws:execute-api:eu-central-1:1:a/live/GET/v1/tenants",
            "headers": { "Authorization": format!("Bearer {token}") },
        })
    };
    let allowed = authorizer.call(ask(&token)).await.expect("allowed");
    assert_eq!(allowed["policyDocument"]["Statement"][0]["Effect"], "Allow");
    assert_eq!(allowed["principalId"], made["user_id"]);
    for wrong in ["", "nonsense", &token[..token.len() - 8]] {
        let refused = authorizer.call(ask(wrong)).await.expect_err("refused");
        assert_eq!(refused["errorMessage"], "Unauthorized", "{wrong}");
    }

    let tenants = function("tenants").await;
    let new = json!({
        "company_name": "Acme", "admin_email": "owner@acme.example", "tier": "enterprise", "isolation_model": "silo",
        "currency": "EUR", "time_zone": "UTC",
    });
    let (status, problem) = answer(&tenants.call(request("GET", "/v1/tenants", None, None)).await.expect("an answer"));
    assert_eq!(status, 401, "{problem}");
    let (status, tenant) =
        answer(&tenants.call(request("POST", "/v1/tenants", Some(&token), Some(&new))).await.expect("an answer"));
    assert_eq!(status, 201, "{tenant}");
    let (status, list) =
        answer(&tenants.call(request("GET", "/v1/tenants", Some(&token), None)).await.expect("an answer"));
    assert_eq!((status, list["items"].as_array().map(Vec::len)), (200, Some(1)), "{list}");

    // Its tables are made when the event tells of it; again is no harm.
    let id = tenant["tenant_id"].as_str().expect("an id");
    let message = json!({ "event": { "tenant": id } }).to_string();
    for _ in 0..2 {
        let told = json!({ "Records": [{ "EventSource": "aws:sns", "Sns": { "Message": message } }] });
        assert_eq!(provisioning.call(told).await.expect("made"), json!({ "silos": 1 }));
    }
    assert_eq!(provisioning.call(json!({ "source": "aws.events" })).await.expect("made"), json!({ "silos": 1 }));
    let names =
        server::client(Which::Ministack).list_tables().send().await.expect("tables").table_names.expect("names");
    assert!(names.contains(&format!("{prefix}orders-{id}")), "{names:?}");

    let trigger = function("pre-token").await;
    let event = json!({ "version": "2", "userName": uuid::Uuid::new_v4(), "userPoolId": "p", "request": {} });
    let overridden = trigger.call(event).await.expect("an answer");
    let details = &overridden["response"]["claimsAndScopeOverrideDetails"];
    assert_eq!(details["accessTokenGeneration"]["claimsToAddOrOverride"], json!({}), "nobody's token says nothing");

    let relay = function("relay").await;
    assert_eq!(relay.call(json!({ "Records": [] })).await.expect("relayed"), json!({ "batchItemFailures": [] }));
    let sweeper = function("sweeper").await;
    assert_eq!(sweeper.call(json!({})).await.expect("swept"), json!({ "published": 0 }), "nothing is old enough");
    for service in ["email", "inventory", "insights"] {
        let consumer = function(service).await;
        let handled = consumer.call(json!({ "Records": [] })).await.expect("handled");
        assert_eq!(handled, json!({ "batchItemFailures": [] }), "{service}");
    }
}

//! The real bootstrap, service by service, under a Lambda Runtime API of the
//! test's own and with an emulator in the place of AWS: an operator is made,
//! signs in and works with tenants, and events are relayed.

#[expect(dead_code, reason = "the benchmark asks for a product as well")]
mod cast;
mod installation;
mod runtime;
mod tracing;
/// What the tests of the adapters use as well.
#[path = "../../aws/tests/support"]
mod support {
    pub mod cloud;
    pub mod run;
    pub mod server;
    pub mod signing_key;
}

use std::{process::ExitCode, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use installation::{KEY, PASSWORD, answer, event_of, installation, request};
use jiff::{SignedDuration, Timestamp};
use runtime::Function;
use serde_json::json;
use support::{
    cloud::{ON, REGION, stream_of},
    run::{self, Test},
    server,
};
use tenantry_aws::{
    control::DynamoControl,
    gateway_keys::usage_key,
    partition::{Partition, Table},
};
use tenantry_core::ticket::{Purpose, Seal};

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: ON, run };
    run::all(vec![
        test("an_operator_works_over_every_function", || Box::pin(an_operator_works_over_every_function())),
        test("what_was_counted_is_written_at_the_end", || Box::pin(what_was_counted_is_written_at_the_end())),
        test("one_request_is_one_trace", || Box::pin(tracing::one_request_is_one_trace())),
    ])
}

/// The message of a tenant whose operations can't be read.
async fn broken_tenant(partition: &Partition) -> String {
    let id = uuid::Uuid::new_v4();
    let put = server::client(ON)
        .put_item()
        .table_name(partition.control())
        .item("pk", AttributeValue::S(format!("operations#{id}")))
        .item("sk", AttributeValue::S(id.to_string()))
        .item("doc", AttributeValue::S("nonsense".into()));
    put.send().await.expect("an item");
    json!({ "event": { "tenant": id } }).to_string()
}

async fn an_operator_works_over_every_function() {
    let (partition, variables) = installation().await;
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
    assert_eq!(allowed["usageIdentifierKey"], format!("{}shared-operators", partition.prefix()));
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
    let told = |messages: &[&str]| {
        let record = |message| json!({ "EventSource": "aws:sns", "Sns": { "Message": message } });
        json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
    };
    // A tenant that nobody can read holds up none of those behind it.
    let broken = broken_tenant(&partition).await;
    let failed = provisioning.call(told(&[&broken, &message])).await.expect_err("the broken one is told");
    assert!(failed["errorMessage"].as_str().is_some_and(|error| error.contains("doc")), "{failed}");
    let names = server::client(ON).list_tables().send().await.expect("tables").table_names.expect("names");
    assert!(names.contains(&format!("{}orders-{id}", partition.prefix())), "{names:?}");
    let seen = provisioning.call(told(&[&message])).await.expect("seen");
    assert_eq!(seen, json!({ "operations": 0, "keys": 1 }));
    let scheduled = provisioning.call(json!({ "source": "aws.events" })).await.expect("seen");
    assert_eq!(scheduled, json!({ "operations": 0, "keys": 0 }), "no key was left unsettled");
    let all = provisioning.call(json!({ "settle_keys": "all" })).await.expect("settled");
    assert_eq!(all, json!({ "keys": 1 }), "of every tenant");
    let operations = format!("/v1/tenants/{id}/operations");
    let (status, list) =
        answer(&tenants.call(request("GET", &operations, Some(&token), None)).await.expect("an answer"));
    let made = &list["items"][0];
    assert_eq!((status, &made["kind"], &made["status"]), (200, &json!("provision"), &json!("done")), "{list}");

    // The owner joins by the invitation that the event tells of.
    let invited = event_of(&partition, "InvitationSent").await;
    let invitation = invited["kind"]["InvitationSent"]["invitation"].as_str().expect("an id").parse().expect("an id");
    let code = Seal::new(KEY).ticket(Purpose::Invitation, invitation);
    let joining = json!({ "code": code, "name": "Olivia Owner", "password": PASSWORD });
    let (status, member) =
        answer(&auth.call(request("POST", "/v1/auth/signup", None, Some(&joining))).await.expect("an answer"));
    assert_eq!(status, 201, "{member}");
    let joined = event_of(&partition, "MemberJoined").await;
    let given = json!({ "email": "owner@acme.example", "password": PASSWORD, "refresh_token_in": "body" });
    let (status, owner) =
        answer(&auth.call(request("POST", "/v1/auth/signin", None, Some(&given))).await.expect("an answer"));
    assert_eq!(status, 200, "{owner}");
    // No trigger puts the tenant into tokens here.
    let allowed = authorizer.call(ask(owner["access_token"].as_str().expect("a token"))).await.expect("allowed");
    assert_eq!(allowed["usageIdentifierKey"], format!("{}shared-basic", partition.prefix()));
    let control = DynamoControl::new(server::client(ON), partition.prefix(), Arc::default());
    let (tenant, own) = control.tenant_and_key(id.parse().expect("an id"), REGION).await.expect("read");
    let (tenant, own) = (tenant.expect("a tenant"), own.expect("a key of its own"));
    let later = Timestamp::now() + SignedDuration::from_mins(2);
    assert_eq!(usage_key(partition.prefix(), &tenant, Some(&own), later), own.value);

    let trigger = function("pre-token").await;
    let event = json!({ "version": "2", "userName": uuid::Uuid::new_v4(), "userPoolId": "p", "request": {} });
    let overridden = trigger.call(event).await.expect("an answer");
    let details = &overridden["response"]["claimsAndScopeOverrideDetails"];
    assert_eq!(details["accessTokenGeneration"]["claimsToAddOrOverride"], json!({}), "nobody's token says nothing");

    let relay = function("relay").await;
    let stream = stream_of(&partition.control_outbox()).await;
    assert_eq!(relay.call(stream).await.expect("relayed"), json!({ "batchItemFailures": [] }));
    assert_eq!(stream_of(&partition.control_outbox()).await, json!({ "Records": [] }), "published, and gone");
    let sweeper = function("sweeper").await;
    assert_eq!(sweeper.call(json!({})).await.expect("swept"), json!({ "published": 0 }), "nothing is old enough");
    for service in ["email", "inventory", "insights"] {
        let consumer = function(service).await;
        let handled = consumer.call(json!({ "Records": [] })).await.expect("handled");
        assert_eq!(handled, json!({ "batchItemFailures": [] }), "{service}");
    }

    // What a consumer consumes is printed for its tenant.
    let insights = function("insights").await;
    let body = json!({ "event": joined }).to_string();
    let batch = json!({ "Records": [{ "messageId": "m", "body": body, "attributes": {} }] });
    assert_eq!(insights.call(batch).await.expect("handled"), json!({ "batchItemFailures": [] }));
    let printed = insights.printed(|line| line["WriteUnits"].is_number() && line["TenantId"] == id).await;
    assert_eq!(printed["Service"], "insights");
}

/// A container that answered once and is then ended has not forgotten it.
async fn what_was_counted_is_written_at_the_end() {
    let cast = cast::cast().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let keys_at = format!("http://{}/keys", listener.local_addr().expect("an address"));
    let keys = cast.keys.to_string();
    let router = axum::Router::new().route("/keys", axum::routing::get(async move || keys));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut variables = cast.variables.to_vec();
    variables.extend([("TOKEN_JWKS_URL".to_owned(), keys_at)]);

    let products = Function::start("products", &variables).await;
    let (status, page) =
        answer(&products.call(request("GET", "/v1/products", Some(&cast.token), None)).await.expect("an answer"));
    assert_eq!(status, 200, "{page}");
    let days = async || {
        let items = server::client(ON).scan().table_name(cast.partition.pool(Table::Aux)).send().await.expect("items");
        let is_day = |key: &AttributeValue| key.as_s().is_ok_and(|key| key.starts_with("day#"));
        // What is stored is noted in an item of its own.
        items.items().iter().filter(|item| is_day(&item["k"]) && item.contains_key("requests")).count()
    };
    assert_eq!(days().await, 0, "nothing is written before it is time");
    products.end().await;
    assert_eq!(days().await, 1);
}

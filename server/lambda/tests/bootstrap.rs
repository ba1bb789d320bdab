//! The real bootstrap, service by service, under a Lambda Runtime API of the
//! test's own and with an emulator in the place of AWS: an operator is made,
//! signs in and works with tenants, and events are relayed.

mod tracing;

use std::{collections::BTreeSet, process::ExitCode, sync::Arc, time::Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tenantry_aws::{
    control::DynamoControl,
    gateway_keys::usage_key,
    partition::{Partition, Table},
};
use tenantry_aws_testing::{
    cast::{Cast, cast},
    cloud::{ON, REGION, stream_of},
    installation::{KEY, PASSWORD, Variables, answer, event_of, installation, request},
    run::{self, Test},
    runtime::Function,
    server,
};
use tenantry_core::domain::signing::{Purpose, Signer};

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_bootstrap");

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: ON, run };
    run::all(vec![
        test("an_operator_works_over_every_function", || Box::pin(an_operator_works_over_every_function())),
        test("a_program_is_let_in_by_its_key", || Box::pin(a_program_is_let_in_by_its_key())),
        test("only_what_came_through_the_edge_is_answered", || Box::pin(only_what_came_through_the_edge_is_answered())),
        test("two_containers_share_a_budget", || Box::pin(two_containers_share_a_budget())),
        test("where_silos_would_be_lost_there_are_none", || Box::pin(where_silos_would_be_lost_there_are_none())),
        test("a_provisioned_pool_is_offered_where_it_was_deployed", || {
            Box::pin(a_provisioned_pool_is_offered_where_it_was_deployed())
        }),
        test("what_was_counted_is_written_at_the_end", || Box::pin(what_was_counted_is_written_at_the_end())),
        test("one_request_is_one_trace", || Box::pin(tracing::one_request_is_one_trace())),
        test("spans_are_sent_after_the_answer", || Box::pin(tracing::otlp::spans_are_sent_after_the_answer())),
        test("log_lines_have_the_fields_that_queries_name", || Box::pin(log_lines_have_the_fields_that_queries_name())),
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
    let function = async |service: &str| Function::start(BOOTSTRAP, service, &variables).await;

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
    let allowed = authorizer.call(asking(&token)).await.expect("allowed");
    assert_eq!(allowed["policyDocument"]["Statement"][0]["Effect"], "Allow");
    assert_eq!(allowed["principalId"], made["user_id"]);
    assert_eq!(allowed["usageIdentifierKey"], format!("{}shared-operators", partition.prefix()));
    for wrong in ["", "nonsense", &token[..token.len() - 8]] {
        let refused = authorizer.call(asking(wrong)).await.expect_err("refused");
        assert_eq!(refused["errorMessage"], "Unauthorized", "{wrong}");
    }

    let tenants = function("tenants").await;
    let id = a_tenant_is_registered(&tenants, &token).await;
    its_tables_are_made(&provisioning, &partition, &id).await;
    let operations = format!("/v1/tenants/{id}/operations");
    let (status, list) =
        answer(&tenants.call(request("GET", &operations, Some(&token), None)).await.expect("an answer"));
    let made = &list["items"][0];
    assert_eq!((status, &made["kind"], &made["status"]), (200, &json!("provision"), &json!("done")), "{list}");
    let joined = its_owner_joins(&auth, &authorizer, &partition, &id).await;
    tokens_and_events_are_handled(&partition, &variables).await;

    // What a consumer consumes is printed for its tenant.
    let insights = function("insights").await;
    let body = json!({ "event": joined }).to_string();
    let batch = json!({ "Records": [{ "messageId": "m", "body": body, "attributes": {} }] });
    assert_eq!(insights.call(batch).await.expect("handled"), json!({ "batchItemFailures": [] }));
    let printed = insights.printed(|line| line["WriteUnits"].is_number() && line["TenantId"] == id).await;
    assert_eq!(printed["Service"], "insights");
}

/// What API Gateway asks the authorizer.
fn asking(token: &str) -> Value {
    json!({
        "type": "REQUEST", "methodArn": "arn:aws:execute-api:eu-central-1:1:a/live/GET/v1/tenants",
        "headers": { "Authorization": format!("Bearer {token}") },
    })
}

async fn a_tenant_is_registered(tenants: &Function, token: &str) -> String {
    let new = json!({
        "company_name": "Acme", "admin_email": "owner@acme.example", "tier": "enterprise", "isolation_model": "silo",
        "currency": "EUR", "time_zone": "UTC",
    });
    let (status, problem) = answer(&tenants.call(request("GET", "/v1/tenants", None, None)).await.expect("an answer"));
    assert_eq!(status, 401, "{problem}");
    let (status, tenant) =
        answer(&tenants.call(request("POST", "/v1/tenants", Some(token), Some(&new))).await.expect("an answer"));
    assert_eq!(status, 201, "{tenant}");
    let (status, list) =
        answer(&tenants.call(request("GET", "/v1/tenants", Some(token), None)).await.expect("an answer"));
    assert_eq!((status, list["items"].as_array().map(Vec::len)), (200, Some(1)), "{list}");
    tenant["tenant_id"].as_str().expect("an id").to_owned()
}

/// Tables are made when the event names the tenant; again is no harm.
async fn its_tables_are_made(provisioning: &Function, partition: &Partition, id: &str) {
    let message = json!({ "event": { "tenant": id } }).to_string();
    let notified = |messages: &[&str]| {
        let record = |message| json!({ "EventSource": "aws:sns", "Sns": { "Message": message } });
        json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
    };
    // A tenant that nobody can read holds up none of those behind it.
    let broken = broken_tenant(partition).await;
    let failed = provisioning.call(notified(&[&broken, &message])).await.expect_err("the broken one is reported");
    assert!(failed["errorMessage"].as_str().is_some_and(|error| error.contains("doc")), "{failed}");
    let names = server::client(ON).list_tables().send().await.expect("tables").table_names.expect("names");
    assert!(names.contains(&format!("{}orders-{id}", partition.prefix())), "{names:?}");
    let seen = provisioning.call(notified(&[&message])).await.expect("seen");
    assert_eq!(seen, json!({ "operations": 0, "keys": 1 }));
    let scheduled = provisioning.call(json!({ "source": "aws.events" })).await.expect("seen");
    assert_eq!(scheduled, json!({ "operations": 0, "keys": 0 }), "no key was left unsettled");
    let all = provisioning.call(json!({ "settle_keys": "all" })).await.expect("settled");
    assert_eq!(all, json!({ "keys": 1 }), "of every tenant");
}

/// The owner joins by the invitation that the event names. Returns the event of that.
async fn its_owner_joins(auth: &Function, authorizer: &Function, partition: &Partition, id: &str) -> Value {
    let invited = event_of(partition, "InvitationSent").await;
    let invitation = invited["kind"]["InvitationSent"]["invitation"].as_str().expect("an id").parse().expect("an id");
    let code = Signer::new(KEY).signed_token(Purpose::Invitation, invitation);
    let joining = json!({ "code": code, "name": "Olivia Owner", "password": PASSWORD });
    let (status, member) =
        answer(&auth.call(request("POST", "/v1/auth/signup", None, Some(&joining))).await.expect("an answer"));
    assert_eq!(status, 201, "{member}");
    let joined = event_of(partition, "MemberJoined").await;
    let given = json!({ "email": "owner@acme.example", "password": PASSWORD, "refresh_token_in": "body" });
    let (status, owner) =
        answer(&auth.call(request("POST", "/v1/auth/signin", None, Some(&given))).await.expect("an answer"));
    assert_eq!(status, 200, "{owner}");
    // No trigger puts the tenant into tokens here.
    let allowed = authorizer.call(asking(owner["access_token"].as_str().expect("a token"))).await.expect("allowed");
    assert_eq!(allowed["usageIdentifierKey"], format!("{}shared-basic", partition.prefix()));
    let control = DynamoControl::new(server::client(ON), partition.prefix(), Arc::default());
    let (tenant, own) = control.tenant_and_key(id.parse().expect("an id"), REGION).await.expect("read");
    let (tenant, own) = (tenant.expect("a tenant"), own.expect("a key of its own"));
    let later = Timestamp::now() + SignedDuration::from_mins(2);
    assert_eq!(usage_key(partition.prefix(), &tenant, Some(&own), later), own.value);
    joined
}

async fn tokens_and_events_are_handled(partition: &Partition, variables: &[(String, String)]) {
    let function = async |service: &str| Function::start(BOOTSTRAP, service, variables).await;
    let trigger = function("pre-token").await;
    let (_, members) = variables.iter().find(|(name, _)| name == "USER_POOL_ID").expect("a pool");
    let event = json!({ "version": "2", "userName": uuid::Uuid::new_v4(), "userPoolId": members, "request": {} });
    let overridden = trigger.call(event.clone()).await.expect("an answer");
    let details = &overridden["response"]["claimsAndScopeOverrideDetails"];
    assert_eq!(details["accessTokenGeneration"]["claimsToAddOrOverride"], json!({}), "nobody's token says nothing");
    let mut strange = event;
    strange["userPoolId"] = json!("eu-central-1_another");
    let refused = trigger.call(strange).await.expect_err("a pool that nobody named");
    assert!(refused["errorMessage"].as_str().is_some_and(|error| error.contains("eu-central-1_another")), "{refused}");

    let relay = function("relay").await;
    let stream = stream_of(&partition.control_outbox()).await;
    assert_eq!(relay.call(stream).await.expect("relayed"), json!({ "batchItemFailures": [] }));
    assert_eq!(stream_of(&partition.control_outbox()).await, json!({ "Records": [] }), "published, and gone");
    let sweeper = function("sweeper").await;
    assert_eq!(
        sweeper.call(json!({})).await.expect("swept"),
        json!({ "published": 0, "identities": 0 }),
        "nothing is old enough"
    );
    for service in ["email", "inventory", "insights"] {
        let consumer = function(service).await;
        let handled = consumer.call(json!({ "Records": [] })).await.expect("handled");
        assert_eq!(handled, json!({ "batchItemFailures": [] }), "{service}");
    }
}

/// The variables of functions that find the keys of the cast's tokens.
async fn with_keys(cast: &Cast) -> Variables {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let keys_at = format!("http://{}/keys", listener.local_addr().expect("an address"));
    let keys = cast.keys.to_string();
    let router = axum::Router::new().route("/keys", axum::routing::get(async move || keys));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut variables: Variables = cast.variables.to_vec();
    variables.extend([("TOKEN_JWKS_URL".to_owned(), keys_at)]);
    variables
}

/// The authorizer knows an API key, counts it with its company's people, and notes that it was used; the services judge it
/// anew.
async fn a_program_is_let_in_by_its_key() {
    let cast = cast(BOOTSTRAP).await;
    let variables = with_keys(&cast).await;
    let function = async |service: &str| Function::start(BOOTSTRAP, service, &variables).await;
    let (tenants, authorizer, products) =
        (function("tenants").await, function("authorizer").await, function("products").await);
    let asked = async |function: &Function, method: &str, path: &str, token: &str, body: Option<&Value>| {
        answer(&function.call(request(method, path, Some(token), body)).await.expect("an answer"))
    };
    let new = json!({ "name": "Warehouse", "scopes": ["products:read"] });
    let (status, issued) = asked(&tenants, "POST", "/v1/api-keys", &cast.token, Some(&new)).await;
    assert_eq!(status, 201, "{issued}");
    let (key, id) = (issued["token"].as_str().expect("a token"), &issued["api_key"]["api_key_id"]);
    let path = format!("/v1/api-keys/{}", id.as_str().expect("an id"));

    let (status, page) = asked(&products, "GET", "/v1/products", key, None).await;
    assert_eq!(status, 200, "{page}");
    let thing = json!({ "name": "Lamp", "price": "1.00", "inventory": 1 });
    let (status, refused) = asked(&products, "POST", "/v1/products", key, Some(&thing)).await;
    assert_eq!((status, &refused["code"]), (403, &json!("scope_missing")), "{refused}");
    let (_, shown) = asked(&tenants, "GET", &path, &cast.token, None).await;
    assert_eq!(shown["last_used_at"], json!(null), "services leave the note to the authorizer: {shown}");

    let person = authorizer.call(asking(&cast.token)).await.expect("allowed");
    let program = authorizer.call(asking(key)).await.expect("allowed");
    assert_eq!((&program["principalId"], &program["context"]["realm"]), (id, &json!("api_key")));
    assert_eq!(program["context"]["tenant_id"], cast.tenant);
    assert_eq!(program["usageIdentifierKey"], person["usageIdentifierKey"], "one rate for people and programs");
    let (_, shown) = asked(&tenants, "GET", &path, &cast.token, None).await;
    assert!(shown["last_used_at"].is_string(), "{shown}");
    let other = if key[10..].starts_with('A') { "B" } else { "A" };
    let bent = format!("{}{other}{}", &key[..10], &key[11..]);
    for wrong in ["tnt_", &key[..key.len() - 1], &bent, &format!("{key}A")] {
        let refused = authorizer.call(asking(wrong)).await.expect_err("refused");
        assert_eq!(refused["errorMessage"], "Unauthorized", "{wrong}");
    }

    // Where nothing can be read, a mistyped one is refused all the same: it is never looked up.
    let mut cut_off = variables.clone();
    cut_off.extend([("AWS_ENDPOINT_URL".to_owned(), "http://127.0.0.1:1".to_owned())]);
    let alone = Function::start(BOOTSTRAP, "authorizer", &cut_off).await;
    assert_eq!(alone.call(asking(&bent)).await.expect_err("refused")["errorMessage"], "Unauthorized");
    assert_ne!(alone.call(asking(key)).await.expect_err("not known")["errorMessage"], "Unauthorized");

    let (status, _) = asked(&tenants, "DELETE", &path, &cast.token, None).await;
    assert_eq!(status, 204);
    let revoked = Instant::now();
    assert_eq!(authorizer.call(asking(key)).await.expect_err("refused")["errorMessage"], "Unauthorized");
    // A container of a service may know it for two seconds more.
    tokio::time::sleep(std::time::Duration::from_secs(2).saturating_sub(revoked.elapsed())).await;
    let (status, refused) = asked(&products, "GET", "/v1/products", key, None).await;
    assert_eq!(status, 401, "{refused}");
}

/// A container that answered once and is then ended has not forgotten it.
async fn what_was_counted_is_written_at_the_end() {
    let cast = cast(BOOTSTRAP).await;
    let variables = with_keys(&cast).await;

    let products = Function::start(BOOTSTRAP, "products", &variables).await;
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

const ORIGIN_SECRET: &str = "0123456789012345678901234567890123456789";
/// One that was replaced and is accepted no more.
const OLD_ORIGIN_SECRET: &str = "9876543210987654321098765432109876543210";

/// A request as the gateway hands it on that has the secrets of the edge; the one that is sent, and from where.
fn through(path: &str, secret: Option<&str>, viewer: &str) -> serde_json::Value {
    let body = json!({ "code": "nonsense" });
    let mut request = request("POST", path, None, Some(&body));
    request["stageVariables"] =
        json!({ "origin_secrets": "a", "origin_secret_a": ORIGIN_SECRET, "origin_secret_b": OLD_ORIGIN_SECRET });
    request["headers"]["x-tenantry-viewer"] = json!(viewer);
    // The gateway sees one of CloudFront's addresses in every request.
    request["headers"]["x-forwarded-for"] = json!(format!("{viewer}, 198.51.100.1"));
    if let Some(secret) = secret {
        request["headers"]["x-tenantry-origin"] = json!(secret);
    }
    request
}

async fn only_what_came_through_the_edge_is_answered() {
    let (_, variables) = installation().await;
    let auth = Function::start(BOOTSTRAP, "auth", &variables).await;
    let asked = async |secret: Option<&str>, viewer: &str| {
        answer(&auth.call(through("/v1/auth/confirm", secret, viewer)).await.expect("an answer"))
    };
    for wrong in [None, Some("guessed"), Some(&ORIGIN_SECRET[1..]), Some(OLD_ORIGIN_SECRET)] {
        let (status, problem) = asked(wrong, "203.0.113.1").await;
        assert_eq!((status, &problem["code"]), (404, &json!("not_found")), "{wrong:?}");
    }
    let mut probe = through("/readyz", None, "203.0.113.1");
    probe["httpMethod"] = json!("GET");
    assert_eq!(answer(&auth.call(probe).await.expect("an answer")).0, 200, "Route 53 has no secret");

    // What one viewer uses up is no other's, though the gateway sees one address; a claim in another header changes nothing.
    let mut greedy = 0;
    while asked(Some(ORIGIN_SECRET), "203.0.113.2").await.0 != 429 {
        greedy += 1;
        assert!(greedy < 600, "an address has no limit");
    }
    assert_eq!(asked(Some(ORIGIN_SECRET), "203.0.113.3").await.0, 400);
}

/// Two containers of one function count by one bucket, whichever is asked and whatever address is claimed.
async fn two_containers_share_a_budget() {
    let (_, variables) = installation().await;
    let start = async || Function::start(BOOTSTRAP, "auth", &variables).await;
    let containers = [start().await, start().await];
    let body = json!({ "code": "nonsense" });
    let started = Instant::now();
    let mut let_in = 0;
    // More than twice what the bucket of links holds.
    for number in 0..130 {
        let mut call = request("POST", "/v1/auth/confirm", None, Some(&body));
        for claim in ["X-Forwarded-For", "X-Tenantry-Viewer", "CloudFront-Viewer-Address", "Forwarded", "X-Real-Ip"] {
            call["headers"][claim] = json!(format!("192.0.2.{number}"));
        }
        match answer(&containers[number % 2].call(call).await.expect("an answer")) {
            (400, _) => let_in += 1,
            (429, problem) => assert_eq!(problem["code"], "throttled"),
            other => unreachable!("{other:?}"),
        }
    }
    let refilled = started.elapsed().as_secs() + 1;
    assert!((60..=60 + refilled).contains(&let_in), "{let_in} were let in within {refilled} s");
}

async fn where_silos_would_be_lost_there_are_none() {
    let (_, variables) = installation().await;
    let mut replicated = variables.to_vec();
    replicated.push(("SILOS".to_owned(), "off".to_owned()));
    let function = async |service: &str| Function::start(BOOTSTRAP, service, &replicated).await;
    let operator = json!({ "email": "olga@operators.example", "name": "Olga", "password": PASSWORD });
    function("provisioning").await.call(json!({ "create_operator": operator })).await.expect("an operator");
    let given = json!({ "email": "olga@operators.example", "password": PASSWORD, "refresh_token_in": "body" });
    let auth = function("auth").await;
    let signing_in = request("POST", "/v1/auth/operator/signin", None, Some(&given));
    let (_, signed_in) = answer(&auth.call(signing_in).await.expect("an answer"));
    let token = signed_in["access_token"].as_str().expect("a token");
    let tenants = function("tenants").await;
    for (placement, expected) in [("silo", 422), ("provisioned_pool", 422), ("pool", 201)] {
        let new = json!({
            "company_name": placement, "admin_email": format!("{placement}@owner.example"), "tier": "enterprise",
            "isolation_model": placement, "currency": "EUR", "time_zone": "UTC",
        });
        let made = tenants.call(request("POST", "/v1/tenants", Some(token), Some(&new))).await.expect("an answer");
        let (status, body) = answer(&made);
        assert_eq!(status, expected, "{body}");
        if status == 422 {
            let (code, why) = if placement == "silo" {
                ("no_silos", "second region")
            } else {
                ("no_provisioned_pool", "this installation has none")
            };
            assert_eq!(body["errors"][0]["pointer"], "/isolation_model");
            assert_eq!(body["errors"][0]["code"], code);
            assert!(body["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(why)));
        }
    }
    let (_, me) = answer(&auth.call(request("GET", "/v1/auth/me", Some(token), None)).await.expect("an answer"));
    assert_eq!(me["placements"], json!(["pool"]), "{me}");
}

async fn a_provisioned_pool_is_offered_where_it_was_deployed() {
    let (_, variables) = installation().await;
    let mut deployed = variables.to_vec();
    deployed.push(("PROVISIONED_POOL".to_owned(), "on".to_owned()));
    let function = async |service: &str| Function::start(BOOTSTRAP, service, &deployed).await;
    let operator = json!({ "email": "pia@operators.example", "name": "Pia", "password": PASSWORD });
    function("provisioning").await.call(json!({ "create_operator": operator })).await.expect("an operator");
    let given = json!({ "email": "pia@operators.example", "password": PASSWORD, "refresh_token_in": "body" });
    let auth = function("auth").await;
    let signing_in = request("POST", "/v1/auth/operator/signin", None, Some(&given));
    let (_, signed_in) = answer(&auth.call(signing_in).await.expect("an answer"));
    let token = signed_in["access_token"].as_str().expect("a token");
    let (_, me) = answer(&auth.call(request("GET", "/v1/auth/me", Some(token), None)).await.expect("an answer"));
    assert_eq!(me["placements"], json!(["pool", "provisioned_pool", "silo"]), "{me}");
    let new = json!({
        "company_name": "Provisioned", "admin_email": "owner@provisioned.example", "tier": "premium",
        "isolation_model": "provisioned_pool", "currency": "EUR", "time_zone": "UTC",
    });
    let tenants = function("tenants").await;
    let made = tenants.call(request("POST", "/v1/tenants", Some(token), Some(&new))).await.expect("an answer");
    let (status, tenant) = answer(&made);
    assert_eq!(status, 201, "{tenant}");
    assert_eq!(tenant["isolation_model"], "provisioned_pool");
    let operations = format!("/v1/tenants/{}/operations", tenant["tenant_id"].as_str().expect("an id"));
    let listed = tenants.call(request("GET", &operations, Some(token), None)).await.expect("an answer");
    let (_, listed) = answer(&listed);
    assert_eq!(listed["items"], json!([]), "its tables are there, so nothing has to be made");
}

/// The fields of a line, with those within others by their path, as Logs Insights names them.
fn fields(line: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (name, value) in line.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) if name != "_aws" => {
                all.extend(fields(value).into_iter().map(|inner| format!("{name}.{inner}")));
            }
            _ => drop(all.insert(name.clone())),
        }
    }
    all
}

/// `infra/names.json` says what can be asked for; the dashboards and the runbook are held to it by xtask.
async fn log_lines_have_the_fields_that_queries_name() {
    let names = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/names.json"));
    let names: Value = serde_json::from_str(&names.expect("the names")).expect("JSON");
    let named = |kind: &str| -> BTreeSet<String> {
        let names = names["log lines"][kind].as_array().expect("names").iter();
        names.map(|name| name.as_str().expect("text").to_owned()).collect()
    };
    let cast = cast(BOOTSTRAP).await;
    let variables = with_keys(&cast).await;

    let products = Function::start(BOOTSTRAP, "products", &variables).await;
    let reading = request("GET", "/v1/products", Some(&cast.token), None);
    assert_eq!(answer(&products.call(reading).await.expect("an answer")).0, 200);
    // In the order in which they are printed.
    let (mut request_line, mut metrics_line) = (None, None);
    while request_line.is_none() || metrics_line.is_none() {
        let of_request = |line: &Value| line["target"] == "request" || line["TenantAPICall"].is_number();
        let line = products.printed(of_request).await;
        let kind = if line["target"] == "request" { &mut request_line } else { &mut metrics_line };
        *kind = Some(fields(&line));
    }
    assert_eq!(request_line, Some(named("request")));
    // What did not happen, as a throttle, is not in the line.
    let (seen, known) = (metrics_line.unwrap_or_default(), named("metrics"));
    assert!(seen.is_subset(&known), "{seen:?}");
    for field in ["TenantId", "function", "ReadUnits", "calls.DynamoDB.n", "calls.DynamoDB.ms", "DynamoDBLatency"] {
        assert!(seen.contains(field), "{field} in {seen:?}");
    }
}

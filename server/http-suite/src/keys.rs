//! API keys: what programs sign in with, and what they may do.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, Client, Company, Installation, Placement, order_of};

/// All that a key can be given.
pub const SCOPES: &[&str] = &[
    "products:read",
    "products:write",
    "orders:read",
    "orders:write",
    "insights:read",
    "settings:read",
    "settings:write",
];

/// How long a revoked key may still be accepted.
const REVOKED_WITHIN: Duration = Duration::from_secs(2);

/// What an operation of the document takes.
struct Operation {
    method: Method,
    path: String,
    /// Nothing where no key is taken.
    scopes: Option<Vec<String>>,
    /// Whether only operators call it; to all others it does not exist.
    is_operators: bool,
}

async fn operations(client: &Client) -> Vec<Operation> {
    let document = client.get("/v1/openapi.json").await.expect_status(200).json();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let ways = operation["security"].as_array().expect("security");
            if ways.is_empty() || ways.contains(&json!({})) {
                continue;
            }
            let names = |way: &Value| way.as_object().expect("a way").keys().cloned().collect::<Vec<_>>();
            let scopes = ways.iter().find_map(|way| way["api_key"].as_array());
            operations.push(Operation {
                method: method.to_uppercase().parse().expect("a method"),
                path: path.clone(),
                scopes: scopes
                    .map(|scopes| scopes.iter().map(|scope| scope.as_str().expect("text").to_owned()).collect()),
                is_operators: ways.iter().all(|way| names(way) == ["operator"]),
            });
        }
    }
    operations
}

/// Calls it with ids of nothing and a body of nothing.
async fn call(client: &Client, operation: &Operation) -> Answer {
    let missing = "0190ffff-ffff-7fff-bfff-ffffffffffff";
    let parts = operation.path.split('/').map(|part| if part.starts_with('{') { missing } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let request = client.request(operation.method.clone(), &path).header("if-match", "*");
    let has_body = [Method::POST, Method::PUT, Method::PATCH].contains(&operation.method);
    client.send(if has_body { request.json(&json!({})) } else { request }).await
}

pub async fn each_operation_takes_the_scopes_that_it_names<I: Installation>() {
    let server = I::start();
    // A higher tier has the rate and the keys for all that follows.
    let company = Company::invited(&server, "Scoped", "enterprise", "pool").await;
    let all = operations(&company.owner).await;
    let (mut taken, mut refused) = (0, 0);
    for scope in SCOPES {
        let program = company.program(&[scope]).await;
        for operation in &all {
            let answer = call(&program, operation).await;
            let name = format!("{} {} with {scope}", operation.method, operation.path);
            let code = if answer.status < 400 { String::new() } else { answer.code() };
            match &operation.scopes {
                Some(scopes) if scopes.iter().all(|needed| needed == scope) => {
                    assert!(![401, 403].contains(&answer.status), "{name}: {}", answer.raw);
                    taken += 1;
                }
                Some(_) => {
                    assert_eq!((answer.status, code.as_str()), (403, "scope_missing"), "{name}: {}", answer.raw);
                    refused += 1;
                }
                None => {
                    let expected = if operation.is_operators { (404, "not_found") } else { (403, "people_only") };
                    assert_eq!((answer.status, code.as_str()), expected, "{name}: {}", answer.raw);
                    refused += 1;
                }
            }
        }
    }
    // What takes more than one scope opens for a key that has them.
    let program = company.program(SCOPES).await;
    for operation in all.iter().filter(|operation| operation.scopes.is_some()) {
        let answer = call(&program, operation).await;
        assert!(![401, 403].contains(&answer.status), "{} {}: {}", operation.method, operation.path, answer.raw);
    }
    let named: Vec<&str> =
        all.iter().filter_map(|operation| operation.scopes.as_ref()).flatten().map(String::as_str).collect();
    assert!(SCOPES.iter().all(|scope| named.contains(scope)), "a scope that opens nothing");
    assert!(all.len() > 75 && taken > 25, "{} operations, {taken} calls", all.len());
    println!("{} operations with each of {} scopes: {taken} calls taken, {refused} refused", all.len(), SCOPES.len());
}

pub async fn a_program_works_until_its_key_is_revoked<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Automated", placement).await;
    let product = company.product("Lamp", "2.50", 10).await.text("product_id");
    let issued = company.key(&["orders:read", "orders:write"]).await.expect_status(201);
    assert_eq!(issued.header("cache-control"), "no-store");
    let (token, key) = (issued.text("token"), issued.json()["api_key"].clone());
    let path = issued.header("location").to_owned();
    let program = server.client().with_token(&token);

    // It places an order as itself, once for a key of the request.
    let placed = program.post_once("/v1/orders", "once", &order_of(&product, 2)).await.expect_status(201);
    let again = program.post_once("/v1/orders", "once", &order_of(&product, 2)).await.expect_status(201);
    assert_eq!((placed.text("order_id"), again.header("idempotent-replayed")), (again.text("order_id"), "true"));
    assert_eq!(placed.header("ratelimit-policy"), company.owner.get("/v1/orders").await.header("ratelimit-policy"));
    let audit = company.owner.all("/v1/audit").await;
    let entry = audit.iter().find(|entry| entry["action"] == "order.placed").expect("an entry");
    let actor = json!({"type": "api_key", "user_id": null, "api_key_id": key["api_key_id"]});
    assert_eq!(entry["actor"], actor);
    let timeline =
        company.owner.get(&format!("{}/timeline", placed.header("location"))).await.expect_status(200).json();
    assert_eq!((&timeline["items"][0]["actor"], &timeline["items"][0]["name"]), (&actor, &json!("A program")));
    program.get(&format!("/v1/products/{product}")).await.expect_status(403);

    // It is shown without its token, with the hour of its use.
    let shown = company
        .owner
        .wait_for(async || {
            let shown = company.owner.get(&path).await.expect_status(200);
            (!shown.json()["last_used_at"].is_null()).then_some(shown)
        })
        .await;
    assert!(!shown.raw.contains("tnt_") && !shown.raw.contains("digest"), "{}", shown.raw);
    assert!(token.ends_with(&shown.text("hint")));

    company
        .owner
        .wait_for(async || {
            let keys = company.owner.all("/v1/api-keys").await;
            keys.iter().any(|listed| listed["api_key_id"] == key["api_key_id"]).then_some(())
        })
        .await;

    // Another token takes its place; both are accepted for a while.
    let rotated = company.owner.post(&format!("{path}/rotate"), &json!({"overlap_hours": 1})).await.expect_status(200);
    let newer = server.client().with_token(rotated.text("token"));
    I::settled().await;
    newer.get("/v1/orders").await.expect_status(200);
    program.get("/v1/orders").await.expect_status(200);

    company.owner.delete(&path, "*").await.expect_status(204);
    let revoked = Instant::now();
    for client in [&program, &newer] {
        let refused = client.get("/v1/orders").await;
        if refused.status != 401 {
            tokio::time::sleep(REVOKED_WITHIN.saturating_sub(revoked.elapsed())).await;
            client.get("/v1/orders").await.expect_status(401);
        }
    }
    company.owner.get(&path).await.expect_status(404);
    let body = json!({"name": " ", "scopes": [], "expires_at": "2020-01-01T00:00:00Z"});
    let wrong = company.owner.post("/v1/api-keys", &body).await.expect_status(422).json();
    let pointers: Vec<&Value> =
        wrong["errors"].as_array().expect("errors").iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/name", "/scopes", "/expires_at"]);
}

//! What belongs to another tenant does not exist. The walk takes its
//! operations from the OpenAPI document, so none can be forgotten.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Answer, Client, Company, Installation, Placement, keys};

const MISTYPED_KEY: &str = "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7QkAAA";

/// An operation with an id in its path.
struct Operation {
    method: Method,
    path: String,
    parameter: String,
}

async fn operations_with_an_id(client: &Client) -> Vec<Operation> {
    let document = client.get("/v1/openapi.json").await.expect_status(200).json();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            let Some((_, rest)) = path.split_once('{') else { continue };
            let (parameter, _) = rest.split_once('}').expect("a parameter");
            let method = method.to_uppercase().parse().expect("a method");
            operations.push(Operation { method, path: path.clone(), parameter: parameter.to_owned() });
        }
    }
    operations
}

/// Everything of a tenant that has an id, by the path that it stands in.
async fn ids_of(company: &Company) -> BTreeMap<&'static str, String> {
    let product = company.product("Canary Lamp", "1.00", 9).await.text("product_id");
    let order = company.order("canary", &product, 1).await.expect_status(201).text("order_id");
    let me = company.owner.get("/v1/auth/me").await.expect_status(200).text("user_id");
    let body = json!({"email": format!("canary@{}.example", company.id), "role": "viewer"});
    let invitation = company.owner.post("/v1/invitations", &body).await.expect_status(201).text("invitation_id");
    let sessions = company.owner.get("/v1/auth/sessions").await.expect_status(200).json();
    let session = sessions["items"][0]["session_id"].as_str().expect("an id").to_owned();
    let body = json!({"list": "orders", "name": "Canary view", "query": "", "shared": true});
    let view = company.owner.post("/v1/views", &body).await.expect_status(201).text("view_id");
    // Where the feed is a minute behind, an id that nobody has yet is as good.
    let events = company.owner.get("/v1/events").await.expect_status(200).json();
    let event = events["items"][0]["id"].as_str().unwrap_or(&order).to_owned();
    let key = company.key(&["orders:read"]).await.expect_status(201).json();
    let key = key["api_key"]["api_key_id"].as_str().expect("an id").to_owned();
    // Where nothing sends webhooks there are no endpoints, and an id that nobody has yet is as good.
    let hook = company.owner.post("/v1/webhook-endpoints", &json!({"url": "https://hooks.example.com/"})).await;
    let hook = match hook.status {
        201 => hook.json()["webhook_endpoint"]["webhook_endpoint_id"].as_str().expect("an id").to_owned(),
        404 => order.clone(),
        _ => unreachable!("{}", hook.raw),
    };
    BTreeMap::from([
        ("/v1/api-keys/", key),
        ("/v1/webhook-endpoints/", hook),
        ("/v1/events/", event),
        ("/v1/views/", view),
        ("/v1/auth/sessions/", session),
        ("/v1/products/", product),
        ("/v1/orders/", order),
        ("/v1/members/", me),
        ("/v1/invitations/", invitation),
        ("/v1/tenants/", company.id.clone()),
    ])
}

/// Records of kinds that this suite knows nothing of, as those of a builder: each is made by the example of its operation in
/// the document.
async fn ids_of_kinds(company: &Company, known: &BTreeMap<&'static str, String>) -> BTreeMap<String, String> {
    let document = company.owner.get("/v1/openapi.json").await.expect_status(200).json();
    let paths = document["paths"].as_object().expect("paths");
    let mut ids = BTreeMap::new();
    for (path, methods) in paths {
        let (item, prefix) = (format!("{path}/{{id}}"), format!("{path}/"));
        let body = &methods["post"]["requestBody"]["content"]["application/json"]["example"];
        let is_known = known.keys().any(|known| prefix.starts_with(known));
        if is_known || path.contains('{') || !paths.contains_key(&item) || body.is_null() {
            continue;
        }
        let made = company.owner.post(path, body).await;
        match made.status {
            201 => drop(ids.insert(prefix.clone(), made.header("location").replace(&prefix, ""))),
            // What only operators make is no company's.
            status => assert_eq!(status, 403, "{path}: {}", made.raw),
        }
    }
    ids
}

/// `parts` name what belongs to the thing with the id, where a path names both.
async fn attack(client: &Client, operation: &Operation, id: &str, parts: &[(&str, &str)]) -> Answer {
    let path = operation.path.replace(&format!("{{{}}}", operation.parameter), id);
    let path = parts.iter().fold(path, |path, (name, part)| path.replace(name, part));
    assert!(!path.contains('{'), "{path}");
    let request = client.request(operation.method.clone(), &path).header("if-match", "*");
    let body = match operation.path.rsplit('/').next() {
        Some("tier") => json!({"tier": "enterprise", "reason": "mine now"}),
        Some("suspend" | "reactivate") => json!({"reason": "mine now"}),
        Some("move") => json!({"placement": "silo", "reason": "mine now"}),
        Some("redrive") => json!({"consumer": "mail"}),
        _ => json!({}),
    };
    let has_body = [Method::POST, Method::PUT, Method::PATCH].contains(&operation.method);
    client.send(if has_body { request.json(&body) } else { request }).await
}

/// The same answer but for the id of the request.
fn without_request_id(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body["request_id"] = json!("[request]");
    (answer.status, body)
}

/// All that a tenant can read of itself.
async fn everything(company: &Company, of_kinds: &BTreeMap<String, String>) -> Vec<Value> {
    let mut all = vec![company.owner.get(&format!("/v1/tenants/{}", company.id)).await.json()];
    all.push(company.owner.get("/v1/views").await.expect_status(200).json());
    for list in
        ["/v1/products", "/v1/products?archived=true", "/v1/orders", "/v1/members", "/v1/invitations", "/v1/audit"]
    {
        all.extend(company.owner.all(list).await);
    }
    for (prefix, id) in of_kinds {
        all.push(company.owner.get(&format!("{prefix}{id}")).await.expect_status(200).json());
    }
    all
}

pub async fn other_tenants_get_what_a_missing_id_gets<I: Installation>(placement: Placement) {
    let server = I::start();
    let victim = Company::found(&server, "Victim", placement).await;
    let attacker = Company::found(&server, "Attacker", placement).await;
    let staff = attacker.person("staff").await;
    let admin = attacker.person("admin").await;
    let program = attacker.program(keys::SCOPES).await;
    let ids = ids_of(&victim).await;
    let of_kinds = ids_of_kinds(&victim, &ids).await;
    let ids: BTreeMap<&str, String> =
        ids.into_iter().chain(of_kinds.iter().map(|(prefix, id)| (prefix.as_str(), id.clone()))).collect();
    let missing = "0190ffff-ffff-7fff-bfff-ffffffffffff";
    // The end of an operation is a line in the journal, which is compared below.
    let works = format!("/v1/tenants/{}/operations", victim.id);
    let operations = victim
        .owner
        .wait_for(async || {
            let operations = victim.owner.all(&works).await;
            operations.iter().all(|operation| operation["status"] == "done").then_some(operations)
        })
        .await;
    let work = operations.first().map_or(missing, |operation| operation["id"].as_str().expect("an id"));
    assert_eq!(operations.len(), usize::from(placement == Placement::Silo));
    let exports = format!("/v1/tenants/{}/exports", victim.id);
    let export = victim.owner.post(&exports, &json!({})).await.expect_status(201).text("id");
    let delivery = ("{delivery_id}", missing);
    let (parts, none) = (
        [("{operation_id}", work), ("{export_id}", &export), delivery],
        [("{operation_id}", missing), ("{export_id}", missing), delivery],
    );
    let before = everything(&victim, &of_kinds).await;
    let operations = operations_with_an_id(&attacker.owner).await;
    let mut walked = 0;
    for operation in &operations {
        let Some((_, id)) = ids.iter().find(|(prefix, _)| operation.path.starts_with(**prefix)) else { continue };
        for client in [&staff, &admin, &attacker.owner, &program] {
            let theirs = attack(client, operation, id, &parts).await;
            let nothing = attack(client, operation, missing, &none).await;
            let name = format!("{} {}", operation.method, operation.path);
            // A role that is too low, and a program where people are meant, is rejected before anything is looked up.
            assert!([404, 403].contains(&theirs.status), "{name}: {} {}", theirs.status, theirs.raw);
            assert_eq!(without_request_id(&theirs), without_request_id(&nothing), "{name}");
            walked += 1;
        }
        let answer = attack(&attacker.owner, operation, id, &parts).await;
        assert_eq!(answer.status, 404, "{} {}: {}", operation.method, operation.path, answer.raw);
    }
    assert!(walked >= 4 * 16, "only {walked} attacks: were operations renamed?");
    assert_eq!(of_kinds.len(), I::KINDS, "{of_kinds:?}");
    assert_eq!(before, everything(&victim, &of_kinds).await, "the victim's data is as it was");
    println!(
        "{walked} attacks on {} operations with ids: none distinguished the victim's data from missing data",
        operations.len()
    );
}

pub async fn without_a_token_there_is_nothing<I: Installation>(placement: Placement) {
    let server = I::start();
    let victim = Company::found(&server, "No Token", placement).await;
    let document = victim.owner.get("/v1/openapi.json").await.json();
    let mut walked = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            if operation["security"].as_array().is_none_or(Vec::is_empty) {
                continue;
            }
            // An operation that also serves visitors lists an empty requirement.
            if operation["security"].as_array().is_some_and(|ways| ways.iter().any(|way| way == &json!({}))) {
                continue;
            }
            let (_, parameter) = path.split_once('{').unwrap_or(("", ""));
            let parameter = parameter.split('}').next().unwrap_or_default();
            let path = path.replace(&format!("{{{parameter}}}"), &victim.id);
            let method: Method = method.to_uppercase().parse().expect("a method");
            let client = server.client();
            // The last is a key's by its shape, with a typo.
            for token in [None, Some("x"), Some("a.b.c"), Some(MISTYPED_KEY)] {
                let request = client.request(method.clone(), &path);
                let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
                let answer = client.send(request).await;
                assert_eq!(answer.status, 401, "{method} {path}: {}", answer.raw);
                assert_eq!(answer.header("www-authenticate").split(' ').next(), Some("Bearer"));
                walked += 1;
            }
        }
    }
    assert!(walked >= 110, "{walked}");
    println!("{walked} calls without a valid token were all 401");
}

pub async fn suspended_and_deleted_tenants_are_locked_out_at_once<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Locked Out", placement).await;
    let operator = server.operator().await;
    let program = company.program(keys::SCOPES).await;
    program.get("/v1/products").await.expect_status(200);
    let path = format!("/v1/tenants/{}", company.id);
    operator.post(&format!("{path}/suspend"), &json!({"reason": "unpaid invoices"})).await.expect_status(200);
    I::settled().await;
    assert_eq!(program.get("/v1/products").await.expect_status(403).code(), "tenant_suspended");
    for probe in
        ["/v1/products", "/v1/orders", "/v1/auth/me", &path, "/v1/products/0190ffff-ffff-7fff-bfff-ffffffffffff"]
    {
        let refused = company.owner.get(probe).await.expect_status(403);
        assert_eq!(refused.code(), "tenant_suspended");
        assert!(refused.text("detail").contains("unpaid invoices"), "{}", refused.raw);
    }
    operator.post(&format!("{path}/reactivate"), &json!({"reason": "paid"})).await.expect_status(200);
    I::settled().await;
    company.owner.get("/v1/products").await.expect_status(200);
    program.get("/v1/products").await.expect_status(200);

    let tenant = company.owner.get(&path).await;
    company.owner.delete(&path, tenant.tag()).await.expect_status(200);
    I::settled().await;
    program.get("/v1/products").await.expect_status(401);
    for probe in ["/v1/products", "/v1/auth/me", &path] {
        assert_eq!(company.owner.get(probe).await.expect_status(401).code(), "unauthenticated");
    }
    let body = json!({"email": company.address("owner"), "password": crate::PASSWORD});
    assert_eq!(server.client().post("/v1/auth/signin", &body).await.expect_status(401).code(), "wrong_credentials");
}

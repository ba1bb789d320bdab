//! What the operator sees: log lines, metrics, ids; and what must never be seen.

use serde_json::{Value, json};

use crate::support::{Company, Installation, PASSWORD, Placement, Server, address, mails};

#[tokio::test]
async fn each_request_is_one_line_with_its_tenant() {
    let server = Server::start();
    let company = Company::found(&server, "Logged", Placement::Pool).await;
    let request = company.owner.request(reqwest::Method::GET, "/v1/products").header("x-request-id", "my-request-1");
    let answer = company.owner.send(request).await.expect_status(200);
    assert_eq!(answer.header("x-request-id"), "my-request-1");
    company.owner.get("/v1/products/0190ffff-ffff-7fff-bfff-ffffffffffff").await.expect_status(404);
    let id = company.id.clone();
    let (_, log) = server.stop();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let line = lines.iter().find(|line| line["request_id"] == "my-request-1").expect("a line");
    assert_eq!(
        json!([line["tenant_id"], line["tenant_tier"], line["function"], line["status"], line["http_status"]]),
        json!([id, "basic", "list_products", "SUCCESS", 200])
    );
    assert!(line["duration_ms"].as_f64().is_some() && line["timestamp"].as_str().is_some(), "{line}");
    assert!(lines.iter().any(|line| line["function"] == "get_product" && line["status"] == "CLIENT_ERROR"));
    // Every line of a request has all the seed's fields, for every kind of caller.
    for line in lines.iter().filter(|line| line.get("http_status").is_some()) {
        for field in ["timestamp", "tenant_id", "tenant_tier", "function", "status", "duration_ms", "request_id"] {
            assert!(line.get(field).is_some(), "{field} is missing in {line}");
        }
    }
}

#[tokio::test]
async fn no_secret_is_ever_logged() {
    let server = Server::start();
    let company = Company::found(&server, "Secrets", Placement::Pool).await;
    let client = server.client();
    let email = address("owner", "Secrets");
    let body = json!({"email": email, "password": PASSWORD, "refresh_token_in": "body"});
    let signed_in = client.post("/v1/auth/signin", &body).await.expect_status(200);
    let refresh = signed_in.text("refresh_token");
    client.post("/v1/auth/refresh", &json!({"refresh_token": refresh})).await.expect_status(200);
    client.post("/v1/auth/signin", &json!({"email": email, "password": "a wrong password"})).await.expect_status(401);
    client.get(&format!("/v1/products?cursor={refresh}")).await;
    client.post("/v1/auth/confirm", &json!({"code": refresh})).await;
    let mail = mails(&client, &email, 1).await;
    let code = mail[0]["text"].as_str().and_then(|text| text.split_once("code=")).expect("a code").1[..40].to_owned();
    let token = company.owner.token().to_owned();
    let new = json!({"name": "Logged", "scopes": ["orders:read"]});
    let made = company.owner.post("/v1/api-keys", &new).await.expect_status(201);
    let (key, id) = (made.text("token"), made.json()["api_key"]["api_key_id"].clone());
    client.with_token(&key).get("/v1/orders").await.expect_status(200);
    client.with_token(&key).get("/v1/members").await.expect_status(403);
    client.with_token(key.replace("tnt_", "tnt_A")).get("/v1/orders").await.expect_status(401);
    client.get(&format!("/v1/products?cursor={key}")).await;
    let (_, log) = server.stop();
    for secret in
        [PASSWORD, "a wrong password", &refresh, &token, &signed_in.text("access_token"), &code, &email, &key, "tnt_"]
    {
        assert!(!log.contains(secret), "a secret or an address is in the log");
    }
    // Programs are named by the id of their key.
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(lines.iter().filter(|line| line["api_key_id"] == id && line["tenant_id"] == company.id).count(), 2);
}

#[tokio::test]
async fn metrics_count_each_tenants_calls_errors_and_time() {
    let server = Server::start();
    let company = Company::found(&server, "Metered", Placement::Pool).await;
    for _ in 0..3 {
        company.owner.get("/v1/products").await.expect_status(200);
    }
    company.owner.get("/v1/orders?limit=0").await;
    let metrics = reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text");
    let of_tenant: Vec<&str> = metrics.lines().filter(|line| line.contains(&company.id)).collect();
    for series in ["tenantry_api_calls_total", "tenantry_api_errors_total", "tenantry_api_latency_seconds"] {
        assert!(of_tenant.iter().any(|line| line.starts_with(series)), "{series} is missing in {of_tenant:#?}");
    }
}

#[tokio::test]
async fn answers_carry_the_security_headers() {
    let server = Server::with(&["--cors-origin", "https://app.example"]);
    let client = server.client();
    let answer = client.get("/v1/products").await;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    for (origin, allowed) in [("https://app.example", true), ("https://evil.example", false)] {
        let request = client.request(reqwest::Method::OPTIONS, "/v1/products").header("origin", origin);
        let preflight = client.send(request.header("access-control-request-method", "GET")).await;
        assert_eq!(preflight.headers.contains_key("access-control-allow-origin"), allowed, "{origin}");
    }
}

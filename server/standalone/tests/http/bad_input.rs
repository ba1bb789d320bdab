//! Bad input gets a clear problem and loses nothing.

use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Company, Installation, Placement, Server, order_of};

async fn create(company: &Company, body: impl Into<reqwest::Body>) -> Answer {
    let request = company.owner.request(Method::POST, "/v1/products");
    company.owner.send(request.header("content-type", "application/json").body(body)).await
}

/// Status, code and the wrong fields of a problem.
fn in_short(answer: &Answer) -> String {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let fields: Vec<String> =
        errors.iter().map(|error| format!("{} {}", error["pointer"], error["code"]).replace('"', "")).collect();
    assert!(!answer.text("request_id").is_empty());
    format!("{} {} {}", answer.status, answer.code(), fields.join(", ")).trim().to_owned()
}

#[tokio::test]
async fn each_gets_a_problem_of_its_own_and_nothing_is_kept() {
    let server = Server::start();
    let company = Company::found(&server, "Bad Input", Placement::Pool).await;
    let mut codes = Vec::new();
    let mut note = |what: &str, answer: Answer| codes.push(format!("{what}: {}", in_short(&answer)));
    let good = json!({"name": "Lamp", "price": "1.00", "inventory": 1});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body.to_string()
    };
    note("unknown field", create(&company, with("colour", json!("red"))).await);
    note("negative price", create(&company, with("price", json!("-1.00"))).await);
    note("three decimals", create(&company, with("price", json!("1.001"))).await);
    note("inexact number", create(&company, with("price", json!(1.001))).await);
    note("overflowing price", create(&company, with("price", json!("99999999999999999999"))).await);
    note("negative stock", create(&company, with("inventory", json!(-1))).await);
    note("overflowing stock", create(&company, r#"{"name":"L","price":"1","inventory":1e30}"#).await);
    note("no name", create(&company, with("name", json!("  "))).await);
    note("wrong type", create(&company, with("name", json!(["Lamp"]))).await);
    note("several at once", create(&company, json!({"name": "", "price": "-1", "inventory": -1}).to_string()).await);
    note("broken JSON", create(&company, "{\"name\": \"Lamp\",").await);
    note("bad UTF-8", create(&company, vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']).await);
    note("no body", create(&company, "").await);
    note("300 KiB", create(&company, with("description", json!("x".repeat(300 * 1024)))).await);
    note("deeply nested", create(&company, format!("{}{}", "[".repeat(2_000), "]".repeat(2_000))).await);
    let request = company.owner.request(Method::POST, "/v1/products").header("content-type", "text/plain");
    note("no JSON", company.owner.send(request.body("name=Lamp")).await);
    note("no If-Match", company.owner.send(company.owner.request(Method::DELETE, "/v1/products/x")).await);
    note("unknown path", company.owner.get("/v1/nothing").await);
    note("wrong method", company.owner.send(company.owner.request(Method::DELETE, "/v1/products")).await);
    note("unknown parameter", company.owner.get("/v1/products?colour=red").await);
    note("limit too large", company.owner.get("/v1/products?limit=101").await);
    note("bad cursor", company.owner.get("/v1/products?cursor=AAAA").await);
    note("two prefixes", company.owner.get("/v1/products?name=a&sku=b").await);
    note("no key", company.owner.post("/v1/orders", &json!({})).await);
    let nothing = "01900000-0000-7000-8000-000000000000";
    note("unknown product", company.owner.post_once("/v1/orders", "k", &order_of(nothing, 1)).await);
    note(
        "no items",
        company.owner.post_once("/v1/orders", "k", &json!({"customer_email": "a@b.cd", "items": []})).await,
    );
    note("zero of it", company.owner.post_once("/v1/orders", "k", &order_of(nothing, 0)).await);
    assert_json_snapshot!(codes, @r#"
    [
      "unknown field: 422 unknown_field /colour unknown_field",
      "negative price: 422 invalid /price negative",
      "three decimals: 422 invalid /price too_many_decimals",
      "inexact number: 422 invalid /price too_many_decimals",
      "overflowing price: 422 invalid /price invalid",
      "negative stock: 422 invalid /inventory negative",
      "overflowing stock: 422 invalid /inventory wrong_type",
      "no name: 422 invalid /name required",
      "wrong type: 422 invalid /name wrong_type",
      "several at once: 422 invalid /price negative, /inventory negative, /name required",
      "broken JSON: 400 malformed_json",
      "bad UTF-8: 400 invalid_utf8",
      "no body: 400 body_required",
      "300 KiB: 413 too_large",
      "deeply nested: 400 malformed_json",
      "no JSON: 415 unsupported_media_type",
      "no If-Match: 404 not_found",
      "unknown path: 404 not_found",
      "wrong method: 405 method_not_allowed",
      "unknown parameter: 400 unknown_parameter",
      "limit too large: 422 invalid /limit out_of_range",
      "bad cursor: 400 bad_cursor",
      "two prefixes: 422 invalid /sku exclusive",
      "no key: 400 idempotency_key_required",
      "unknown product: 422 invalid /items/0/product_id unknown_product",
      "no items: 422 invalid /items required",
      "zero of it: 422 invalid /items/0/quantity out_of_range"
    ]
    "#);
    assert!(company.owner.all("/v1/products").await.is_empty());
    assert!(company.owner.all("/v1/orders").await.is_empty());
}

#[tokio::test]
async fn a_total_that_does_not_fit_is_refused() {
    let server = Server::start();
    let company = Company::found(&server, "Huge Orders", Placement::Pool).await;
    let mut items = Vec::new();
    for n in 0..50 {
        let product = company.product(&format!("Palace {n}"), "1000000000.00", 1_000_000_000).await;
        items.push(json!({"product_id": product.text("product_id"), "quantity": 1_000_000}));
    }
    let body = json!({"customer_email": "rich@example.com", "items": items});
    let refused = company.owner.post_once("/v1/orders", "huge", &body).await.expect_status(422);
    assert_eq!(refused.json()["errors"][0]["code"], "total_too_large");
    assert!(company.owner.all("/v1/orders").await.is_empty());
}

#[tokio::test]
async fn another_tenants_cursor_is_no_cursor() {
    let server = Server::start();
    let one = Company::found(&server, "One", Placement::Pool).await;
    let two = Company::found(&server, "Two", Placement::Pool).await;
    for company in [&one, &two] {
        for n in 0..3 {
            company.product(&format!("Thing {n}"), "1.00", 1).await;
        }
    }
    let cursor = one.owner.get("/v1/products?limit=2").await.text("next_cursor");
    let path = format!("/v1/products?limit=2&cursor={cursor}");
    assert_eq!(one.owner.get(&path).await.expect_status(200).json()["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(two.owner.get(&path).await.expect_status(400).code(), "bad_cursor");
    let other_filters = format!("/v1/products?limit=2&stock=in&cursor={cursor}");
    assert_eq!(one.owner.get(&other_filters).await.expect_status(400).code(), "bad_cursor");
}

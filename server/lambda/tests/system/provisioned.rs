//! The provisioned pool, which only this backend has: a tenant is made there, sells there, and comes and goes. What the functions
//! call meanwhile is recorded for the proof of the policies.

use serde_json::json;

use crate::support::{Client, Company, Installation, Server};

const POOL: &str = "provisioned_pool";

/// By every table and index that people's requests reach, since each is a right of its own.
async fn trade(company: &Company, key: &str) {
    let lamp =
        json!({"name": format!("Lamp {key}"), "price": "2.50", "inventory": 10, "sku": key, "category": "lamps"});
    let product = company.owner.post("/v1/products", &lamp).await.expect_status(201).text("product_id");
    let placed = company.order(key, &product, 1).await.expect_status(201);
    let again = company.order(key, &product, 1).await.expect_status(201);
    assert_eq!(again.text("order_id"), placed.text("order_id"), "a key keeps its order");
    let path = format!("/v1/orders/{}", placed.text("order_id"));
    company.owner.patch(&path, placed.tag(), &json!({"status": "cancelled"})).await.expect_status(200);
    for path in [
        format!("/v1/products/{product}"),
        format!("/v1/products?sku={key}"),
        "/v1/products?category=lamps".to_owned(),
        "/v1/orders?status=cancelled".to_owned(),
        "/v1/orders?customer_email=customer@example.com".to_owned(),
        "/v1/usage".to_owned(),
    ] {
        company.owner.get(&path).await.expect_status(200);
    }
}

async fn moved(operator: &Client, company: &Company, placement: &str) {
    let path = format!("/v1/tenants/{}", company.id);
    let to = json!({"placement": placement, "reason": "capacity"});
    let begun = operator.post(&format!("{path}/move"), &to).await.expect_status(202);
    let at = begun.header("location").to_owned();
    operator
        .wait_for(async || {
            let operation = operator.get(&at).await.expect_status(200).json();
            assert_ne!(operation["status"], "failed", "{operation}");
            (operation["status"] == "done").then_some(())
        })
        .await;
    assert_eq!(operator.get(&path).await.json()["isolation_model"], placement);
}

#[tokio::test]
async fn a_tenant_sells_in_the_provisioned_pool_and_comes_and_goes() {
    let server = Server::start();
    let operator = server.operator().await;
    let offered = operator.get("/v1/auth/me").await.expect_status(200).json()["placements"].clone();
    assert!(offered.as_array().is_some_and(|all| all.contains(&json!(POOL))), "{offered}");
    let company = Company::invited(&server, "Coral", "premium", POOL).await;
    trade(&company, "first").await;
    moved(&operator, &company, "pool").await;
    trade(&company, "second").await;
    moved(&operator, &company, POOL).await;
    trade(&company, "third").await;
    let listed = operator.get(&format!("/v1/tenants?isolation_model={POOL}")).await.expect_status(200).json();
    let there = listed["items"].as_array().expect("a list");
    assert!(there.iter().any(|tenant| tenant["tenant_id"] == company.id.as_str()), "{listed}");
    assert_eq!(company.owner.all("/v1/orders").await.len(), 3);
}

//! A sample shop for a company that just signed up.

use serde_json::json;

use crate::{Company, Installation, Placement};

pub async fn a_sample_shop_is_added_and_removed<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Newcomer", placement).await;
    let neighbour = Company::found(&server, "Neighbour", placement).await;
    let staff = company.person("staff").await;
    assert_eq!(staff.post("/v1/sample-data", &json!({})).await.expect_status(403).code(), "role_too_low");
    let nothing = company.owner.get("/v1/sample-data").await.expect_status(200).json();
    let empty = json!({"present": false, "complete": false, "products": 0, "orders": 0, "added_at": null});
    assert_eq!(nothing, empty);

    let added = company.owner.post("/v1/sample-data", &json!({})).await.expect_status(200);
    assert_eq!(added.json()["orders"], 40);
    let again = company.owner.post("/v1/sample-data", &json!({})).await.expect_status(200);
    assert_eq!(again.json(), added.json());
    let orders = staff.all("/v1/orders").await;
    assert!(orders.len() == 40 && orders.iter().all(|order| order["sample"] == true));
    assert_eq!(staff.all("/v1/products").await.len(), 12);
    let live = orders.iter().filter(|order| order["status"] != "cancelled").count();
    company.insights(live as i64).await;
    assert!(neighbour.owner.all("/v1/orders").await.is_empty());
    assert_eq!(neighbour.owner.get("/v1/sample-data").await.expect_status(200).json(), empty);
    neighbour.owner.send(neighbour.owner.request(reqwest::Method::DELETE, "/v1/sample-data")).await.expect_status(200);

    let removed = company.owner.send(company.owner.request(reqwest::Method::DELETE, "/v1/sample-data")).await;
    let counts = json!({"orders_removed": 40, "products_removed": 12, "products_kept": 0});
    assert_eq!(removed.expect_status(200).json(), counts);
    assert_eq!(company.owner.get("/v1/sample-data").await.expect_status(200).json(), nothing);
    let figures = company.insights(0).await;
    assert_eq!((&figures["revenue"], &figures["open_orders"]), (&json!("0.00"), &json!(0)));
    assert!(staff.all("/v1/orders").await.is_empty() && staff.all("/v1/products").await.is_empty());
    assert!(staff.all("/v1/products?archived=true").await.is_empty());
}

//! One box that finds what people look for.

use serde_json::json;

use crate::{Company, Installation, Placement};

pub async fn what_is_typed_is_found<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Finder", placement).await;
    let other = Company::found(&server, "Keeper", placement).await;
    let body = json!({"name": "Walnut board", "price": "64.50", "inventory": 25, "sku": "BRD-40"});
    let product = company.owner.post("/v1/products", &body).await.expect_status(201).text("product_id");
    let order = company.order("one", &product, 2).await.expect_status(201);
    other.product("Walnut bowl", "1.00", 5).await;
    let viewer = company.person("viewer").await;

    let found = viewer.get("/v1/search?q=walnut").await.expect_status(200).json();
    assert_eq!(
        found,
        json!({"items": [{"kind": "product", "id": product, "title": "Walnut board",
            "subtitle": "BRD-40 · 64.50 EUR · 23 in stock", "matched": "name"}]})
    );
    let number = order.text("number");
    let by_number = json!({"items": [{"kind": "order", "id": order.text("order_id"), "title": number,
        "subtitle": "customer@example.com · pending · 129.00 EUR", "matched": "number"}]});
    assert_eq!(viewer.get(&format!("/v1/search?q={number}")).await.expect_status(200).json(), by_number);
    let by_customer = viewer.get("/v1/search?q=CUSTOMER%40&limit=1").await.expect_status(200).json();
    assert_eq!(by_customer["items"][0]["matched"], "customer_email");
    assert_eq!(
        other.owner.get(&format!("/v1/search?q={number}")).await.expect_status(200).json(),
        json!({"items": []})
    );

    for (query, status) in [("", 422), ("?q=", 422), ("?q=%20", 422), ("?q=a&limit=21", 422), ("?q=a&page=2", 400)] {
        viewer.get(&format!("/v1/search{query}")).await.expect_status(status);
    }
}

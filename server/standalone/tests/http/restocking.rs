//! What a cancelled order sends back is never too much for the product that it goes back to.

use serde_json::json;

use crate::support::{Company, Installation, Placement, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stock_above_what_can_be_typed_in_is_saved_as_it_is() {
    let server = Server::start();
    let company = Company::found(&server, "Full", Placement::Pool).await;
    let owner = &company.owner;
    let lamp = company.product("Lamp", "1.00", 1_000_000_000).await.text("product_id");
    let path = format!("/v1/products/{lamp}");
    let order = company.order("one", &lamp, 5).await.expect_status(201);
    let seen = owner.get(&path).await;
    owner.patch(&path, seen.tag(), &json!({"inventory": 1_000_000_000})).await.expect_status(200);
    let cancel = format!("/v1/orders/{}", order.text("order_id"));
    owner.patch(&cancel, order.tag(), &json!({"status": "cancelled"})).await.expect_status(200);
    let full = owner.get(&path).await.expect_status(200);
    assert_eq!(full.json()["inventory"], 1_000_000_005);

    let mut same = full.json();
    same["price"] = json!("2.00");
    let saved = owner.put(&path, full.tag(), &same).await.expect_status(200);
    assert_eq!((saved.json()["inventory"].clone(), saved.text("price")), (json!(1_000_000_005), "2.00".to_owned()));
    let less = owner.patch(&path, saved.tag(), &json!({"inventory": 1_000_000_001})).await.expect_status(200);
    let refused = owner.patch(&path, less.tag(), &json!({"inventory": 1_000_000_002})).await.expect_status(422);
    assert_eq!(refused.json()["errors"][0]["pointer"], "/inventory");
}

//! Saved views, as the web app keeps them.

use serde_json::json;

use crate::{Company, Installation, Placement};

pub async fn a_view_is_saved_shared_changed_and_removed<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Viewpoint", placement).await;
    let viewer = company.person("viewer").await;
    let body = json!({"list": "products", "name": "Running low", "query": "stock=low&category=K%C3%BCche"});
    let saved = company.owner.post_once("/v1/views", "one", &body).await.expect_status(201);
    let again = company.owner.post_once("/v1/views", "one", &body).await.expect_status(201);
    assert_eq!((saved.json(), again.header("idempotent-replayed")), (again.json(), "true"));
    let path = saved.header("location").to_owned();
    assert_eq!(company.owner.get(&path).await.expect_status(200).json(), saved.json());
    assert_eq!(viewer.get(&path).await.expect_status(404).code(), "not_found");
    assert_eq!(viewer.get("/v1/views").await.expect_status(200).json(), json!({"items": []}));

    let shared = company.owner.patch(&path, saved.tag(), &json!({"shared": true})).await.expect_status(200);
    assert_eq!(viewer.get("/v1/views?list=products").await.expect_status(200).json()["items"], json!([shared.json()]));
    assert_eq!(viewer.get("/v1/views?list=orders").await.expect_status(200).json(), json!({"items": []}));
    assert_eq!(viewer.delete(&path, "*").await.expect_status(403).code(), "role_too_low");
    let stale = company.owner.put(&path, saved.tag(), &json!({"name": "Low", "query": ""})).await.expect_status(412);
    assert_eq!(stale.text("current"), shared.tag());
    assert_eq!(company.owner.send(company.owner.request(reqwest::Method::DELETE, &path)).await.status, 428);
    let whole = company.owner.put(&path, shared.tag(), &json!({"name": "Low", "query": ""})).await.expect_status(200);
    assert_eq!((whole.text("query"), whole.json()["shared"].clone()), (String::new(), json!(false)));

    for (body, code) in [
        (json!({"list": "products", "name": "x", "query": "limit=5"}), "not_a_filter"),
        (json!({"list": "orders", "name": "x", "query": "stock=low"}), "not_a_filter"),
        (json!({"list": "orders", "name": " ", "query": ""}), "required"),
        (json!({"list": "members", "name": "x", "query": ""}), "unknown_value"),
    ] {
        let refused = company.owner.post("/v1/views", &body).await.expect_status(422);
        assert_eq!(refused.json()["errors"][0]["code"], code, "{}", refused.raw);
    }
    let taken = json!({"list": "products", "name": "LOW", "query": ""});
    assert_eq!(company.owner.post("/v1/views", &taken).await.expect_status(409).code(), "view_name_taken");
    company.owner.delete(&path, whole.tag()).await.expect_status(204);
    company.owner.get(&path).await.expect_status(404);
}

//! What a plan allows, exactly.

use reqwest::Method;
use serde_json::json;

use crate::{Company, Installation, Placement};

pub async fn the_hundred_and_first_product_is_refused<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Many Products", placement).await;
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..110 {
        let owner = company.owner.clone();
        tries.spawn(async move {
            owner.post("/v1/products", &json!({"name": format!("Thing {n}"), "price": "1.00", "inventory": 1})).await
        });
    }
    let answers = tries.join_all().await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 403).collect();
    assert_eq!((answers.iter().filter(|answer| answer.status == 201).count(), refused.len()), (100, 10));
    let problem = refused[0].json();
    assert_eq!((&problem["code"], &problem["limit"]), (&json!("limit_reached"), &json!("max_products")));
    assert_eq!((&problem["max"], &problem["used"]), (&json!(100), &json!(100)));
    // Archiving one makes room for one.
    let product = answers.iter().find(|answer| answer.status == 201).expect("one was made");
    company.owner.delete(product.header("location"), product.tag()).await.expect_status(200);
    company.product("In its place", "1.00", 1).await;
    company
        .owner
        .post("/v1/products", &json!({"name": "One more", "price": "1", "inventory": 0}))
        .await
        .expect_status(403);
}

pub async fn a_tier_change_applies_at_once_and_moves_no_data<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Growing", Placement::Pool).await;
    let operator = server.operator().await;
    let path = format!("/v1/tenants/{}", company.id);
    let denied = company.owner.post(&format!("{path}/tier"), &json!({"tier": "enterprise", "reason": "me"})).await;
    assert_eq!(denied.expect_status(404).code(), "not_found");
    operator.post(&format!("{path}/tier"), &json!({"tier": "premium", "reason": "they pay"})).await.expect_status(200);
    I::settled().await;
    let tenant = company.owner.get(&path).await.expect_status(200).json();
    assert_eq!((&tenant["tier"], &tenant["isolation_model"]), (&json!("premium"), &json!("pool")));
    assert_eq!(tenant["limits"]["max_products"], 10_000);
    let answer = company.owner.get("/v1/products").await;
    assert_eq!(answer.header("ratelimit-policy"), r#""tenant";q=400;w=2"#);
    // Nobody raises their own tier.
    let request = company.owner.request(Method::PATCH, &path).header("if-match", answer_tag(&company).await);
    company.owner.send(request.json(&json!({"tier": "enterprise"}))).await.expect_status(422);
}

async fn answer_tag(company: &Company) -> String {
    company.owner.get(&format!("/v1/tenants/{}", company.id)).await.tag().to_owned()
}

//! The operations on tenants, as the operator and the tenant see them.

use serde_json::json;

use crate::{Client, Company, Installation, Placement};

pub async fn a_silo_is_made_while_people_look_on<I: Installation>() {
    let server = I::start();
    let silo = Company::found(&server, "Own House", Placement::Silo).await;
    let operator = server.operator().await;
    let operations = format!("/v1/tenants/{}/operations", silo.id);
    let done = operator
        .wait_for(async || {
            let list = operator.get(&operations).await.expect_status(200).json();
            Some(list["items"][0].clone()).filter(|newest| newest["status"] == "done")
        })
        .await;
    assert_eq!((&done["kind"], &done["target"], &done["tries"]), (&json!("provision"), &json!("silo"), &json!(1)));
    assert_eq!((&done["steps"][0]["name"], &done["steps"][0]["status"]), (&json!("create_place"), &json!("done")));
    let seen = silo.owner.get(&operations).await.expect_status(200).json();
    assert_eq!(seen["items"][0], done, "its own people see the same");
    let one = format!("{operations}/{}", done["id"].as_str().expect("an id"));
    assert_eq!(silo.owner.get(&one).await.expect_status(200).json(), done);
    let again = operator.post(&format!("{one}/retry"), &json!({})).await.expect_status(409);
    assert_eq!(again.code(), "operation_not_failed");
    let hidden = silo.owner.post(&format!("{one}/retry"), &json!({})).await;
    assert_eq!(hidden.status, 404, "{}", hidden.raw);
}

pub async fn a_company_moves_while_it_sells<I: Installation>() {
    let server = I::start();
    let company = Company::register(&server, "On The Move").await;
    let product = company.product("Lamp", "2.50", 1_000).await.text("product_id");
    company.order("before", &product, 1).await.expect_status(201);
    let operator = server.operator().await;
    let path = format!("/v1/tenants/{}", company.id);
    let there = json!({"placement": "pool", "reason": "why not"});
    assert_eq!(operator.post(&format!("{path}/move"), &there).await.expect_status(409).code(), "already_there");
    let to_silo = json!({"placement": "silo", "reason": "a contract"});
    let hidden = company.owner.post(&format!("{path}/move"), &to_silo).await;
    assert_eq!(hidden.status, 404, "{}", hidden.raw);
    only_what_is_offered(&operator, &path).await;

    let begun = operator.post(&format!("{path}/move"), &to_silo).await.expect_status(202);
    let at = begun.header("location").to_owned();
    let mut sold = 1;
    let done = operator
        .wait_for(async || {
            company.order(&format!("during-{sold}"), &product, 1).await.expect_status(201);
            sold += 1;
            let operation = operator.get(&at).await.expect_status(200).json();
            assert_ne!(operation["status"], "failed", "{operation}");
            (operation["status"] == "done").then_some(operation)
        })
        .await;
    let steps: Vec<_> = done["steps"].as_array().expect("steps").iter().map(|step| step["name"].clone()).collect();
    assert_eq!(steps, ["create_place", "copy", "switch", "clean_up"]);
    assert_eq!(operator.get(&path).await.json()["isolation_model"], "silo");
    assert_eq!(company.owner.all("/v1/orders").await.len(), sold);
    company.insights(sold as i64).await;
    company.order("after", &product, 1).await.expect_status(201);
    company.order("before", &product, 1).await.expect_status(201);
    assert_eq!(company.owner.all("/v1/orders").await.len(), sold + 1, "a key keeps its order");
    let lamp = company.owner.get(&format!("/v1/products/{product}")).await.expect_status(200).json();
    assert_eq!(lamp["inventory"], 1_000 - sold - 1);
}

/// A provisioned pool is there only where it was deployed, and operators see that before they ask for it.
async fn only_what_is_offered(operator: &Client, path: &str) {
    let offered = operator.get("/v1/auth/me").await.expect_status(200).json()["placements"].clone();
    let offered = offered.as_array().expect("a list");
    assert!(offered.contains(&json!("pool")) && offered.contains(&json!("silo")), "{offered:?}");
    if offered.contains(&json!("provisioned_pool")) {
        return;
    }
    let to_provisioned = json!({"placement": "provisioned_pool", "reason": "a contract"});
    let answer = operator.post(&format!("{path}/move"), &to_provisioned).await.expect_status(422).json();
    let error = &answer["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("/placement"), &json!("no_provisioned_pool")), "{answer}");
}

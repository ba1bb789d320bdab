//! The end of a company as its people, the operator and the others see it, in
//! both deployment targets alike. What is left within one of them is shown by its own tests.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{Client, Company, Installation, PASSWORD, Placement, mails};

pub async fn delete(operator: &Client, id: &str) {
    operator.delete(&format!("/v1/tenants/{id}"), "*").await.expect_status(200);
}

/// Until the operation has ended; it must have gone well.
pub async fn erase(operator: &Client, id: &str, name: &str) {
    let body = json!({"company_name": name, "reason": "The owner asked for it."});
    let begun = operator.post(&format!("/v1/tenants/{id}/erase"), &body).await.expect_status(202);
    let path = begun.header("location").to_owned();
    let ended = operator
        .wait_for(async || {
            let now = operator.get(&path).await.expect_status(200).json();
            (now["status"] != "running").then_some(now)
        })
        .await;
    assert_eq!(ended["status"], "done", "{ended}");
}

async fn found(server: &impl Installation, name: &str, placement: Placement) -> Company {
    let company = Company::found(server, name, placement).await;
    company.person("staff").await;
    let product = company.product(&format!("Thing of {name}"), "1.00", 9).await.text("product_id");
    company.order("one", &product, 2).await.expect_status(201);
    company
}

/// The lists of a company that change only by its members' requests.
async fn everything(company: &Company) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for list in ["/v1/products", "/v1/orders", "/v1/members", "/v1/audit"] {
        all.push(company.owner.all(list).await);
    }
    all
}

pub async fn a_company_ends_and_nobody_else_notices<I: Installation>(placement: Placement) {
    let server = I::start();
    let operator = server.operator().await;
    let (stays, gone) = (found(&server, "Sparrow", placement).await, found(&server, "Pelican", placement).await);
    let (before, path) = (everything(&stays).await, format!("/v1/tenants/{}", gone.id));

    let body = json!({"company_name": "Pelican", "reason": "too early"});
    let erasing = format!("{path}/erase");
    assert_eq!(operator.post(&erasing, &body).await.expect_status(409).code(), "tenant_not_deleted");
    gone.owner.post(&erasing, &body).await.expect_status(404);
    delete(&operator, &gone.id).await;
    let other = json!({"company_name": "Pelikan", "reason": "a slip"});
    let refused = operator.post(&erasing, &other).await.expect_status(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/company_name");
    erase(&operator, &gone.id, "Pelican").await;

    let tomb = operator.get(&path).await.expect_status(200).json();
    let names = (&tomb["status"], &tomb["company_name"], &tomb["admin_email"]);
    assert_eq!(names, (&json!("erased"), &json!(""), &json!("")));
    let late = json!({"reason": "changed our minds"});
    for way in ["reactivate", "exports"] {
        let refused = operator.post(&format!("{path}/{way}"), &late).await.expect_status(409);
        assert_eq!(refused.code(), "wrong_tenant_status", "{way}");
    }
    let journal = operator.all(&format!("{path}/journal")).await;
    let actions: Vec<&str> = journal.iter().map(|entry| entry["action"].as_str().expect("an action")).collect();
    assert_eq!(actions, ["operation.done", "operation.started"], "who had it erased stays");

    I::settled().await;
    gone.owner.get("/v1/products").await.expect_status(401);
    let owner = json!({"email": gone.address("owner"), "password": PASSWORD});
    server.client().post("/v1/auth/signin", &owner).await.expect_status(401);
    assert_eq!(everything(&stays).await, before, "the other is as it was");
    begin_anew(&server, &gone.address("owner")).await;
}

/// The address is free for a new company. What was mailed before may still be in the mailbox.
async fn begin_anew(server: &impl Installation, email: &str) {
    let client = server.client();
    let before = codes(&client, email).await;
    let body = json!({"company_name": "Pelican", "email": email, "name": "Olga Owner", "password": PASSWORD,
        "currency": "EUR", "time_zone": "Europe/Berlin"});
    client.post("/v1/tenants", &body).await.expect_status(202);
    let code = client.wait_for(async || codes(&client, email).await.difference(&before).next().cloned()).await;
    client.post("/v1/auth/confirm", &json!({"code": code})).await.expect_status(200);
}

async fn codes(client: &Client, to: &str) -> BTreeSet<String> {
    let mails = mails(client, to, 0).await;
    let texts = mails.iter().filter_map(|mail| mail["text"].as_str()?.split_once("?code="));
    texts.filter_map(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned).collect()
}

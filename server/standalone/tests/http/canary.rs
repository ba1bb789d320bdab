//! Nothing leaks sideways: each tenant's data bears a word of its own, and no
//! answer, mail, log line or metric of another may hold it.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use crate::support::{Client, Company, Installation, Server, mails};

/// Rounds of mixed requests per tenant; each is about twenty requests.
fn rounds() -> usize {
    std::env::var("CANARY_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(8)
}

struct Tenant {
    canary: String,
    company: Company,
    customer: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_mail_log_or_metric_holds_a_foreign_canary() {
    let server = Server::start();
    let mut tenants = Vec::new();
    for (canary, model) in [("pelican", "pool"), ("sparrow", "pool"), ("buzzard", "silo"), ("ostrich", "silo")] {
        let company = Company::invited(&server, &format!("House {canary}"), "enterprise", model).await;
        let customer = format!("{canary}@customers.example");
        tenants.push(Arc::new(Tenant { canary: canary.to_owned(), company, customer }));
    }
    let canaries: Vec<String> = tenants.iter().map(|tenant| tenant.canary.clone()).collect();
    let mut work = tokio::task::JoinSet::new();
    for tenant in &tenants {
        let (tenant, canaries) = (tenant.clone(), canaries.clone());
        work.spawn(async move { mixed_requests(&tenant, &canaries).await });
    }
    let requests: usize = work.join_all().await.iter().sum();

    for tenant in &tenants {
        for mail in mails(&server.client(), &tenant.customer, rounds()).await {
            assert_no_foreign(&mail.to_string(), &tenant.canary, &canaries, "a mail");
        }
    }
    let metrics = reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text");
    let (_, log) = server.stop();
    for canary in &canaries {
        assert!(!metrics.contains(canary), "a metric holds {canary}");
        assert!(!log.contains(canary), "the log holds {canary}");
    }
    println!("{requests} mixed requests of {} tenants: no foreign canary anywhere", tenants.len());
}

#[track_caller]
fn assert_no_foreign(text: &str, own: &str, canaries: &[String], what: &str) {
    for foreign in canaries.iter().filter(|canary| *canary != own) {
        assert!(!text.contains(foreign.as_str()), "{what} of {own} holds {foreign}: {text}");
    }
}

async fn mixed_requests(tenant: &Tenant, canaries: &[String]) -> usize {
    let (owner, canary) = (&tenant.company.owner, &tenant.canary);
    let mut requests = 0;
    for round in 0..rounds() {
        let body = json!({"name": format!("{canary} {round}"), "description": canary, "category": canary,
            "sku": format!("{canary}-{round}"), "price": "1.50", "inventory": 100});
        let product = owner.post("/v1/products", &body).await.expect_status(201);
        let order = json!({"customer_email": tenant.customer, "note": canary, "external_ref": format!("{canary}-{round}"),
            "items": [{"product_id": product.text("product_id"), "quantity": 2}],
            "shipping_address": {"street": canary, "city": canary, "zip": "1"}});
        let placed = owner.post_once("/v1/orders", &format!("{round}"), &order).await.expect_status(201);
        let path = placed.header("location").to_owned();
        let moved = owner.patch(&path, placed.tag(), &json!({"status": "confirmed", "note": canary})).await;
        let renamed =
            owner.patch(product.header("location"), "*", &json!({"name": format!("{canary} again {round}")})).await;
        for answer in [product, placed, moved, renamed] {
            assert_no_foreign(&answer.raw, canary, canaries, "an answer");
            requests += 1;
        }
        requests += reads(owner, canary, canaries, &path).await;
    }
    requests
}

/// Also with the words of others: what is asked for by name is not found.
async fn reads(owner: &Client, canary: &str, canaries: &[String], order: &str) -> usize {
    let mut paths: BTreeMap<String, bool> = [
        "/v1/products",
        "/v1/orders",
        "/v1/insights",
        "/v1/audit",
        "/v1/members",
        "/v1/invitations",
        "/v1/auth/me",
        "/v1/products?archived=true",
        order,
    ]
    .into_iter()
    .map(|path| (path.to_owned(), true))
    .collect();
    for foreign in canaries.iter().filter(|other| *other != canary) {
        for filter in
            ["products?name", "products?sku", "products?category", "orders?external_ref", "orders?customer_email"]
        {
            let value =
                if filter.ends_with("email") { format!("{foreign}@customers.example") } else { foreign.clone() };
            paths.insert(format!("/v1/{filter}={value}"), false);
        }
    }
    for (path, holds_own) in &paths {
        let answer = owner.get(path).await.expect_status(200);
        assert_no_foreign(&answer.raw, canary, canaries, path);
        if !holds_own {
            assert_eq!(answer.json()["items"], json!([]), "{path}");
        }
    }
    paths.len()
}

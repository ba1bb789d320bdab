//! What a tenant used, and the warning before a limit.

use serde_json::{Value, json};

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server, address, mails, wait_for},
};

/// The figures, once so many requests are in them.
async fn usage(company: &Company, requests: u64) -> Value {
    wait_for(async || {
        let usage = company.owner.get("/v1/usage").await.expect_status(200).json();
        (usage["total"]["requests"].as_u64() >= Some(requests)).then_some(usage)
    })
    .await
}

in_pool_and_silo!(usage_counts_every_request_across_a_stop);
async fn usage_counts_every_request_across_a_stop(placement: Placement) {
    let mut server = Server::start();
    let mut company = Company::found(&server, "Counted", placement).await;
    // Whatever founding the company took is written before the count begins.
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    let begun = usage(&company, 0).await["total"]["requests"].as_u64().expect("a number");
    let product = company.product("Lamp", "1.00", 100).await.text("product_id");
    for n in 0..10 {
        company.order(&format!("order-{n}"), &product, 1).await.expect_status(201);
    }
    for _ in 0..9 {
        company.owner.get("/v1/products/0190ffff-ffff-7fff-bfff-ffffffffffff").await.expect_status(404);
    }
    // One for the usage read above, and 20 since: all are there after a stop at once.
    server.stop_and_start_again();
    company.moved_to(&server);
    let figures = usage(&company, begun + 21).await;
    let total = &figures["total"];
    assert_eq!(total["requests"], json!(begun + 21), "{figures}");
    assert_eq!((&total["client_errors"], &total["errors"]), (&json!(9), &json!(0)), "{figures}");
    assert_eq!((&total["orders"], &total["mails"].as_u64().is_some_and(|mails| mails >= 10)), (&json!(10), &true));
    let today = figures["days"].as_array().and_then(|days| days.last()).expect("today");
    assert_eq!((&today["products"], &today["users"]), (&json!(1), &json!(1)));
    assert!(today["bytes_stored"].is_u64(), "{today}");
    assert!(today["writes"].as_u64() > Some(10) && today["reads"].as_u64() > Some(10), "{today}");
    assert_eq!(figures["limits"][1], json!({"limit": "max_orders", "used": 10, "max": 1000, "percent": 1}));

    // The server that was started measures anew when it writes figures down.
    wait_for(async || {
        let usage = company.owner.get("/v1/usage").await.expect_status(200).json();
        usage["days"].as_array()?.last()?["bytes_stored"].as_u64().filter(|bytes| *bytes > 1_000)
    })
    .await;

    let operator = server.operator().await;
    let seen = operator.get(&format!("/v1/tenants/{}/usage", company.id)).await.expect_status(200).json();
    assert_eq!(seen["total"]["orders"], json!(10));
    assert!(seen["estimated_cost_usd"].is_string() && figures["estimated_cost_usd"].is_null(), "{seen}");
    let staff = company.person("staff").await;
    assert_eq!(staff.get("/v1/usage").await.expect_status(403).code(), "role_too_low");
    company.owner.get(&format!("/v1/tenants/{}/usage", company.id)).await.expect_status(404);
    company.owner.get("/v1/usage?from=2026-01-01&to=2027-01-02").await.expect_status(422);
}

in_pool_and_silo!(whoever_comes_near_a_limit_is_told_once);
async fn whoever_comes_near_a_limit_is_told_once(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Near", placement).await;
    let operator = server.operator().await;
    let path = format!("/v1/tenants/{}", company.id);
    let limits = json!({"max_products": 4, "reason": "a small one"});
    operator.put(&format!("{path}/limits"), "*", &limits).await.expect_status(200);
    let settings = json!({"settings": {"notification_addresses": ["second@near.example"]}});
    company.owner.patch(&path, "*", &settings).await.expect_status(200);
    for n in 0..4 {
        company.product(&format!("Lamp {n}"), "1.00", 1).await;
    }
    for to in [address("owner", "Near"), "second@near.example".to_owned()] {
        let subjects = wait_for(async || {
            let mails = mails(&company.owner, &to, 1).await;
            let all = mails.iter().filter_map(|mail| mail["subject"].as_str()).map(str::to_owned);
            let subjects: Vec<String> = all.filter(|subject| subject.contains(" uses ")).collect();
            (!subjects.is_empty()).then_some(subjects)
        })
        .await;
        assert_eq!(subjects, ["Near uses 100% of its products"], "{to}");
    }
}

//! A 2xx survives a crash.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server, order_of, wait_for},
};

in_pool_and_silo!(what_was_acknowledged_is_there_after_kill_9);
async fn what_was_acknowledged_is_there_after_kill_9(placement: Placement) {
    const ROUNDS: usize = 3;
    const STOCK: u64 = 1_000_000;
    let mut server = Server::start();
    let model = if placement == Placement::Pool { "pool" } else { "silo" };
    let company = Company::invited(&server, "Crash", "enterprise", model).await;
    let lamp = company.product("Lamp", "0.03", STOCK).await.text("product_id");
    let token = company.owner.token().to_owned();
    let acknowledged = Arc::new(std::sync::Mutex::new(BTreeMap::<String, String>::new()));
    for round in 0..ROUNDS {
        let client = server.client().with_token(&token);
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8 {
            let (client, body, acknowledged) = (client.clone(), order_of(&lamp, 1), acknowledged.clone());
            writers.spawn(async move {
                for n in 0..10_000 {
                    let key = format!("{round}-{writer}-{n}");
                    let request = client.request(reqwest::Method::POST, "/v1/orders").header("idempotency-key", &key);
                    let Ok(answer) = client.try_send(request.json(&body)).await else { return };
                    acknowledged.lock().expect("sound").insert(key, answer.expect_status(201).text("order_id"));
                }
            });
        }
        let before = acknowledged.lock().expect("sound").len();
        let enough = before + 40 + round * 23;
        wait_for(async || (acknowledged.lock().expect("sound").len() >= enough).then_some(())).await;
        server.kill();
        writers.join_all().await;
        server.start_again();
    }
    let acknowledged = Arc::try_unwrap(acknowledged).expect("all writers ended").into_inner().expect("sound");
    let client = server.client().with_token(&token);
    let orders = client.all("/v1/orders").await;
    let ids: std::collections::BTreeSet<&str> =
        orders.iter().map(|order| order["order_id"].as_str().expect("an id")).collect();
    let lost: Vec<_> = acknowledged.values().filter(|id| !ids.contains(id.as_str())).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let left = client.get(&format!("/v1/products/{lamp}")).await.json()["inventory"].as_u64().expect("a stock");
    assert_eq!(STOCK - left, orders.len() as u64, "stock and orders agree");
    // Events of before the crash are still delivered, each counted once.
    let figures = wait_for(async || {
        let figures = client.get("/v1/insights").await.expect_status(200).json();
        (figures["orders"] == orders.len()).then_some(figures)
    })
    .await;
    let cents = 3 * orders.len();
    assert_eq!(figures["revenue"], format!("{}.{:02}", cents / 100, cents % 100));
    println!("{ROUNDS} kills: {} acknowledged, {} kept, none lost", acknowledged.len(), orders.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_gracefully_and_says_so() {
    let server = Server::start();
    let company = Company::found(&server, "Graceful", Placement::Pool).await;
    let lamp = company.product("Lamp", "1.00", 10).await.text("product_id");
    company.order("last", &lamp, 1).await.expect_status(201);
    let (status, log) = tokio::time::timeout(Duration::from_secs(20), async { server.stop() }).await.expect("in time");
    assert!(status.success(), "{log}");
    assert!(log.lines().last().is_some_and(|line| line.contains("stopped")), "{log}");
}

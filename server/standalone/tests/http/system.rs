//! The operators' page about the installation itself.

use serde_json::{Value, json};

use crate::support::{Company, Installation, Server, wait_for};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_see_how_the_installation_is() {
    let server = Server::start();
    let company = Company::register(&server, "Observed").await;
    for _ in 0..20 {
        company.owner.get("/v1/products").await.expect_status(200);
    }
    company.owner.get("/v1/products/none").await.expect_status(404);
    company.owner.get("/v1/system").await.expect_status(404);
    let operator = server.operator().await;
    let seen = wait_for(async || {
        let seen = operator.get("/v1/system").await.expect_status(200).json();
        // Mails and figures are delivered in moments.
        seen["events"]["oldest_waiting_at"].is_null().then_some(seen)
    })
    .await;

    assert_eq!((&seen["home"], &seen["version"]), (&json!("standalone"), &json!(env!("CARGO_PKG_VERSION"))));
    assert!(seen["started_at"].is_string(), "{seen}");
    let parts: Vec<(&str, &str)> = seen["health"]
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| (part["name"].as_str().expect("a name"), part["status"].as_str().expect("a status")))
        .collect();
    for name in ["control_store", "pool_store", "events", "mail", "alarms"] {
        assert!(parts.contains(&(name, "ok")), "{name} in {parts:?}");
    }
    assert!(parts.iter().any(|(name, _)| *name == "disk"), "{parts:?}");

    let minutes = seen["traffic"].as_array().expect("minutes");
    assert_eq!(minutes.len(), 60);
    let sum = |field: &str| minutes.iter().map(|minute| minute[field].as_u64().expect("a count")).sum::<u64>();
    assert!(sum("requests") >= 24, "{}", sum("requests"));
    assert!(sum("client_errors") >= 2, "the missing product and the page that members do not have");
    assert_eq!((sum("server_errors"), sum("throttled")), (0, 0));
    let busy: Vec<&Value> = minutes.iter().filter(|minute| minute["requests"] != 0).collect();
    assert!(busy.iter().all(|minute| minute["p50_ms"].as_f64() <= minute["p99_ms"].as_f64()), "{busy:?}");

    let routes = seen["routes"].as_array().expect("routes");
    let listed = routes.iter().find(|route| route["route"] == "GET /v1/products").expect("the list");
    assert_eq!((&listed["requests"], &listed["errors"]), (&json!(20), &json!(0)));
    assert_eq!(seen["events"]["dead_letters"], 0);
    assert!(seen["storage"]["bytes"].as_u64() > Some(100_000), "{}", seen["storage"]);
}

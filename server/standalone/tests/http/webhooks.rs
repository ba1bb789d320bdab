//! Webhooks of the one process: its lanes, its log, its restart, and what it refuses.

use serde_json::json;
use tenantry_http_suite::hooks::{ENDPOINTS, Received, Receiver, delivery, endpoint, received};

use crate::support::{Company, Installation, Placement, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_has_what_is_sent_to_the_byte() {
    let server = Server::with_receivers_here();
    let company = Company::found(&server, "Fed", Placement::Pool).await;
    let receiver = Receiver::answering(200).await;
    endpoint(&company.owner, &receiver.url, &["product.*"]).await;
    company.product("Lamp", "1.00", 9).await;
    let got = received(&company.owner, &receiver, 1).await;
    let feed = format!("/v1/events/{}", got[0].header("webhook-id"));
    assert_eq!(company.owner.get(&feed).await.expect_status(200).raw, got[0].body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_hangs_delays_no_other_and_gets_what_was_under_way_again() {
    let mut server = Server::with_receivers_here();
    let mut company = Company::found(&server, "Slow", Placement::Pool).await;
    let (hanging, quick) = (Receiver::hanging().await, Receiver::answering(200).await);
    let slow = endpoint(&company.owner, &hanging.url, &[]).await;
    endpoint(&company.owner, &quick.url, &[]).await;
    for n in 0..12 {
        company.product(&format!("Lamp {n}"), "1.00", 9).await;
    }
    received(&company.owner, &quick, 12).await;
    let before = received(&company.owner, &hanging, 4).await;
    assert_eq!(before.len(), 4, "an endpoint has four lanes");
    server.kill();
    hanging.answer(200);
    server.start_again();
    company.moved_to(&server);
    let all = received(&company.owner, &hanging, 16).await;
    let (first, second): (Vec<_>, Vec<_>) = (before.iter().map(id_of).collect(), all[4..].iter().map(id_of).collect());
    assert!(first.iter().all(|id| second.contains(id)), "what was under way comes once more");
    delivery(&company.owner, &slow, "delivered").await;
}

fn id_of(request: &Received) -> String {
    request.header("webhook-id").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_secret_signs_for_its_overlap_and_no_secret_is_shown_again() {
    let server = Server::with_receivers_here();
    let company = Company::found(&server, "Rotating", Placement::Pool).await;
    let (owner, receiver) = (&company.owner, Receiver::answering(200).await);
    let hook = endpoint(owner, &receiver.url, &["order.*"]).await;
    let rotate = format!("{}/rotate-secret", hook.path);
    let rotated = owner.post(&rotate, &json!({"overlap_hours": 1})).await.expect_status(200);
    let second = rotated.text("secret");
    assert!(rotated.json()["webhook_endpoint"]["previous_secret_ends_at"].is_string());
    owner.post(&format!("{}/test", hook.path), &json!({})).await.expect_status(202);
    let got = received(owner, &receiver, 1).await;
    assert!(got[0].is_signed_by(&hook.secret) && got[0].is_signed_by(&second));
    let third = owner.post(&rotate, &json!({"overlap_hours": 0})).await.expect_status(200).text("secret");
    owner.post(&format!("{}/test", hook.path), &json!({})).await.expect_status(202);
    let got = received(owner, &receiver, 2).await;
    assert!(got[1].is_signed_by(&third) && !got[1].is_signed_by(&second));
    owner.post(&rotate, &json!({"overlap_hours": 169})).await.expect_status(422);
    // Neither lists, exports, the audit log nor the log of the server hold one.
    let exports = format!("/v1/tenants/{}/exports", company.id);
    let export = owner.post(&exports, &json!({})).await.expect_status(201).text("id");
    let mut text = server.log();
    for path in [ENDPOINTS, &hook.path, "/v1/audit", &format!("{exports}/{export}")] {
        text.push_str(&owner.get(path).await.expect_status(200).raw);
    }
    for secret in [&hook.secret, &second, &third] {
        assert!(!text.contains(secret.trim_start_matches("whsec_")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endpoints_are_admins_and_their_mistakes_are_named() {
    // As it is by default: public addresses only.
    let server = Server::start();
    let company = Company::found(&server, "Checked", Placement::Pool).await;
    let owner = &company.owner;
    for (body, pointers) in [
        (json!({}), vec!["/url"]),
        (json!({"url": "http://example.com/"}), vec!["/url"]),
        (json!({"url": "https://127.0.0.1/"}), vec!["/url"]),
        (json!({"url": "https://localhost/", "event_types": ["order.lost"]}), vec!["/url", "/event_types/0"]),
        (json!({"url": "https://example.com/", "description": "x".repeat(201)}), vec!["/description"]),
        (json!({"url": "https://example.com/", "secret": "whsec_mine"}), vec!["/secret"]),
    ] {
        let wrong = owner.post(ENDPOINTS, &body).await.expect_status(422).json();
        let found: Vec<&str> =
            wrong["errors"].as_array().expect("errors").iter().map(|e| e["pointer"].as_str().expect("text")).collect();
        assert_eq!(found, pointers, "{wrong}");
    }
    let hook = endpoint(owner, "https://example.com/hooks?key=1", &[]).await;
    endpoint(owner, "https://example.com/other", &[]).await;
    let third = owner.post(ENDPOINTS, &json!({"url": "https://example.com/third"})).await.expect_status(403);
    assert_eq!((third.code(), third.text("limit")), ("limit_reached".to_owned(), "max_webhook_endpoints".to_owned()));
    // Changes need the version that was seen.
    let tag = owner.get(&hook.path).await.expect_status(200).tag().to_owned();
    let changed = owner.patch(&hook.path, &tag, &json!({"description": "Mine", "event_types": ["order.placed"]})).await;
    let changed = changed.expect_status(200);
    assert_eq!(
        (changed.text("description"), changed.json()["event_types"].clone()),
        ("Mine".to_owned(), json!(["order.placed"]))
    );
    assert_eq!(owner.patch(&hook.path, "\"1\"", &json!({"enabled": false})).await.expect_status(412).code(), "stale");
    let read_only = owner.patch(&hook.path, changed.tag(), &json!({"failing_since": "2026-01-01T00:00:00Z"})).await;
    assert_eq!(read_only.expect_status(422).json()["errors"][0]["code"], "read_only");
    let off = owner.patch(&hook.path, changed.tag(), &json!({"enabled": false})).await.expect_status(200);
    assert!(off.json()["disabled_at"].is_string() && off.json()["disabled_reason"].is_null(), "{}", off.raw);
    // Only admins, and no program.
    let staff = company.person("staff").await;
    let program = company.program(&["settings:read", "settings:write"]).await;
    for (client, code) in [(&staff, "role_too_low"), (&program, "people_only")] {
        for path in [ENDPOINTS.to_owned(), hook.path.clone(), format!("{}/deliveries", hook.path)] {
            assert_eq!(client.get(&path).await.expect_status(403).code(), code);
        }
        assert_eq!(client.post(&format!("{}/test", hook.path), &json!({})).await.expect_status(403).code(), code);
    }
    owner.delete(&hook.path, "*").await.expect_status(204);
    owner.get(&hook.path).await.expect_status(404);
    owner.get(&format!("{}/deliveries", hook.path)).await.expect_status(404);
}

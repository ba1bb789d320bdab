//! Webhooks from the endpoint that an admin makes to what its receiver gets.

mod receiver;

use serde_json::{Value, json};

use self::receiver::{Received, Receiver};
use crate::{
    in_pool_and_silo,
    support::{Client, Company, Installation, Placement, Server},
};

/// Receivers of these tests are on this machine.
const ANYWHERE: [&str; 2] = ["--webhook-reach", "any"];
const ENDPOINTS: &str = "/v1/webhook-endpoints";

struct Endpoint {
    path: String,
    secret: String,
}

async fn endpoint(admin: &Client, url: &str, types: &[&str]) -> Endpoint {
    let made = admin.post(ENDPOINTS, &json!({"url": url, "event_types": types})).await.expect_status(201);
    let id = made.json()["webhook_endpoint"]["webhook_endpoint_id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header("location"), format!("{ENDPOINTS}/{id}"));
    Endpoint { path: format!("{ENDPOINTS}/{id}"), secret: made.text("secret") }
}

async fn received(client: &Client, receiver: &Receiver, count: usize) -> Vec<Received> {
    client.wait_for(async || Some(receiver.requests()).filter(|requests| requests.len() >= count)).await
}

/// The newest delivery, once it is so.
async fn delivery(admin: &Client, endpoint: &Endpoint, status: &str) -> Value {
    let path = format!("{}/deliveries", endpoint.path);
    admin
        .wait_for(async || {
            let page = admin.get(&path).await.expect_status(200).json();
            Some(page["items"][0].clone()).filter(|newest| newest["status"] == status)
        })
        .await
}

/// What differs from run to run is left out.
fn without(mut value: Value, fields: &[&str]) -> Value {
    for field in fields {
        *value.pointer_mut(field).expect(field) = json!("[..]");
    }
    value
}

in_pool_and_silo!(an_event_is_sent_signed_and_its_delivery_is_shown);
async fn an_event_is_sent_signed_and_its_delivery_is_shown(placement: Placement) {
    let server = Server::with(&ANYWHERE);
    let company = Company::found(&server, "Hooked", placement).await;
    let (owner, receiver) = (&company.owner, Receiver::answering(200).await);
    let body = json!({"url": receiver.url, "description": " Warehouse ", "event_types": ["order.*", "order.*"]});
    let made = owner.post(ENDPOINTS, &body).await.expect_status(201);
    let (tag, secret) = (made.tag().to_owned(), made.text("secret"));
    let made = made.json()["webhook_endpoint"].clone();
    let id = made["webhook_endpoint_id"].as_str().expect("an id").to_owned();
    let hook = Endpoint { path: format!("{ENDPOINTS}/{id}"), secret };
    assert_eq!(
        without(made.clone(), &["/webhook_endpoint_id", "/url", "/created_at", "/updated_at"]),
        json!({
            "webhook_endpoint_id": "[..]", "url": "[..]", "description": "Warehouse", "event_types": ["order.*"],
            "enabled": true, "disabled_reason": null, "disabled_at": null, "failing_since": null,
            "previous_secret_ends_at": null, "version": 1, "created_at": "[..]", "updated_at": "[..]",
        })
    );
    let shown = owner.get(&hook.path).await.expect_status(200);
    assert_eq!((shown.tag(), shown.json()), (tag.as_str(), made.clone()));
    assert_eq!(owner.get(ENDPOINTS).await.json(), json!({"items": [made], "next_cursor": null}));

    let product = company.product("Lamp", "1.00", 9).await.text("product_id");
    let order = company.order("one", &product, 1).await.expect_status(201).text("order_id");
    let got = received(owner, &receiver, 1).await;
    let body: Value = serde_json::from_str(&got[0].body).expect("JSON");
    assert_eq!(
        without(body.clone(), &["/id", "/timestamp"]),
        json!({
            "id": "[..]", "type": "order.placed", "version": 1, "timestamp": "[..]", "data": {"order_id": order},
            "link": format!("/v1/orders/{order}"),
        })
    );
    assert_eq!(got[0].header("webhook-id"), body["id"]);
    assert_eq!(got[0].header("content-type"), "application/json");
    assert!(got[0].is_signed_by(&hook.secret));
    // The feed has the same event, to the byte.
    let feed = format!("/v1/events/{}", body["id"].as_str().expect("an id"));
    assert_eq!(owner.get(&feed).await.expect_status(200).raw, got[0].body);

    let delivered = delivery(owner, &hook, "delivered").await;
    assert_eq!(
        without(delivered.clone(), &["/webhook_delivery_id", "/last_try/at", "/last_try/took_ms", "/created_at"]),
        json!({
            "webhook_delivery_id": "[..]", "webhook_endpoint_id": id, "event_id": body["id"], "event_type": "order.placed",
            "status": "delivered", "tries": 1, "next_try_at": null,
            "last_try": {"at": "[..]", "took_ms": "[..]", "status": 200, "body": "heard", "error": null},
            "request_body": got[0].body, "created_at": "[..]",
        })
    );
    let one = format!("{}/deliveries/{}", hook.path, delivered["webhook_delivery_id"].as_str().expect("an id"));
    assert_eq!(owner.get(&one).await.expect_status(200).json(), delivered);

    // Once more, by hand, under the same id.
    let again = owner.post(&format!("{one}/replay"), &json!({})).await.expect_status(202);
    assert_eq!((again.header("location"), again.text("status")), (one.as_str(), "pending".to_owned()));
    let got = received(owner, &receiver, 2).await;
    assert_eq!((got[1].header("webhook-id"), &got[1].body), (got[0].header("webhook-id"), &got[0].body));

    // What was not chosen did not come: this one does, and nothing stands between them.
    let tested = owner.post_once(&format!("{}/test", hook.path), "t", &json!({})).await.expect_status(202);
    let repeated = owner.post_once(&format!("{}/test", hook.path), "t", &json!({})).await.expect_status(202);
    assert_eq!((tested.raw, repeated.header("idempotent-replayed")), (repeated.raw.clone(), "true"));
    let got = received(owner, &receiver, 3).await;
    let test: Value = serde_json::from_str(&got[2].body).expect("JSON");
    assert_eq!(
        without(test, &["/id", "/timestamp"]),
        json!({
            "id": "[..]", "type": "webhook_endpoint.test", "version": 1, "timestamp": "[..]",
            "data": {"webhook_endpoint_id": id}, "link": hook.path,
        })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_wants_no_more_is_disabled_and_what_failed_is_replayed() {
    let server = Server::with(&ANYWHERE);
    let company = Company::found(&server, "Gone", Placement::Pool).await;
    let (owner, receiver) = (&company.owner, Receiver::answering(500).await);
    let hook = endpoint(owner, &receiver.url, &["order.*"]).await;
    let product = company.product("Lamp", "1.00", 9).await.text("product_id");
    company.order("one", &product, 1).await.expect_status(201);
    received(owner, &receiver, 1).await;
    let failing = owner
        .wait_for(async || {
            let shown = owner.get(&hook.path).await.expect_status(200).json();
            (!shown["failing_since"].is_null()).then_some(shown)
        })
        .await;
    assert_eq!(failing["enabled"], true);
    let waiting = delivery(owner, &hook, "pending").await;
    assert!(waiting["next_try_at"].is_string() && waiting["last_try"]["status"] == 500, "{waiting}");
    // By the schedule, some seconds later.
    receiver.answer(410);
    let failed = delivery(owner, &hook, "failed").await;
    assert_eq!((&failed["tries"], &failed["last_try"]["status"]), (&json!(2), &json!(410)));
    let disabled = owner
        .wait_for(async || {
            let shown = owner.get(&hook.path).await.expect_status(200);
            (shown.json()["enabled"] == false).then_some(shown)
        })
        .await;
    assert_eq!(disabled.text("disabled_reason"), "gone");
    let mails = owner
        .wait_for(async || {
            let mails = owner.mailbox(&company.address("owner")).await;
            let is_it = |mail: &Value| mail["subject"].as_str().is_some_and(|subject| subject.contains("webhook"));
            mails.into_iter().find(is_it)
        })
        .await;
    assert_eq!(mails["subject"], "Gone: a webhook endpoint was disabled");
    assert!(mails["text"].as_str().is_some_and(|text| text.contains("/settings/webhooks")), "{mails}");
    let test = owner.post(&format!("{}/test", hook.path), &json!({})).await.expect_status(409);
    assert_eq!(test.code(), "webhook_endpoint_disabled");

    // What happens meanwhile is not sent; what failed is, once it is asked for.
    company.order("two", &product, 1).await.expect_status(201);
    receiver.answer(204);
    owner.patch(&hook.path, disabled.tag(), &json!({"enabled": true})).await.expect_status(200);
    let replay = format!("{}/replay", hook.path);
    let since = json!({"since": "2026-01-01T00:00:00Z"});
    assert_eq!(owner.post_once(&replay, "r", &since).await.expect_status(200).json(), json!({"replayed": 1}));
    assert_eq!(owner.post_once(&replay, "r", &since).await.expect_status(200).json(), json!({"replayed": 1}));
    let done = delivery(owner, &hook, "delivered").await;
    assert_eq!((&done["tries"], &done["webhook_delivery_id"]), (&json!(3), &failed["webhook_delivery_id"]));
    let audit = owner.all("/v1/audit").await;
    let actions: Vec<&str> = audit
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .filter(|action| action.starts_with("webhook_endpoint."))
        .collect();
    assert_eq!(
        actions,
        [
            "webhook_endpoint.replayed",
            "webhook_endpoint.updated",
            "webhook_endpoint.disabled",
            "webhook_endpoint.created"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_hangs_delays_no_other_and_gets_what_was_under_way_again() {
    let mut server = Server::with(&ANYWHERE);
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
    let server = Server::with(&ANYWHERE);
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

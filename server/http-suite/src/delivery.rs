//! Webhooks from the endpoint that an admin makes to what its receiver gets.

mod receiver;

use serde_json::{Value, json};

pub use self::receiver::{Received, Receiver};
use crate::{Client, Company, Installation, Placement};

/// Where endpoints are made.
pub const ENDPOINTS: &str = "/v1/webhook-endpoints";

/// An endpoint, with the secret that was shown once.
pub struct Endpoint {
    pub path: String,
    pub secret: String,
}

/// Makes an endpoint for these types of events.
pub async fn endpoint(admin: &Client, url: &str, types: &[&str]) -> Endpoint {
    let made = admin.post(ENDPOINTS, &json!({"url": url, "event_types": types})).await.expect_status(201);
    let id = made.json()["webhook_endpoint"]["webhook_endpoint_id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header("location"), format!("{ENDPOINTS}/{id}"));
    Endpoint { path: format!("{ENDPOINTS}/{id}"), secret: made.text("secret") }
}

/// Returns what came, once it is so much.
pub async fn received(client: &Client, receiver: &Receiver, count: usize) -> Vec<Received> {
    client.wait_for(async || Some(receiver.requests()).filter(|requests| requests.len() >= count)).await
}

/// The newest delivery, once it is so.
pub async fn delivery(admin: &Client, endpoint: &Endpoint, status: &str) -> Value {
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

pub async fn an_event_is_sent_signed_and_its_delivery_is_shown<I: Installation>(placement: Placement) {
    let server = I::with_receivers_here();
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

pub async fn a_receiver_that_wants_no_more_is_disabled_and_what_failed_is_replayed<I: Installation>() {
    let server = I::with_receivers_here();
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
    let actions = owner
        .wait_for(async || {
            let audit = owner.all("/v1/audit").await;
            let actions = audit.iter().filter_map(|entry| entry["action"].as_str()).map(str::to_owned);
            let actions: Vec<String> = actions.filter(|action| action.starts_with("webhook_endpoint.")).collect();
            (actions.len() >= 4).then_some(actions)
        })
        .await;
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

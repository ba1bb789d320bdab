//! What appointments must do on every backend.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenantry_conformance::{Fixture, Setup};
use tenantry_http_suite::InProcess;

fn at(customer: &str, room: &str, starts_at: &str) -> Value {
    json!({"customer": customer, "room": room, "starts_at": starts_at})
}

pub async fn appointments_are_made_moved_and_canceled<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (_, client) = InProcess::of(&backend, appointments::kinds(), "studio").await;
    let (_, other) = InProcess::of(&backend, appointments::kinds(), "other").await;
    const LIST: &str = "/v1/appointments";
    let new = at("Ada Byron", "Studio 1", "2036-01-02T09:00:00Z");
    let (status, made) = client.send("POST", LIST, &[("idempotency-key", "one")], new.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(client.send("POST", LIST, &[("idempotency-key", "one")], new.clone()).await.1, made);
    let (status, taken) = client.send("POST", LIST, &[], at("Eve", "studio 1", "2036-01-02T09:00:00Z")).await;
    assert_eq!((status, &taken["code"]), (StatusCode::CONFLICT, &json!("name_taken")));
    let (status, wrong) = client.send("POST", LIST, &[], at("", "Studio 1", "2001-01-01T00:00:00Z")).await;
    assert_eq!((status, wrong["errors"].as_array().map(Vec::len)), (StatusCode::UNPROCESSABLE_ENTITY, Some(2)));
    client.send("POST", LIST, &[], at("Zoë", "Studio 2", "2035-05-05T10:00:00Z")).await;

    let path = format!("{LIST}/{}", made["appointment_id"].as_str().expect("an id"));
    let patch = json!({"note": "Bring the drawings", "room": "Studio 3"});
    let (status, moved) = client.send("PATCH", &path, &[("if-match", "\"1\"")], patch.clone()).await;
    assert_eq!((status, &moved["version"], &moved["customer"]), (StatusCode::OK, &json!(2), &json!("Ada Byron")));
    assert_eq!(client.send("PUT", &path, &[("if-match", "\"1\"")], new).await.0, StatusCode::PRECONDITION_FAILED);
    assert_eq!(client.send("PATCH", &path, &[], patch).await.0, StatusCode::PRECONDITION_REQUIRED);
    let customers = |list: &Value| -> Vec<String> {
        list["items"].as_array().expect("items").iter().map(|one| one["customer"].to_string()).collect()
    };
    assert_eq!(customers(&client.get(&format!("{LIST}?sort=starts_at")).await), ["\"Zoë\"", "\"Ada Byron\""]);
    assert_eq!(customers(&client.get(&format!("{LIST}?sort=customer&prefix=ada")).await), ["\"Ada Byron\""]);
    assert_eq!(customers(&client.get(&format!("{LIST}?sort=-starts_at&from=2036-01-01T00:00:00Z")).await).len(), 1);
    assert_eq!(client.get(&format!("{LIST}?sort=room")).await["code"], "invalid");

    // A program with a key reads them, as the scopes of the kind say, and does no more.
    let key = json!({"name": "Calendar", "scopes": ["orders:read"]});
    let (_, key) = client.send("POST", "/v1/api-keys", &[], key).await;
    let calendar = client.with_token(key["token"].as_str().expect("a token"));
    assert_eq!(customers(&calendar.get(LIST).await).len(), 2);
    let (status, refused) = calendar.send("DELETE", &path, &[("if-match", "\"2\"")], Value::Null).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("scope_missing")));

    assert!(customers(&other.get(LIST).await).is_empty());
    assert_eq!(other.get(&path).await["code"], "not_found");
    assert_eq!(client.send("DELETE", &path, &[("if-match", "\"2\"")], Value::Null).await.0, StatusCode::NO_CONTENT);
    let audit = client.get("/v1/audit").await;
    let actions = audit["items"].as_array().expect("entries").iter().filter_map(|entry| entry["action"].as_str());
    let said: Vec<&str> = actions.filter_map(|action| action.strip_prefix("appointment.")).collect();
    assert_eq!(said, ["removed", "updated", "created", "created"]);
    assert!(!audit.to_string().contains("drawings"), "{audit}");

    // Programs read what happened, or have it sent, by the types that the kind declares: with ids, and no customer's name.
    backend.clock().advance(SignedDuration::from_mins(2));
    let feed = client.get("/v1/events?types=appointment.updated").await;
    let event = &feed["items"][0];
    assert_eq!((&event["type"], &event["link"]), (&json!("appointment.updated"), &json!(path)), "{feed}");
    assert_eq!(event["data"], json!({"kind": "appointment", "appointment_id": made["appointment_id"]}));
    let hook = json!({"url": "https://hooks.example.com/", "event_types": ["appointment.removed", "appointment.*"]});
    assert_eq!(client.send("POST", "/v1/webhook-endpoints", &[], hook).await.0, StatusCode::CREATED);
    let document = client.get("/v1/openapi.json").await;
    assert!(document["webhooks"]["appointment.updated"].is_object());
    assert_eq!(document["paths"][LIST]["post"]["operationId"], "create_appointment");
}

//! The event feed and the types of events, as programs read them.

use serde_json::{Value, json};

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server},
};

async fn feed(company: &Company, query: &str) -> Value {
    company.owner.get(&format!("/v1/events{query}")).await.expect_status(200).json()
}

fn types(feed: &Value) -> Vec<&str> {
    let items = feed["items"].as_array().expect("events");
    items.iter().map(|event| event["type"].as_str().expect("a type")).collect()
}

in_pool_and_silo!(what_happens_is_read_in_turn);
async fn what_happens_is_read_in_turn(placement: Placement) {
    let server = Server::start();
    let company = Company::found(&server, "Feeding", placement).await;
    let other = Company::found(&server, "Other", placement).await;
    let begun = feed(&company, "?limit=100").await;
    assert_eq!(begun["has_more"], false);
    let cursor = begun["next_cursor"].as_str().expect("a cursor").to_owned();
    let product = company.product("Lamp", "1.00", 100).await.text("product_id");
    let order = company.order("one", &product, 1).await.expect_status(201);
    let (id, tag) = (order.text("order_id"), order.tag().to_owned());
    let path = format!("/v1/orders/{id}");
    company.owner.patch(&path, &tag, &json!({"status": "confirmed"})).await.expect_status(200);

    let first = feed(&company, &format!("?limit=2&cursor={cursor}")).await;
    assert_eq!((types(&first), &first["has_more"]), (vec!["product.created", "order.placed"], &json!(true)));
    let next = first["next_cursor"].as_str().expect("a cursor");
    let second = feed(&company, &format!("?limit=2&cursor={next}")).await;
    assert_eq!((types(&second), &second["has_more"]), (vec!["order.confirmed"], &json!(false)));
    let mut event = second["items"][0].clone();
    let event_id = event["id"].as_str().expect("an id").to_owned();
    assert_eq!(company.owner.get(&format!("/v1/events/{event_id}")).await.expect_status(200).json(), event);
    event["timestamp"] = json!("[now]");
    event["id"] = json!("[id]");
    assert_eq!(
        event,
        json!({
            "id": "[id]", "type": "order.confirmed", "version": 1, "timestamp": "[now]",
            "data": {"order_id": id, "previous_status": "pending"}, "link": path,
        })
    );
    company.owner.get(&path).await.expect_status(200);
    let none = feed(&company, &format!("?cursor={}", second["next_cursor"].as_str().expect("a cursor"))).await;
    assert_eq!(none["items"], json!([]));
    assert_eq!(types(&feed(&company, "?types=order.placed,inventory.*").await), ["order.placed"]);
    assert_eq!(types(&feed(&company, "?types=order.*&since=2100-01-01T00:00:00Z").await), Vec::<&str>::new());

    // Another company's event does not exist, nor does its cursor.
    other.owner.get(&format!("/v1/events/{event_id}")).await.expect_status(404);
    assert_eq!(other.owner.get(&format!("/v1/events?cursor={cursor}")).await.expect_status(400).code(), "bad_cursor");
    for (query, status) in [
        ("?types=order.moved", 422),
        ("?types=", 422),
        ("?type=order.placed", 400),
        ("?limit=0", 422),
        ("?limit=101", 422),
        ("?since=yesterday", 422),
        ("?cursor=made-up", 400),
    ] {
        company.owner.get(&format!("/v1/events{query}")).await.expect_status(status);
    }
    let both = format!("/v1/events?since=2026-01-01T00:00:00Z&cursor={cursor}");
    assert_eq!(company.owner.get(&both).await.expect_status(422).json()["errors"][0]["pointer"], "/since");
    // Who may not see people does not see what happened to them.
    let viewer = company.person("viewer").await;
    let seen = viewer.get("/v1/events?limit=100").await.expect_status(200).json();
    assert!(types(&seen).iter().all(|of| !of.starts_with("member.") && !of.starts_with("tenant.")), "{seen}");
    assert!(types(&feed(&company, "?limit=100&types=member.*").await).contains(&"member.joined"));
    assert_eq!(viewer.get("/v1/events?types=member.*").await.expect_status(200).json()["items"], json!([]));
    // A program sees what a viewer sees, however much its key may do; an admin sees its key.
    let program = company.program(&["products:read", "orders:read", "settings:read", "settings:write"]).await;
    let seen_by_program = program.get("/v1/events?limit=100").await.expect_status(200).json();
    assert_eq!(seen_by_program["items"], seen["items"]);
    program.get(&format!("/v1/events/{event_id}")).await.expect_status(200);
    let created = feed(&company, "?limit=100&types=api_key.created").await["items"][0].clone();
    let key = created["data"]["api_key_id"].as_str().expect("an id");
    assert_eq!(created["link"], format!("/v1/api-keys/{key}"));
    company.owner.get(&format!("/v1/api-keys/{key}")).await.expect_status(200);
    let path = format!("/v1/events/{}", created["id"].as_str().expect("an id"));
    company.owner.get(&path).await.expect_status(200);
    program.get(&path).await.expect_status(404);
    viewer.get(&path).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_type_is_listed_wherever_types_are() {
    let server = Server::start();
    let company = Company::found(&server, "Reading", Placement::Pool).await;
    let listed = company.owner.get("/v1/event-types").await.expect_status(200).json();
    let listed = listed["items"].as_array().expect("types").clone();
    assert_eq!(listed.len(), 25);
    let document = company.owner.get("/v1/openapi.json").await.expect_status(200).json();
    let page = company.owner.get("/v1/docs/events").await.expect_status(200).raw;
    for of in &listed {
        let name = of["type"].as_str().expect("a name");
        let sent = &document["webhooks"][name]["post"]["requestBody"]["content"]["application/json"];
        assert_eq!(sent["example"], of["example"], "{name}");
        assert!(page.contains(&format!("<section id=\"{name}\">")), "{name}");
        assert_eq!(of["example"]["type"], of["type"]);
    }
    assert_eq!(document["webhooks"].as_object().map(serde_json::Map::len), Some(25));
    let older = company.owner.get("/v1/openapi-3.0.json").await.expect_status(200).json();
    assert!(older.get("webhooks").is_none());
    assert!(older["info"]["description"].as_str().is_some_and(|about| about.contains("**Webhooks** are described in")));
}

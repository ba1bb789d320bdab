//! What every operation must have, so that none is forgotten.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{openapi, openapi_3_0};

mod clients;

fn document() -> Value {
    serde_json::to_value(openapi()).expect("JSON")
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("an item")
                .iter()
                .map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
        })
        .collect()
}

#[test]
fn it_is_openapi_3_1_and_stable() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let text = || openapi().to_pretty_json().expect("JSON");
    assert_eq!(text(), text());
}

#[test]
fn each_operation_is_named_explained_and_shown() {
    let document = document();
    let mut names = BTreeSet::new();
    let mut count = 0;
    for (name, operation) in operations(&document) {
        count += 1;
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(names.insert(id.to_owned()) && !id.is_empty(), "{name}: its operationId must be its own");
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}: {id} is no snake_case");
        for field in ["summary", "description"] {
            assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {field}");
        }
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
        assert!(operation["security"].is_array(), "{name} says nothing about security");
        assert!(operation["responses"]["default"].is_object(), "{name}");
        let bodies = operation["requestBody"]["content"].as_object().into_iter().chain(
            operation["responses"]
                .as_object()
                .expect("responses")
                .values()
                .filter_map(|answer| answer["content"].as_object()),
        );
        for (kind, content) in bodies.flatten() {
            let shown = content.get("example").or(content.get("examples"));
            assert!(shown.is_some_and(|shown| !shown.is_null()), "{name}: {kind} has no example");
        }
    }
    assert_eq!(count, 117, "the count is here so that a change of it is meant");
}

#[test]
fn whoever_reaches_data_takes_a_token() {
    const FOR_ANYONE: &[&str] = &[
        "GET /healthz",
        "GET /readyz",
        "GET /v1/dev/mailbox",
        "GET /v1/auth/jwks.json",
        "POST /v1/tenants",
        "POST /v1/auth/challenge",
        "POST /v1/auth/check-registration",
        "POST /v1/auth/confirm",
        "POST /v1/auth/forgot-password",
        "POST /v1/auth/invitation",
        "POST /v1/auth/operator/signin",
        "POST /v1/auth/refresh",
        "POST /v1/auth/resend",
        "POST /v1/auth/reset-password",
        "POST /v1/auth/signin",
        "POST /v1/auth/signout",
        "POST /v1/auth/signup",
    ];
    let document = document();
    for (name, operation) in operations(&document) {
        let ways = operation["security"].as_array().expect("security");
        let open = ways.is_empty() || ways.contains(&serde_json::json!({}));
        assert_eq!(open, FOR_ANYONE.contains(&name.as_str()), "{name}");
        let answers = operation["responses"].as_object().expect("responses");
        assert!(open || ["401", "403", "429", "503"].iter().all(|status| answers.contains_key(*status)), "{name}");
    }
}

/// Whether programs call an operation is decided for each: it names the scopes that a key needs, or stands here.
#[test]
fn every_operation_says_whether_programs_call_it() {
    const FOR_PEOPLE: &[&str] = &[
        "DELETE /v1/api-keys/{id}",
        "DELETE /v1/auth/mfa/totp",
        "DELETE /v1/auth/sessions",
        "DELETE /v1/auth/sessions/{id}",
        "DELETE /v1/invitations/{id}",
        "DELETE /v1/members/{id}",
        "DELETE /v1/sample-data",
        "DELETE /v1/tenants/{id}",
        "DELETE /v1/views/{id}",
        "DELETE /v1/webhook-endpoints/{id}",
        "GET /v1/api-keys",
        "GET /v1/api-keys/{id}",
        "GET /v1/audit",
        "GET /v1/auth/me",
        "GET /v1/auth/mfa",
        "GET /v1/auth/sessions",
        "GET /v1/invitations",
        "GET /v1/members",
        "GET /v1/members/{id}",
        "GET /v1/sample-data",
        "GET /v1/tenants/{id}/exports/{export_id}",
        "GET /v1/tenants/{id}/operations",
        "GET /v1/tenants/{id}/operations/{operation_id}",
        "GET /v1/usage",
        "GET /v1/views",
        "GET /v1/views/{id}",
        "GET /v1/webhook-endpoints",
        "GET /v1/webhook-endpoints/{id}",
        "GET /v1/webhook-endpoints/{id}/deliveries",
        "GET /v1/webhook-endpoints/{id}/deliveries/{delivery_id}",
        "PATCH /v1/members/{id}",
        "PATCH /v1/views/{id}",
        "PATCH /v1/webhook-endpoints/{id}",
        "POST /v1/api-keys",
        "POST /v1/api-keys/{id}/rotate",
        "POST /v1/auth/change-password",
        "POST /v1/auth/mfa/recovery-codes",
        "POST /v1/auth/mfa/totp",
        "POST /v1/auth/mfa/totp/confirm",
        "POST /v1/auth/signout",
        "POST /v1/invitations",
        "POST /v1/sample-data",
        "POST /v1/tenants/{id}/exports",
        "POST /v1/views",
        "POST /v1/webhook-endpoints",
        "POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay",
        "POST /v1/webhook-endpoints/{id}/replay",
        "POST /v1/webhook-endpoints/{id}/rotate-secret",
        "POST /v1/webhook-endpoints/{id}/test",
        "PUT /v1/views/{id}",
    ];
    let document = document();
    let mut for_people = Vec::new();
    for (name, operation) in operations(&document) {
        let ways = operation["security"].as_array().expect("security");
        if ways.iter().all(|way| way.get("member").is_none()) {
            continue;
        }
        let Some(scopes) = ways.iter().find_map(|way| way["api_key"].as_array()) else {
            for_people.push(name);
            continue;
        };
        assert!(!scopes.is_empty(), "{name}: a key needs a scope for everything");
        for scope in scopes {
            let known = scope.as_str().expect("text").parse::<tenantry_core::domain::api_key::Scope>();
            assert!(known.is_ok(), "{name}: {scope}");
        }
    }
    for_people.sort();
    assert_eq!(for_people, FOR_PEOPLE, "name the scopes of a key with api_key, or list the operation here");
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

/// The names in the document are those that the rules print and read.
#[test]
fn names_are_those_of_the_rules() {
    let document = document();
    let read = |schema: &str| -> Vec<Value> {
        document["components"]["schemas"][schema]["enum"].as_array().expect("names").clone()
    };
    for name in read("MovementReason") {
        serde_json::from_value::<tenantry_core::domain::insights::MovementReason>(name).expect("a reason");
    }
    assert_eq!(read("Role").len(), tenantry_core::domain::member::Role::ALL.len());
    assert_eq!(read("OrderStatus").len(), tenantry_core::domain::order_status::Status::ALL.len());
}

/// A retry is known by its amounts however they are written, so each must be known for one.
#[test]
fn the_amounts_that_a_request_can_hold_are_known() {
    let document = document();
    let mut named = BTreeSet::new();
    for schema in document["components"]["schemas"].as_object().expect("schemas").values() {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if property.to_string().contains("#/components/schemas/Price") {
                named.insert(name.clone());
            }
        }
    }
    for (_, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            if name.starts_with("price") {
                named.insert(name.to_owned());
            }
        }
    }
    assert!(named.len() >= 3, "{named:?}");
    for name in named {
        assert!(crate::extract::canonical::AMOUNTS.contains(&name.as_str()), "{name}");
    }
}

//! Which scopes an API key needs stands with the security of an operation. OpenAPI 3.0 has no place for it there, and people
//! read descriptions, so it is said there, too.

use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::each_operation;

pub fn explain(document: &mut OpenApi) {
    each_operation(document, |_, _, operation| {
        let ways = serde_json::to_value(&operation.security).unwrap_or_default();
        let Some(scopes) = ways.as_array().into_iter().flatten().find_map(|way| way["api_key"].as_array().cloned())
        else {
            return;
        };
        let named: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
        let noun = if named.len() == 1 { "scope" } else { "scopes" };
        let text = operation.description.get_or_insert_default();
        text.push_str(&format!("\n\nAPI keys need the {noun} {}.", named.join(" and ")));
    });
}

//! The operations as a page without scripts, from the document of the API.

use maud::{Markup, html};
use serde_json::Value;

/// The operations of a document in JSON, by path.
pub(super) fn list(document: &[u8]) -> Markup {
    // It is compiled in; a test reads it.
    let document: Value = serde_json::from_slice(document).unwrap_or_default();
    let operations =
        || document["paths"].as_object().into_iter().flatten().flat_map(|(path, methods)| named(path, methods));
    html! {
        p {
            "Every operation, as " a href="/v1/openapi.json" { "OpenAPI 3.1" } " and "
            a href="/v1/openapi-3.0.json" { "3.0" } "; also " a href="/v1/docs/problems" { "problems" } " and "
            a href="/v1/docs/actions" { "actions" } ", " a href="/v1/docs/events" { "events" } "."
        }
        @for (path, method, operation) in operations() {
            section id=(text(operation, "operationId")) {
                h2 { code { (method.to_uppercase()) " " (path) } }
                p { (text(operation, "summary")) }
                p.meta { (text(operation, "description")) }
            }
        }
    }
}

fn named<'a>(path: &'a str, methods: &'a Value) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    let methods = methods.as_object().into_iter().flatten();
    methods
        .filter(|(_, operation)| operation["operationId"].is_string())
        .map(move |(method, it)| (path, method.as_str(), it))
}

fn text<'a>(operation: &'a Value, field: &str) -> &'a str {
    operation[field].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_committed_document_is_listed() {
        let document = include_bytes!("../../../../docs/openapi.json");
        let page = list(document).into_string();
        for seen in ["POST /v1/orders", "GET /v1/products/{id}", "Place an order"] {
            assert!(page.contains(seen), "{seen} is not on the page");
        }
        // What webhooks bring has a page of its own.
        let document: serde_json::Value = serde_json::from_slice(document).expect("JSON");
        let operations = document["paths"].to_string().matches("\"operationId\"").count();
        assert_eq!(page.matches("<section").count(), operations);
    }
}

//! An example for every body. Resources bring one with their schema; pages and
//! whatever else is made of them get theirs from the parts.

use serde_json::{Map, Value};
use utoipa::openapi::{Content, OpenApi, RefOr};

use super::each_operation;

pub fn add(document: &mut OpenApi) {
    let schemas = document.components.as_ref().map(|components| &components.schemas);
    let Ok(Value::Object(known)) = serde_json::to_value(schemas) else { return };
    each_operation(document, |_, _, operation| {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            body.content.values_mut().for_each(|content| fill(content, &known));
        }
        for response in operation.responses.responses.values_mut() {
            if let RefOr::T(response) = response {
                response.content.values_mut().for_each(|content| fill(content, &known));
            }
        }
    });
}

fn fill(content: &mut RefOr<Content>, known: &Map<String, Value>) {
    let RefOr::T(content) = content else { return };
    if content.example.is_none() && content.examples.is_empty() {
        let schema = serde_json::to_value(&content.schema).unwrap_or_default();
        content.example = example(&schema, known);
    }
}

/// Returns the example of a schema, or one made of those of its parts.
fn example(schema: &Value, known: &Map<String, Value>) -> Option<Value> {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/")) {
        return example(known.get(name)?, known);
    }
    let given = schema.get("example").or_else(|| schema["examples"].get(0)).or_else(|| schema["enum"].get(0));
    if let Some(given) = given {
        return Some(given.clone());
    }
    for choice in ["anyOf", "oneOf"].into_iter().filter_map(|of| schema[of].as_array()) {
        if let Some(first) = choice.iter().find(|choice| choice["type"] != "null") {
            return example(first, known);
        }
    }
    if let Some(fields) = schema["properties"].as_object() {
        let fields = fields.iter().filter_map(|(name, field)| Some((name.clone(), example(field, known)?)));
        return Some(Value::Object(fields.collect()));
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str())?;
    match kind {
        "array" => Some(Value::Array(example(&schema["items"], known).into_iter().collect())),
        "string" if schema["type"].is_array() => Some(Value::Null),
        _ => None,
    }
}

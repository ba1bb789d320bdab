//! What the gateway judges of a body: its coarse shape only. It knows neither
//! `nullable` nor our texts for single fields, so whatever is in doubt passes
//! and is judged by the function, which says exactly what is wrong.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const PREFIX: &str = "#/components/schemas/";

/// Returns the schema with only those demands that the gateway judges as we do.
pub fn coarse(schema: &Value) -> Value {
    let Some(fields) = schema.as_object() else { return json!({}) };
    if fields.get("nullable") == Some(&Value::Bool(true)) {
        return json!({});
    }
    if let Some(reference) = fields.get("$ref") {
        return json!({ "$ref": reference });
    }
    // One of several shapes: the function says which.
    if ["oneOf", "anyOf", "not"].iter().any(|key| fields.contains_key(*key)) {
        return json!({});
    }
    let mut kept = Map::new();
    for (key, value) in fields {
        match key.as_str() {
            "type" | "required" => drop(kept.insert(key.clone(), value.clone())),
            "items" => drop(kept.insert(key.clone(), coarse(value))),
            "properties" => {
                let all = value.as_object().into_iter().flatten();
                let all: Map<_, _> = all.map(|(name, field)| (name.clone(), coarse(field))).collect();
                kept.insert(key.clone(), all.into());
            }
            "allOf" => {
                let all: Vec<_> = value.as_array().into_iter().flatten().map(coarse).collect();
                kept.insert(key.clone(), all.into());
            }
            _ => {}
        }
    }
    kept.into()
}

/// Returns whether a schema demands anything at all.
pub fn demands(schema: &Value) -> bool {
    schema.as_object().is_some_and(|fields| !fields.is_empty())
}

/// The named schemas that these lead to, coarse.
pub fn reached(from: &[Value], all: &Value) -> Map<String, Value> {
    let mut found = BTreeMap::new();
    let mut open: Vec<Value> = from.to_vec();
    while let Some(schema) = open.pop() {
        for name in references(&schema) {
            found.entry(name).or_insert_with_key(|name| {
                let next = coarse(&all[name]);
                open.push(next.clone());
                next
            });
        }
    }
    found.into_iter().collect()
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, inner)| match inner {
                Value::String(path) if key == "$ref" => {
                    path.strip_prefix(PREFIX).map(str::to_owned).into_iter().collect()
                }
                _ => references(inner),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_coarse_shape_is_judged() {
        let schema = json!({
            "type": "object", "required": ["a"], "additionalProperties": false, "description": "d",
            "properties": {
                "a": {"type": "string", "pattern": "^x$", "minLength": 1},
                "b": {"type": "integer", "nullable": true},
                "c": {"type": "array", "items": {"$ref": "#/components/schemas/C"}, "minItems": 1},
            },
        });
        assert_eq!(
            coarse(&schema),
            json!({"type": "object", "required": ["a"], "properties": {
                "a": {"type": "string"}, "b": {}, "c": {"type": "array", "items": {"$ref": "#/components/schemas/C"}},
            }})
        );
    }

    #[test]
    fn schemas_are_followed_and_rings_end() {
        let all = json!({
            "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}},
            "C": {"type": "string"},
        });
        let reached = reached(&[json!({"$ref": "#/components/schemas/A"})], &all);
        assert_eq!(reached.keys().collect::<Vec<_>>(), ["A", "B"]);
    }
}

//! Schemas that nothing refers to are left out: generators would make types of
//! them that no call takes or gives.

use std::collections::BTreeSet;

use serde_json::Value;
use utoipa::openapi::OpenApi;

const NAMED: &str = "#/components/schemas/";

pub fn remove(document: &mut OpenApi) {
    loop {
        let mut used = BTreeSet::new();
        references(&serde_json::to_value(&*document).unwrap_or_default(), &mut used);
        let schemas = &mut document.components.get_or_insert_default().schemas;
        let before = schemas.len();
        schemas.retain(|name, _| used.contains(name));
        // What only the removed ones referred to goes next.
        if schemas.len() == before {
            return;
        }
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let target = fields.get("$ref").and_then(Value::as_str);
            found.extend(target.and_then(|target| target.strip_prefix(NAMED)).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

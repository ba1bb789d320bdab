//! What generators of clients and linters ask of the document.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use super::{document, openapi_3_0, operations};

/// Words that name no variable in at least one language that clients are generated in.
const RESERVED: &[&str] = &[
    "abstract",
    "and",
    "as",
    "async",
    "await",
    "base",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "def",
    "default",
    "defer",
    "del",
    "delete",
    "do",
    "else",
    "enum",
    "event",
    "except",
    "export",
    "extends",
    "final",
    "finally",
    "fn",
    "for",
    "from",
    "func",
    "function",
    "go",
    "goto",
    "if",
    "impl",
    "import",
    "in",
    "instanceof",
    "interface",
    "internal",
    "is",
    "lambda",
    "let",
    "loop",
    "match",
    "mod",
    "module",
    "move",
    "mut",
    "namespace",
    "new",
    "nil",
    "none",
    "not",
    "null",
    "object",
    "operator",
    "or",
    "package",
    "params",
    "pass",
    "private",
    "protected",
    "pub",
    "public",
    "raise",
    "range",
    "record",
    "ref",
    "return",
    "select",
    "self",
    "static",
    "string",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "use",
    "using",
    "var",
    "virtual",
    "void",
    "volatile",
    "where",
    "while",
    "with",
    "yield",
];

/// Every schema of the document, wherever it stands, with where.
fn each_schema<'a>(value: &'a Value, place: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    match value {
        Value::Object(fields) => {
            visit(place, value);
            let shown = |name: &str| matches!(name, "example" | "examples");
            let inner = fields.iter().filter(|(name, _)| !shown(name));
            inner.for_each(|(name, field)| each_schema(field, &format!("{place}/{name}"), visit));
        }
        Value::Array(items) => items.iter().for_each(|item| each_schema(item, place, visit)),
        _ => {}
    }
}

#[test]
fn it_says_where_it_is_served_by_whom_and_under_which_license() {
    let document = document();
    assert_eq!(document["servers"][0]["url"], "/");
    assert_eq!(document["info"]["license"]["identifier"], "MIT OR Apache-2.0");
    assert!(document["info"]["contact"]["name"].is_string());
}

#[test]
fn what_needs_no_token_lists_no_requirement() {
    for (name, operation) in operations(&document()) {
        let ways = operation["security"].as_array().expect("security");
        assert!(!ways.iter().all(|way| way == &serde_json::json!({})) || ways.is_empty(), "{name}");
    }
}

#[test]
fn each_get_may_be_refused() {
    for (name, operation) in operations(&document()).into_iter().filter(|(name, _)| name.starts_with("GET ")) {
        let answers = operation["responses"].as_object().expect("responses");
        assert!(answers.keys().any(|status| status.starts_with('4')), "{name}");
    }
}

#[test]
fn parameters_of_paths_are_no_reserved_words() {
    for path in document()["paths"].as_object().expect("paths").keys() {
        for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            assert!(!RESERVED.contains(&name), "{path}");
        }
    }
}

#[test]
fn null_is_a_type_and_no_choice() {
    let document = document();
    let mut nullable = 0;
    each_schema(&document, "", &mut |place, schema| {
        for choice in ["oneOf", "anyOf"].iter().filter_map(|of| schema[of].as_array()) {
            assert!(choice.iter().all(|one| one["type"] != "null"), "{place}");
        }
        if schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"null".into())) {
            nullable += 1;
            let names = schema["enum"].as_array();
            assert!(names.is_none_or(|names| names.contains(&Value::Null)), "{place}: null is none of its values");
        }
    });
    assert!(nullable > 50, "{nullable}");
}

#[test]
fn a_default_is_of_the_type_that_it_stands_for() {
    let document = document();
    let mut defaults = 0;
    each_schema(&document, "", &mut |place, schema| {
        let Some(default) = schema.get("default").filter(|_| !place.ends_with("responses")) else { return };
        let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
        let fits = |kind: &Value| match kind.as_str() {
            Some("string") => default.is_string(),
            Some("boolean") => default.is_boolean(),
            Some("integer" | "number") => default.is_number(),
            Some("array") => default.is_array(),
            Some("object") => default.is_object(),
            Some("null") => default.is_null(),
            _ => true,
        };
        assert!(kinds.iter().any(fits), "{place}: {default}");
        defaults += 1;
    });
    assert!(defaults > 3, "{defaults}");
}

/// Binary floats make no multiples of a hundredth: validators refuse every seventh right price.
#[test]
fn nothing_is_a_multiple() {
    let document = document();
    each_schema(&document, "", &mut |place, schema| assert!(schema.get("multipleOf").is_none(), "{place}"));
}

#[test]
fn files_are_taken_as_bytes() {
    let mut files = 0;
    for (name, operation) in operations(&document()) {
        for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            let bytes = content["schema"]["format"] == "binary";
            assert_eq!(bytes, !kind.ends_with("json"), "{name} takes {kind}");
            files += usize::from(bytes);
        }
    }
    assert!(files > 0);
}

#[test]
fn every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    each_schema(&document, "", &mut |_, schema| {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"));
        used.extend(target.map(str::to_owned));
    });
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(used.contains(name), "{name}");
    }
}

/// A generator of Python calls the object and its field by one variable, which has no type then.
#[test]
fn no_schema_is_called_like_a_list_in_it() {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    for (name, schema) in document()["components"]["schemas"].as_object().expect("schemas") {
        for (field, list) in schema["properties"].as_object().into_iter().flatten() {
            assert!(plain(field) != plain(name) || list["type"] != "array", "{name}");
        }
    }
}

/// Typed clients of Rust read 3.0 and nothing newer.
#[test]
fn as_3_0_it_is_read_and_every_operation_is_in_it() {
    let document = document();
    let older = openapi_3_0().expect("3.0 can say it");
    let read: OpenAPI = serde_json::from_value(older.clone()).expect("a document of OpenAPI 3.0");
    assert!(read.openapi.starts_with("3.0."));
    let found: BTreeSet<_> = read.operations().filter_map(|(_, _, operation)| operation.operation_id.clone()).collect();
    let meant: BTreeSet<_> = operations(&document)
        .iter()
        .map(|(_, operation)| operation["operationId"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(found, meant);
    let schemas = &read.components.expect("components").schemas;
    assert_eq!(schemas.len(), document["components"]["schemas"].as_object().expect("schemas").len());
    let order = schemas.get("Order").and_then(ReferenceOr::as_item).expect("an order");
    assert!(matches!(order.schema_kind, openapiv3::SchemaKind::Type(openapiv3::Type::Object(_))));
    each_schema(&older, "", &mut |place, schema| assert!(!schema["type"].is_array(), "{place}"));
}

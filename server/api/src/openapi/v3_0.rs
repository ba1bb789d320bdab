//! The document as OpenAPI 3.0, which API Gateway and many generators take. What
//! 3.0 can't say is said otherwise or, where it only narrows what is allowed,
//! left out. A keyword that is not known here is an error: nothing is lost unseen.

use std::fmt;

use serde_json::{Map, Value, json};

/// A part of the document that OpenAPI 3.0 can't express.
#[derive(Debug)]
pub struct Unsayable(String);

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsayable {}

type Result<T> = std::result::Result<T, Unsayable>;

/// 3.0 names a license by a URL alone; here the identifier of ours is explained.
const LICENSES: &str = "https://spdx.org/licenses/";

/// The keywords of the same meaning in both versions.
const SAME: &[&str] = &[
    "type",
    "format",
    "description",
    "title",
    "default",
    "example",
    "enum",
    "required",
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "readOnly",
    "writeOnly",
    "deprecated",
    "nullable",
    "discriminator",
];

pub fn document(mut document: Value) -> Result<Value> {
    document["openapi"] = "3.0.3".into();
    if let Some(root) = document.as_object_mut() {
        root.remove("jsonSchemaDialect");
        root.remove("webhooks");
    }
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("summary");
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut) {
            license.remove("identifier");
            license.insert("url".to_owned(), LICENSES.into());
        }
    }
    schemas_within(&mut document)?;
    Ok(document)
}

/// Schemas stand under `schema` and under `components.schemas`.
fn schemas_within(value: &mut Value) -> Result<()> {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields.iter_mut() {
                match key.as_str() {
                    // Scopes stand only with OAuth there; the descriptions name them.
                    "security" => unscoped(inner),
                    "schema" => *inner = schema(inner.take())?,
                    "schemas" => {
                        for named in inner.as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
                            *named = schema(named.take())?;
                        }
                    }
                    "example" | "examples" => {}
                    _ => schemas_within(inner)?,
                }
            }
        }
        Value::Array(items) => items.iter_mut().try_for_each(schemas_within)?,
        _ => {}
    }
    Ok(())
}

fn unscoped(requirements: &mut Value) {
    let schemes = requirements.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
    schemes.flat_map(|schemes| schemes.values_mut()).for_each(|scopes| *scopes = json!([]));
}

fn schema(schema: Value) -> Result<Value> {
    let Value::Object(old) = schema else { return Ok(schema) };
    let mut new = Map::new();
    let mut reference = None;
    for (key, value) in old {
        match key.as_str() {
            "$ref" => reference = Some(json!({ "$ref": value })),
            "type" => set_type(&mut new, value)?,
            "oneOf" | "anyOf" => alternatives(&mut new, key, value)?,
            "allOf" => drop(new.insert(key, each(value)?)),
            "items" | "not" => drop(new.insert(key, self::schema(value)?)),
            "additionalProperties" if value.is_object() => drop(new.insert(key, self::schema(value)?)),
            "properties" => drop(new.insert(key, fields(value)?)),
            "const" => drop(new.insert("enum".into(), json!([value]))),
            "examples" => {
                if let Some(first) = value.as_array().and_then(|all| all.first()) {
                    new.entry("example").or_insert_with(|| first.clone());
                }
            }
            "exclusiveMinimum" => bound(&mut new, "minimum", key, value),
            "exclusiveMaximum" => bound(&mut new, "maximum", key, value),
            // Keys are text in any case; a pattern for them can't be said.
            "propertyNames" => {}
            known if SAME.contains(&known) => drop(new.insert(key, value)),
            unknown => return Err(Unsayable(format!("the schema keyword {unknown} is not known to the converter"))),
        }
    }
    Ok(match reference {
        None => new.into(),
        Some(reference) if new.is_empty() => reference,
        // 3.0 does not look at what stands beside a reference.
        Some(reference) => {
            new.insert("allOf".into(), json!([reference]));
            new.into()
        }
    })
}

fn each(list: Value) -> Result<Value> {
    let Value::Array(list) = list else { return Err(Unsayable(format!("a list of schemas is none: {list}"))) };
    Ok(list.into_iter().map(schema).collect::<Result<Vec<_>>>()?.into())
}

fn fields(fields: Value) -> Result<Value> {
    let Value::Object(fields) = fields else { return Err(Unsayable(format!("properties are no object: {fields}"))) };
    Ok(fields.into_iter().map(|(name, field)| Ok((name, schema(field)?))).collect::<Result<Map<_, _>>>()?.into())
}

fn set_type(new: &mut Map<String, Value>, value: Value) -> Result<()> {
    let Value::Array(types) = value else {
        new.insert("type".into(), value);
        return Ok(());
    };
    let (nulls, others): (Vec<_>, Vec<_>) = types.into_iter().partition(|name| name == "null");
    let [only] = <[Value; 1]>::try_from(others).map_err(|all| Unsayable(format!("3.0 has one type, not {all:?}")))?;
    new.insert("type".into(), only);
    if !nulls.is_empty() {
        new.insert("nullable".into(), true.into());
    }
    Ok(())
}

fn alternatives(new: &mut Map<String, Value>, key: String, value: Value) -> Result<()> {
    let Value::Array(all) = each(value)? else { return Ok(()) };
    let count = all.len();
    let mut others: Vec<Value> = all.into_iter().filter(|one| one["type"] != "null").collect();
    if others.len() < count {
        new.insert("nullable".into(), true.into());
        if others.len() == 1 {
            new.insert("allOf".into(), others.into());
            return Ok(());
        }
        // Null has to pass one of them, too.
        if let Some(Value::Object(first)) = others.first_mut() {
            first.entry("nullable").or_insert(true.into());
        }
    }
    new.insert(key, others.into());
    Ok(())
}

/// In 3.0 the bound stands in `minimum` and the flag says that it is excluded.
fn bound(new: &mut Map<String, Value>, limit: &str, flag: String, value: Value) {
    new.insert(limit.into(), value);
    new.insert(flag, true.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_becomes_nullable() {
        assert_eq!(schema(json!({"type": ["string", "null"]})).unwrap(), json!({"type": "string", "nullable": true}));
        assert_eq!(
            schema(json!({"oneOf": [{"$ref": "#/a", "description": "d"}, {"type": "null"}]})).unwrap(),
            json!({"nullable": true, "allOf": [{"description": "d", "allOf": [{"$ref": "#/a"}]}]})
        );
    }

    #[test]
    fn what_stands_beside_a_reference_is_kept() {
        assert_eq!(
            schema(json!({"$ref": "#/a", "description": "d"})).unwrap(),
            json!({"allOf": [{"$ref": "#/a"}], "description": "d"})
        );
        assert_eq!(schema(json!({"$ref": "#/a"})).unwrap(), json!({"$ref": "#/a"}));
    }

    #[test]
    fn bounds_constants_and_examples_are_said_as_of_old() {
        assert_eq!(
            schema(json!({"const": 1, "exclusiveMinimum": 0, "examples": [3, 4], "propertyNames": {"type": "string"}}))
                .unwrap(),
            json!({"enum": [1], "minimum": 0, "exclusiveMinimum": true, "example": 3})
        );
    }

    #[test]
    fn an_unknown_keyword_is_an_error() {
        let error = schema(json!({"properties": {"a": {"if": {}}}})).unwrap_err();
        assert_eq!(error.to_string(), "the schema keyword if is not known to the converter");
        assert!(schema(json!({"type": ["string", "integer"]})).is_err());
    }

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let read = schema(json!({"properties": {"type": {"type": ["string", "null"]}, "$ref": {"const": 2}}})).unwrap();
        assert_eq!(read, json!({"properties": {"type": {"type": "string", "nullable": true}, "$ref": {"enum": [2]}}}));
    }
}

//! What may be null says so by its type, `[string, "null"]`: not every
//! generator of clients reads a choice between a schema and null, so none is
//! left. A named schema that may be null at one place is written out there.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::{
    OpenApi, Ref, RefOr,
    schema::{AdditionalProperties, ArrayItems, Object, Schema, SchemaType, Type},
};

use super::each_operation;

type Schemas = BTreeMap<String, RefOr<Schema>>;

const NAMED: &str = "#/components/schemas/";

pub fn tidy(document: &mut OpenApi) {
    let known = document.components.clone().unwrap_or_default().schemas;
    for schema in document.components.get_or_insert_default().schemas.values_mut() {
        walk(schema, &known);
    }
    each_operation(document, |_, _, operation| {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            for content in body.content.values_mut() {
                if let RefOr::T(content) = content
                    && let Some(schema) = &mut content.schema
                {
                    // A body that may be left out is no body that may be null.
                    if let Some(body) = other_than_null(schema) {
                        *schema = body;
                    }
                    walk(schema, &known);
                }
            }
        }
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(response) = response else { continue };
            for content in response.content.values_mut() {
                if let RefOr::T(content) = content
                    && let Some(schema) = &mut content.schema
                {
                    walk(schema, &known);
                }
            }
        }
    });
}

fn walk(schema: &mut RefOr<Schema>, known: &Schemas) {
    if let Some(other) = other_than_null(schema)
        && let Some(written) = nullable(other, known)
    {
        *schema = RefOr::T(written);
    }
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|field| walk(field, known));
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                walk(values, known);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(item) = &mut array.items {
                walk(item, known);
            }
        }
        Schema::OneOf(choice) => choice.items.iter_mut().for_each(|item| walk(item, known)),
        Schema::AnyOf(choice) => choice.items.iter_mut().for_each(|item| walk(item, known)),
        Schema::AllOf(parts) => parts.items.iter_mut().for_each(|item| walk(item, known)),
        _ => {}
    }
}

/// The schema that null is the alternative to, with what is said of the choice.
fn other_than_null(schema: &RefOr<Schema>) -> Option<RefOr<Schema>> {
    let RefOr::T(Schema::OneOf(choice)) = schema else { return None };
    let (nulls, others): (Vec<_>, Vec<_>) = choice.items.iter().partition(|item| is_null(item));
    let [other] = others[..] else { return None };
    let mut other = (!nulls.is_empty()).then(|| other.clone())?;
    if let (RefOr::Ref(named), Some(text)) = (&mut other, &choice.description)
        && named.description.is_empty()
    {
        named.description.clone_from(text);
    }
    Some(other)
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(Object { schema_type: SchemaType::Type(Type::Null), .. })))
}

/// The schema itself where a name stood, and null beside it.
fn nullable(schema: RefOr<Schema>, known: &Schemas) -> Option<Schema> {
    match schema {
        RefOr::T(schema) => with_null(schema),
        RefOr::Ref(named) => {
            let name = named.ref_location.strip_prefix(NAMED)?;
            let RefOr::T(schema) = known.get(name)?.clone() else { return None };
            let mut schema = with_null(schema)?;
            describe(&mut schema, name, &named);
            Some(schema)
        }
    }
}

fn with_null(schema: Schema) -> Option<Schema> {
    match schema {
        Schema::Object(mut object) => {
            object.schema_type = or_null(object.schema_type);
            if let Some(values) = &mut object.enum_values {
                values.push(Value::Null);
            }
            Some(Schema::Object(object))
        }
        Schema::Array(mut array) => {
            array.schema_type = or_null(array.schema_type);
            Some(Schema::Array(array))
        }
        // One of several: null is one more value of the first.
        Schema::AnyOf(mut choice) => {
            let first = choice.items.first_mut()?;
            let RefOr::T(schema) = first.clone() else { return None };
            *first = RefOr::T(with_null(schema)?);
            Some(Schema::AnyOf(choice))
        }
        _ => None,
    }
}

fn or_null(kind: SchemaType) -> SchemaType {
    match kind {
        SchemaType::Type(kind) => SchemaType::Array(vec![kind, Type::Null]),
        other => other,
    }
}

/// What stood beside the name goes before what the schema says of itself; an object keeps its name as a title, by
/// which generators call it.
fn describe(schema: &mut Schema, name: &str, beside: &Ref) {
    let text = (!beside.description.is_empty()).then(|| beside.description.clone());
    match schema {
        Schema::Object(object) => {
            object.description = text.or(object.description.take());
            if !object.properties.is_empty() {
                object.title = Some(name.to_owned());
            }
        }
        Schema::AnyOf(choice) => choice.description = text.or(choice.description.take()),
        Schema::Array(array) => array.description = text.or(array.description.take()),
        _ => {}
    }
}

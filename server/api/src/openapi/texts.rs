//! What people may type, as the rules have it: no control characters but line
//! ends and tabs, and something else than blanks where a text is required.

use utoipa::openapi::{
    OpenApi, RefOr,
    schema::{AdditionalProperties, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type},
};

/// Marks a required text in the views.
const REQUIRED: &str = r"\S";

const SOME_TEXT: &str = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b-\x1f\x7f-\x9f]*$";
const ANY_TEXT: &str = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$";

pub fn bound(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for schema in components.schemas.values_mut() {
        if let RefOr::T(Schema::Object(object)) = schema
            && is_taken(object)
        {
            object.properties.values_mut().for_each(bound_text);
        }
    }
}

/// Only what requests bring is closed to unknown fields.
fn is_taken(object: &Object) -> bool {
    matches!(object.additional_properties.as_deref(), Some(AdditionalProperties::FreeForm(false)))
}

fn bound_text(field: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(field)) = field else { return };
    let is_text = match &field.schema_type {
        SchemaType::Type(kind) => *kind == Type::String,
        SchemaType::Array(kinds) => kinds.contains(&Type::String),
        SchemaType::AnyValue => false,
    };
    let is_secret = field.format == Some(SchemaFormat::KnownFormat(KnownFormat::Password));
    if !is_text || is_secret || field.max_length.is_none() {
        return;
    }
    match field.pattern.as_deref() {
        Some(REQUIRED) => field.pattern = Some(SOME_TEXT.to_owned()),
        None if field.format.is_none() => field.pattern = Some(ANY_TEXT.to_owned()),
        _ => {}
    }
}

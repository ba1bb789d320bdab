//! A default beside a schema that was written elsewhere: the library puts it into
//! an object of its own, which contradicts every schema of another type.

use utoipa::openapi::{
    OpenApi, RefOr,
    schema::{AllOf, Schema, SchemaType},
};

use super::each_operation;

pub fn join(document: &mut OpenApi) {
    each_operation(document, |_, _, operation| {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter
                && let Some(schema) = &mut parameter.schema
            {
                join_into(schema);
            }
        }
    });
    for schema in document.components.get_or_insert_default().schemas.values_mut() {
        if let RefOr::T(Schema::Object(object)) = schema {
            object.properties.values_mut().for_each(join_into);
        }
    }
}

fn join_into(schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::AllOf(parts)) = schema
        && let Some(joined) = joined(parts)
    {
        *schema = joined;
    }
}

fn joined(parts: &mut AllOf) -> Option<RefOr<Schema>> {
    let [first, RefOr::T(Schema::Object(beside))] = &mut parts.items[..] else { return None };
    if !beside.properties.is_empty() {
        return None;
    }
    let default = beside.default.clone()?;
    if let RefOr::T(Schema::Object(object)) = first {
        object.default = Some(default);
        return Some(first.clone());
    }
    // A name has no room for it; what stands beside it then has no type.
    beside.schema_type = SchemaType::AnyValue;
    None
}

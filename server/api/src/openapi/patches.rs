//! Every PATCH takes what PUT takes with nothing required (RFC 7396), so its
//! schema is made from that one.

use std::collections::BTreeMap;

use axum::http::Method;
use utoipa::openapi::{
    OpenApi, Ref, RefOr,
    schema::{Object, Schema},
};

use super::each_operation;

const SCHEMAS: &str = "#/components/schemas/";

pub fn add(document: &mut OpenApi) {
    let known = document.components.clone().unwrap_or_default().schemas;
    let mut made: BTreeMap<String, Object> = BTreeMap::new();
    each_operation(document, |_, method, operation| {
        let Some(RefOr::T(body)) = operation.request_body.as_mut().filter(|_| method == Method::PATCH) else { return };
        let Some(RefOr::T(patch)) = body.content.get_mut("application/merge-patch+json") else { return };
        let Some(RefOr::Ref(whole)) = &patch.schema else { return };
        let Some(name) = whole.ref_location.strip_prefix(SCHEMAS) else { return };
        let Some(RefOr::T(Schema::Object(whole))) = known.get(name) else { return };
        let new_name = format!("{}Patch", name.trim_end_matches("Edit"));
        let description = format!("A JSON merge patch of {name}.");
        let mut optional = whole.clone();
        optional.required.clear();
        optional.example = None;
        optional.description = Some(description);
        made.insert(new_name.clone(), optional);
        patch.schema = Some(RefOr::Ref(Ref::from_schema_name(new_name)));
        let plain = patch.clone();
        body.content.insert("application/json".to_owned(), RefOr::T(plain));
    });
    let components = document.components.get_or_insert_default();
    components.schemas.extend(made.into_iter().map(|(name, patch)| (name, RefOr::T(Schema::Object(patch)))));
}

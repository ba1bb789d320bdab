//! A file is taken as its bytes, in whichever encoding: generators would take a
//! string for text that they may encode themselves.

use utoipa::openapi::{
    KnownFormat, OpenApi, RefOr, SchemaFormat,
    schema::{Object, Schema},
};

use super::each_operation;

pub fn mark(document: &mut OpenApi) {
    each_operation(document, |_, _, operation| {
        let Some(RefOr::T(body)) = &mut operation.request_body else { return };
        let files = body.content.iter_mut().filter(|(kind, _)| !kind.ends_with("json"));
        for (_, content) in files {
            if let RefOr::T(content) = content
                && let Some(RefOr::T(Schema::Object(file))) = &mut content.schema
            {
                mark_bytes(file);
            }
        }
    });
}

fn mark_bytes(file: &mut Object) {
    file.format = Some(SchemaFormat::KnownFormat(KnownFormat::Binary));
}

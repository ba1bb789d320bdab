//! Headers of answers, and those of requests as their extractors take them.

use axum::http::Method;
use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        Header, HeaderBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::{each_operation, refusals::parameters};
use crate::extract::{IfMatch, IfNoneMatch, OrderKey, RetryKey};

/// The headers of answers, each described once.
const KNOWN: &[(&str, &str, &str)] = &[
    ("Content-Disposition", "A name to save it under.", "attachment; filename=\"products-2026-11-24.csv\""),
    ("ETag", "The version, for If-Match and If-None-Match.", "\"1\""),
    ("Idempotent-Replayed", "true, where this is the first answer again.", "true"),
    ("Location", "Where it is.", "/v1/products/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"),
    ("RateLimit", "What is left: r requests now, all of them in t seconds.", "\"tenant\";r=99;t=1"),
    ("RateLimit-Policy", "The tenant's quota: q requests in w seconds.", "\"tenant\";q=100;w=2"),
    ("Retry-After", "Seconds to wait.", "1"),
    ("WWW-Authenticate", "Bearer, where a token is missing or wrong.", "Bearer"),
    ("X-Request-Id", "The id of this request.", "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f"),
];

pub fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for (name, about, example) in KNOWN {
        components.headers.insert((*name).to_owned(), RefOr::T(header(about, example)));
    }
    each_operation(document, |path, method, operation| {
        let has = |name: &str| parameters(operation).any(|parameter| parameter.name == name);
        let (tagged, keyed) = (has("If-Match") || has("If-None-Match"), has("Idempotency-Key"));
        let by_members = operation.security.iter().flatten().any(|requirement| {
            serde_json::to_value(requirement).is_ok_and(|requirement| requirement.get("member").is_some())
        });
        if has("If-None-Match") {
            let same = ResponseBuilder::new().description("It is as If-None-Match has it.").build();
            operation.responses.responses.insert("304".to_owned(), RefOr::T(same));
        }
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(response) = response else { continue };
            let is_file = response.content.contains_key("text/csv");
            let applying = [
                (is_file, "Content-Disposition"),
                ((tagged && status != "204") || status == "201", "ETag"),
                (status == "201" || (status == "202" && path.starts_with("/v1/tenants/{id}/")), "Location"),
                (keyed && method != Method::GET, "Idempotent-Replayed"),
                (by_members, "RateLimit"),
                (by_members, "RateLimit-Policy"),
                (true, "X-Request-Id"),
            ];
            applying.into_iter().filter(|(applies, _)| *applies).for_each(|(_, name)| say(response, name));
        }
    });
}

/// Refers to the description of a header.
pub fn say(response: &mut Response, name: &str) {
    let reference = Ref::new(format!("#/components/headers/{name}"));
    response.headers.entry(name.to_owned()).or_insert(RefOr::Ref(reference));
}

fn header(about: &str, example: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(about))
        .example(Some(json!(example)))
        .build()
}

fn parameter(
    name: &str,
    required: Required,
    about: &str,
    example: Option<&str>,
    schema: ObjectBuilder,
) -> Vec<Parameter> {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(about))
        .schema(Some(schema.schema_type(Type::String)))
        .example(example.map(Into::into));
    vec![parameter.build()]
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The ETag that you read, or * to overwrite whatever is there.";
        parameter("If-Match", Required::True, about, Some("\"1\""), ObjectBuilder::new())
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The ETag that you have: 304 if it is still the present one.";
        parameter("If-None-Match", Required::False, about, Some("\"1\""), ObjectBuilder::new())
    }
}

const KEY: &str = "5f0f6f1e-0d38-4c59-9f5f-6a2c1f1f4f0e";

fn key_schema() -> ObjectBuilder {
    ObjectBuilder::new().min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$"))
}

impl IntoParams for RetryKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "Made up by you: the same request with the same key happens once.";
        // No example: one that forms fill in by themselves would be used twice.
        parameter("Idempotency-Key", Required::False, about, None, key_schema())
    }
}

impl IntoParams for OrderKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "Made up by you, one for each order that you mean to place.";
        parameter("Idempotency-Key", Required::True, about, Some(KEY), key_schema())
    }
}

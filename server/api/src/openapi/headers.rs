//! Headers of answers, and those of requests as their extractors take them.

use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        Header, HeaderBuilder, OpenApi, RefOr, Required, Response, ResponseBuilder,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::{each_operation, refusals::parameters};
use crate::extract::{IfMatch, IfNoneMatch, OrderKey, RetryKey};

pub fn add(document: &mut OpenApi) {
    each_operation(document, |path, method, operation| {
        let has = |name: &str| parameters(operation).any(|parameter| parameter.name == name);
        let (tagged, keyed) = (has("If-Match") || has("If-None-Match"), has("Idempotency-Key"));
        let is_tenants = operation.security.iter().flatten().any(|requirement| {
            serde_json::to_value(requirement).is_ok_and(|requirement| requirement.get("member").is_some())
        });
        if has("If-None-Match") {
            let same = ResponseBuilder::new().description("It is as If-None-Match has it.").build();
            operation.responses.responses.insert("304".to_owned(), RefOr::T(same));
        }
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(response) = response else { continue };
            let is_done = status.starts_with('2') || status == "304";
            if is_done && (tagged || status == "201") && status != "204" {
                say(response, "ETag", "The version, for If-Match and If-None-Match.", "\"1\"");
            }
            if status == "201" {
                say(response, "Location", "Where it is.", &format!("{path}/019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10"));
            }
            if is_done && keyed && method != axum::http::Method::GET {
                say(response, "Idempotent-Replayed", "true, where this is the first answer again.", "true");
            }
            if is_tenants {
                say(
                    response,
                    "RateLimit-Policy",
                    "The tenant's quota: q requests in w seconds.",
                    "\"tenant\";q=100;w=2",
                );
                say(
                    response,
                    "RateLimit",
                    "What is left: r requests now, all of them in t seconds.",
                    "\"tenant\";r=99;t=1",
                );
            }
            say(response, "X-Request-Id", "The id of this request.", "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f");
        }
    });
}

fn say(response: &mut Response, name: &str, about: &str, example: &str) {
    response.headers.entry(name.to_owned()).or_insert_with(|| RefOr::T(header(about, example)));
}

fn header(about: &str, example: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(about))
        .example(Some(json!(example)))
        .build()
}

fn parameter(name: &str, required: Required, about: &str, example: &str, schema: ObjectBuilder) -> Vec<Parameter> {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(about))
        .schema(Some(schema.schema_type(Type::String)))
        .example(Some(json!(example)));
    vec![parameter.build()]
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The ETag that you read, or * to overwrite whatever is there.";
        parameter("If-Match", Required::True, about, "\"1\"", ObjectBuilder::new())
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The ETag that you have: 304 if it is still the present one.";
        parameter("If-None-Match", Required::False, about, "\"1\"", ObjectBuilder::new())
    }
}

const KEY: &str = "5f0f6f1e-0d38-4c59-9f5f-6a2c1f1f4f0e";

fn key_schema() -> ObjectBuilder {
    ObjectBuilder::new().min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$"))
}

impl IntoParams for RetryKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "Made up by you: the same request with the same key happens once.";
        parameter("Idempotency-Key", Required::False, about, KEY, key_schema())
    }
}

impl IntoParams for OrderKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "Made up by you, one for each order that you mean to place.";
        parameter("Idempotency-Key", Required::True, about, KEY, key_schema())
    }
}

//! How operations refuse, told from what they take: whoever takes a token can
//! answer 401, whoever takes an id 404, and so on.

use serde_json::json;
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, Parameter, ParameterIn},
    schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type},
};

use super::each_operation;
use crate::problem::kinds::{self, Kind};

pub fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.schemas.insert("Problem".to_owned(), problem());
    components.responses.insert("Problem".to_owned(), RefOr::T(response("The request is refused.", &kinds::INTERNAL)));
    each_operation(document, |path, _, operation| {
        for (status, kind, when) in refusals(path, operation) {
            let answer = RefOr::T(response(when, kind));
            operation.responses.responses.entry(status.to_owned()).or_insert(answer);
        }
        let any = RefOr::Ref(Ref::from_response_name("Problem"));
        operation.responses.responses.insert("default".to_owned(), any);
    });
}

type Refusal = (&'static str, &'static Kind, &'static str);

fn refusals(path: &str, operation: &Operation) -> Vec<Refusal> {
    let takes = |name: &str| parameters(operation).any(|parameter| parameter.name == name);
    let takes_query = parameters(operation).any(|parameter| parameter.parameter_in == ParameterIn::Query);
    let takes_body = operation.request_body.is_some();
    let secured = operation.security.iter().flatten().any(|requirement| *requirement != Default::default());
    let mut refusals: Vec<Refusal> =
        vec![("503", &kinds::UNAVAILABLE, "The service can't answer just now, or the request took too long.")];
    let mut add = |applies: bool, refusal: Refusal| refusals.extend(applies.then_some(refusal));
    add(
        takes_body || takes_query || takes("Idempotency-Key"),
        ("400", &kinds::UNKNOWN_PARAMETER, "The request can't be read."),
    );
    add(secured, ("401", &kinds::UNAUTHENTICATED, "The token is missing, wrong or expired."));
    add(
        path == "/v1/auth/signin" || path == "/v1/auth/operator/signin",
        ("401", &kinds::WRONG_CREDENTIALS, "The address or the password is wrong."),
    );
    add(secured, ("403", &kinds::ROLE_TOO_LOW, "The role, the plan or the tenant's status does not allow it."));
    add(path.contains('{'), ("404", &kinds::NOT_FOUND, "It does not exist, or it belongs to others."));
    add(takes_body || takes("Idempotency-Key"), ("409", &kinds::CONFLICT, "The present state does not allow it."));
    add(takes("If-Match"), ("412", &kinds::STALE, "It was changed since it was read."));
    add(takes_body, ("413", &kinds::TOO_LARGE, "The body has more than 256 KiB."));
    add(takes_body, ("415", &kinds::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON."));
    add(takes_body || takes_query, ("422", &kinds::INVALID, "Some fields are not valid."));
    add(takes("If-Match"), ("428", &kinds::PRECONDITION_REQUIRED, "The If-Match header is missing."));
    add(secured || takes_body, ("429", &kinds::RATE_LIMITED, "Too many requests."));
    refusals
}

pub fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

fn response(when: &str, kind: &Kind) -> Response {
    let mut response =
        ResponseBuilder::new().description(when).content("application/problem+json", content(kind)).build();
    let mut say = |name: &str, text: &str, kind: Type| {
        let schema = ObjectBuilder::new().schema_type(kind);
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build();
        response.headers.insert(name.to_owned(), RefOr::T(header));
    };
    match kind.status {
        401 => say("WWW-Authenticate", "Bearer, where a token is missing or wrong.", Type::String),
        429 | 503 => say("Retry-After", "Seconds to wait.", Type::Integer),
        _ => {}
    }
    response
}

fn content(kind: &Kind) -> Content {
    let mut example = json!({
        "type": format!("/v1/docs/problems#{}", kind.code),
        "title": kind.title,
        "status": kind.status,
        "detail": kind.remedy,
        "code": kind.code,
        "request_id": "019ab5d2-8e0f-7000-9000-0a0b0c0d0e0f",
    });
    match kind.status {
        412 => example["current"] = json!("\"4\""),
        422 => {
            example["errors"] = json!([{"pointer": "/price", "code": "negative", "detail": "must not be negative"}]);
        }
        429 | 503 => example["retry_after_s"] = json!(1),
        _ => {}
    }
    ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).example(Some(example)).build()
}

/// RFC 9457 with our members; more may come with single codes.
fn problem() -> RefOr<Schema> {
    let text = |about: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    let codes: Vec<&str> = kinds::ALL.iter().map(|kind| kind.code).collect();
    let error = ObjectBuilder::new()
        .property("pointer", text("JSON pointer (RFC 6901) into the body, or / and the parameter's name."))
        .required("pointer")
        .property("code", text("Stable."))
        .required("code")
        .property("detail", text("For people."))
        .required("detail");
    ObjectBuilder::new()
        .description(Some("A refusal (RFC 9457). Single codes add members, as limit, max, used, next or available."))
        .property(
            "type",
            text("Where the code is explained.")
                .format(Some(utoipa::openapi::SchemaFormat::Custom("uri-reference".to_owned()))),
        )
        .required("type")
        .property("title", text("The same for each problem of the code."))
        .required("title")
        .property("status", ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(400)).maximum(Some(599)))
        .required("status")
        .property("detail", text("What is wrong with this very request."))
        .required("detail")
        .property("code", text("Stable.").enum_values(Some(codes)))
        .required("code")
        .property("request_id", text("Under this id the operator finds the request in the log."))
        .required("request_id")
        .property("errors", ArrayBuilder::new().items(error))
        .property("retry_after_s", ObjectBuilder::new().schema_type(Type::Integer))
        .property("current", text("The present entity tag, of code stale."))
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .into()
}

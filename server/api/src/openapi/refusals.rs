//! The error responses of operations, derived from what they take: one that takes a token can
//! answer 401, one that takes an id 404, and so on.

use serde_json::json;
use utoipa::openapi::{
    Content, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, Parameter, ParameterIn},
};

use super::{each_operation, headers, problem};
use crate::problem::kinds::{self, Kind};

/// An error response, described once and referred to by operations.
struct Refusal {
    name: &'static str,
    status: &'static str,
    /// The one that is shown.
    kind: &'static Kind,
    when: &'static str,
}

macro_rules! refusals {
    ($($constant:ident = $name:literal, $status:literal, $kind:ident, $when:literal;)+) => {
        $(const $constant: Refusal =
            Refusal { name: $name, status: $status, kind: &kinds::$kind, when: $when };)+
        const ALL: &[&Refusal] = &[$(&$constant),+];
    };
}

refusals! {
    BAD_REQUEST = "BadRequest", "400", UNKNOWN_PARAMETER, "The request can't be read.";
    UNAUTHENTICATED = "Unauthenticated", "401", UNAUTHENTICATED, "The token is missing, wrong or expired.";
    WRONG_CREDENTIALS = "WrongCredentials", "401", WRONG_CREDENTIALS, "The address or the password is wrong.";
    WRONG_CODE = "WrongCode", "401", WRONG_CODE, "The code is wrong, or the sign-in is over.";
    FORBIDDEN = "Forbidden", "403", ROLE_TOO_LOW, "The role, the plan or the tenant's status does not allow it.";
    NOT_FOUND = "NotFound", "404", NOT_FOUND, "It does not exist, or it belongs to others.";
    CONFLICT = "Conflict", "409", CONFLICT, "The present state does not allow it.";
    GONE = "Gone", "410", CURSOR_EXPIRED, "Events behind the cursor are not kept any more.";
    STALE = "Stale", "412", STALE, "It was changed since it was read.";
    TOO_LARGE = "TooLarge", "413", TOO_LARGE, "The body is larger than 256 KiB; a file, than 4 MiB.";
    UNSUPPORTED = "UnsupportedMediaType", "415", UNSUPPORTED_MEDIA_TYPE, "The body is not JSON, or not CSV where a file is taken.";
    INVALID = "Invalid", "422", INVALID, "Some fields are not valid.";
    PRECONDITION = "PreconditionRequired", "428", PRECONDITION_REQUIRED, "The If-Match header is missing.";
    TOO_MANY = "TooManyRequests", "429", RATE_LIMITED, "Too many requests.";
    UNAVAILABLE = "Unavailable", "503", UNAVAILABLE, "The service can't answer just now, or it took too long.";
    ANY_OTHER = "Problem", "default", INTERNAL, "Any other error.";
}

pub fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.schemas.insert("Problem".to_owned(), problem::schema());
    for refusal in ALL {
        components.responses.insert(refusal.name.to_owned(), RefOr::T(response(refusal)));
    }
    each_operation(document, |path, _, operation| {
        for refusal in of(path, operation) {
            let answer = RefOr::Ref(Ref::from_response_name(refusal.name));
            operation.responses.responses.entry(refusal.status.to_owned()).or_insert(answer);
        }
    });
}

fn of(path: &str, operation: &Operation) -> Vec<&'static Refusal> {
    let takes = |name: &str| parameters(operation).any(|parameter| parameter.name == name);
    let takes_query = parameters(operation).any(|parameter| parameter.parameter_in == ParameterIn::Query);
    let takes_body = operation.request_body.is_some();
    let takes_key = takes("Idempotency-Key");
    let takes_token = operation.security.iter().flatten().any(|requirement| *requirement != Default::default());
    let applying = [
        (true, &BAD_REQUEST),
        (path.ends_with("/signin"), &WRONG_CREDENTIALS),
        (path.ends_with("/challenge"), &WRONG_CODE),
        (takes_token, &UNAUTHENTICATED),
        (takes_token, &FORBIDDEN),
        (path.contains('{'), &NOT_FOUND),
        (takes_body || takes_key, &CONFLICT),
        (path.ends_with("/events"), &GONE),
        (takes("If-Match"), &STALE),
        (takes_body, &TOO_LARGE),
        (takes_body, &UNSUPPORTED),
        (takes_body || takes_query || takes_key, &INVALID),
        (takes("If-Match"), &PRECONDITION),
        (takes_token || takes_body, &TOO_MANY),
        (true, &UNAVAILABLE),
        (true, &ANY_OTHER),
    ];
    applying.into_iter().filter(|(applies, _)| *applies).map(|(_, refusal)| refusal).collect()
}

pub fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

fn response(refusal: &Refusal) -> Response {
    let content = content(refusal.kind);
    let mut response =
        ResponseBuilder::new().description(refusal.when).content("application/problem+json", content).build();
    match refusal.status {
        "401" => headers::say(&mut response, "WWW-Authenticate"),
        "429" | "503" => headers::say(&mut response, "Retry-After"),
        _ => {}
    }
    if !matches!(refusal.status, "401" | "503") {
        headers::say(&mut response, "RateLimit");
        headers::say(&mut response, "RateLimit-Policy");
    }
    headers::say(&mut response, "X-Request-Id");
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
    let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
    ContentBuilder::new().schema(Some(schema)).example(Some(example)).build()
}

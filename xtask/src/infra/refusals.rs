//! What the gateway says by itself is said as the functions say it: RFC 9457,
//! with the same codes and titles.

use serde_json::{Map, Value, json};

/// The gateway's name, then status, code and title of our own problem.
pub const REFUSALS: &[(&str, u16, &str, &str, &str)] = &[
    ("ACCESS_DENIED", 401, "unauthenticated", "Sign in first", "the token is not taken here"),
    ("API_CONFIGURATION_ERROR", 500, "internal", "Something went wrong on our side", "it is our fault and was noted"),
    (
        "AUTHORIZER_CONFIGURATION_ERROR",
        500,
        "internal",
        "Something went wrong on our side",
        "it is our fault and was noted",
    ),
    (
        "AUTHORIZER_FAILURE",
        503,
        "unavailable",
        "The service can't answer just now",
        "the token could not be judged; try again",
    ),
    (
        "BAD_REQUEST_BODY",
        422,
        "invalid",
        "Some fields are not valid",
        "the body has not the shape that the operation takes",
    ),
    ("BAD_REQUEST_PARAMETERS", 400, "bad_request", "The request is not understood", "a parameter is missing"),
    ("DEFAULT_5XX", 500, "internal", "Something went wrong on our side", "it is our fault and was noted"),
    ("EXPIRED_TOKEN", 401, "unauthenticated", "Sign in first", "the token has expired"),
    ("INTEGRATION_FAILURE", 503, "unavailable", "The service can't answer just now", "try again"),
    ("INTEGRATION_TIMEOUT", 503, "timeout", "The request took too long", "it took too long; try again"),
    ("INVALID_API_KEY", 401, "unauthenticated", "Sign in first", "the token belongs to no plan"),
    ("INVALID_SIGNATURE", 401, "unauthenticated", "Sign in first", "the token is not taken here"),
    // The gateway's word for a path or method that it does not know.
    (
        "MISSING_AUTHENTICATION_TOKEN",
        404,
        "not_found",
        "There is nothing here that you can see",
        "there is nothing here",
    ),
    ("QUOTA_EXCEEDED", 429, "rate_limited", "Too many requests of your tenant", "the plan's quota is used up"),
    ("REQUEST_TOO_LARGE", 413, "too_large", "The body is too large", "the body is larger than the gateway takes"),
    ("RESOURCE_NOT_FOUND", 404, "not_found", "There is nothing here that you can see", "there is nothing here"),
    // The gateway counts all callers together, so it is not the tenant's rate.
    ("THROTTLED", 429, "throttled", "Too many attempts", "there are too many requests at once; try again"),
    ("UNAUTHORIZED", 401, "unauthenticated", "Sign in first", "send an access token as a bearer token"),
    (
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "unsupported_media_type",
        "The body is of another type than this takes",
        "send what the operation takes",
    ),
    ("WAF_FILTERED", 429, "throttled", "Too many attempts", "the request was refused before it was read"),
];

pub fn responses() -> Value {
    REFUSALS
        .iter()
        .map(|&(name, status, code, title, detail)| (name.to_owned(), response(status, code, title, detail)))
        .collect::<Map<_, _>>()
        .into()
}

fn response(status: u16, code: &str, title: &str, detail: &str) -> Value {
    let mut headers = json!({
        // The key of a template would say application/json otherwise.
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.X-Request-Id": "context.requestId",
    });
    match status {
        401 => headers["gatewayresponse.header.WWW-Authenticate"] = "'Bearer'".into(),
        429 | 503 => headers["gatewayresponse.header.Retry-After"] = "'1'".into(),
        _ => {}
    }
    let body = json!({
        "type": format!("/v1/docs/problems#{code}"), "title": title, "status": status, "code": code, "detail": detail,
        "request_id": "$context.requestId",
    });
    json!({
        "statusCode": status.to_string(),
        "responseParameters": headers,
        "responseTemplates": { "application/json": body.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    /// Our own table of problems is the only one; these are rows of it.
    #[test]
    fn codes_statuses_and_titles_are_those_of_the_functions() {
        let kinds = std::fs::read_to_string(shell::root().join("server/api/src/problem/kinds.rs")).unwrap();
        for (name, status, code, title, _) in REFUSALS {
            let row = format!("= {status}, \"{code}\", \"{title}\"");
            assert!(kinds.contains(&row), "{name}: no problem of ours is {row}");
        }
    }

    #[test]
    fn a_refusal_is_a_problem() {
        let all = responses();
        let throttled = &all["THROTTLED"];
        assert_eq!(throttled["responseParameters"]["gatewayresponse.header.Retry-After"], "'1'");
        let body: Value =
            serde_json::from_str(throttled["responseTemplates"]["application/json"].as_str().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({
                "type": "/v1/docs/problems#throttled", "title": "Too many attempts", "status": 429,
                "code": "throttled", "detail": "there are too many requests at once; try again",
                "request_id": "$context.requestId",
            })
        );
    }
}

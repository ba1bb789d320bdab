//! What the gateway says by itself is said as the functions say it: RFC 9457,
//! with the same codes and titles.

use serde_json::{Map, Value, json};

/// Status, code and title of a problem of our own.
struct Problem(u16, &'static str, &'static str);

const BAD_REQUEST: Problem = Problem(400, "bad_request", "The request is not understood");
const UNAUTHENTICATED: Problem = Problem(401, "unauthenticated", "Sign in first");
const NOT_FOUND: Problem = Problem(404, "not_found", "Not found");
const TOO_LARGE: Problem = Problem(413, "too_large", "The body is too large");
const UNSUPPORTED_MEDIA_TYPE: Problem =
    Problem(415, "unsupported_media_type", "The body is of another type than this takes");
const INVALID: Problem = Problem(422, "invalid", "Some fields are not valid");
const RATE_LIMITED: Problem = Problem(429, "rate_limited", "Too many requests of your tenant");
const THROTTLED: Problem = Problem(429, "throttled", "Too many attempts");
const INTERNAL: Problem = Problem(500, "internal", "Something went wrong on our side");
const TIMEOUT: Problem = Problem(503, "timeout", "The request took too long");
const UNAVAILABLE: Problem = Problem(503, "unavailable", "The service can't answer just now");

/// The gateway's name, then our problem and what is said about it.
const REFUSALS: &[(&str, Problem, &str)] = &[
    ("ACCESS_DENIED", UNAUTHENTICATED, "the token is not taken here"),
    ("API_CONFIGURATION_ERROR", INTERNAL, "it is our fault and was noted"),
    ("AUTHORIZER_CONFIGURATION_ERROR", INTERNAL, "it is our fault and was noted"),
    ("AUTHORIZER_FAILURE", UNAVAILABLE, "the token could not be judged; try again"),
    ("BAD_REQUEST_BODY", INVALID, "the body has not the shape that the operation takes"),
    ("BAD_REQUEST_PARAMETERS", BAD_REQUEST, "a parameter is missing"),
    ("DEFAULT_5XX", INTERNAL, "it is our fault and was noted"),
    ("EXPIRED_TOKEN", UNAUTHENTICATED, "the token has expired"),
    ("INTEGRATION_FAILURE", UNAVAILABLE, "try again"),
    ("INTEGRATION_TIMEOUT", TIMEOUT, "it took too long; try again"),
    // The authorizer named the key, so the caller did nothing wrong.
    ("INVALID_API_KEY", UNAVAILABLE, "the key of the tenant is not known here yet; try again"),
    ("INVALID_SIGNATURE", UNAUTHENTICATED, "the token is not taken here"),
    // The gateway's word for a path or method that it does not know.
    ("MISSING_AUTHENTICATION_TOKEN", NOT_FOUND, "there is nothing here"),
    ("QUOTA_EXCEEDED", RATE_LIMITED, "the plan's quota is used up"),
    ("REQUEST_TOO_LARGE", TOO_LARGE, "the body is larger than the gateway takes"),
    ("RESOURCE_NOT_FOUND", NOT_FOUND, "there is nothing here"),
    // It has one word for the tenant's plan, a shared one and the bound of an operation over all callers.
    ("THROTTLED", THROTTLED, "there are too many requests at once; try again"),
    ("UNAUTHORIZED", UNAUTHENTICATED, "send an access token as a bearer token"),
    ("UNSUPPORTED_MEDIA_TYPE", UNSUPPORTED_MEDIA_TYPE, "send what the operation takes"),
    ("WAF_FILTERED", THROTTLED, "the request was rejected before it was read"),
];

/// Headers of the Fetch standard, as the gateway writes constants and takes headers of the request.
const CROSS_ORIGIN: &[(&str, &str)] = &[
    ("Access-Control-Allow-Origin", "method.request.header.Origin"),
    ("Access-Control-Allow-Credentials", "'true'"),
    ("Access-Control-Expose-Headers", "'Retry-After,X-Request-Id'"),
    ("Vary", "'Origin'"),
];

pub fn responses() -> Value {
    let all = REFUSALS.iter().map(|(name, problem, detail)| ((*name).to_owned(), response(problem, detail)));
    all.collect::<Map<_, _>>().into()
}

fn response(&Problem(status, code, title): &Problem, detail: &str) -> Value {
    let mut headers = json!({
        // The key of a template would say application/json otherwise.
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.X-Request-Id": "context.requestId",
    });
    // Where pages of other origins may call, they may read why they were refused, whichever origin it is: a refusal holds nothing of
    // a tenant, and a mapping can't look into the list that the functions have (CORS_ORIGINS).
    for (name, value) in CROSS_ORIGIN {
        headers[format!("gatewayresponse.header.{name}")] =
            json!({ "Fn::If": ["CrossOrigin", value, { "Ref": "AWS::NoValue" }] });
    }
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
        for (name, Problem(status, code, title), _) in REFUSALS {
            let row = format!("= {status}, \"{code}\", \"{title}\"");
            assert!(kinds.contains(&row), "{name}: no problem of ours is {row}");
        }
    }

    /// Else a page of another origin sees a failed request and nothing more.
    #[test]
    fn pages_of_other_origins_read_every_refusal() {
        let all = responses();
        for (name, refusal) in all.as_object().unwrap() {
            for (header, _) in CROSS_ORIGIN {
                let value = &refusal["responseParameters"][format!("gatewayresponse.header.{header}")];
                assert_eq!(value["Fn::If"][0], "CrossOrigin", "{name} {header}");
            }
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

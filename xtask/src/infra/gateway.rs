//! The document as API Gateway imports it, which takes OpenAPI 3.0: every operation with the function
//! that answers it, the authorizer, what is judged of its body, and refusals
//! that speak as ours do. Answers are only named: the gateway passes them on.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::{models, refusals};

/// Served in development only, where mail stays in the process.
pub const NOT_ON_AWS: &[&str] = &["/v1/dev/mailbox"];
/// Pages for people beside the operations.
const PAGES: &[&str] = &["/v1/docs", "/v1/docs/{page+}", "/v1/openapi.json", "/v1/openapi-3.0.json"];

/// Which function answers, by the beginning of the path. The services are
/// those of `api::Service`.
const ROUTES: &[(&str, &str)] = &[
    ("/v1/auth", "Auth"),
    ("/v1/members", "Auth"),
    ("/v1/invitations", "Auth"),
    ("/v1/docs", "Auth"),
    ("/v1/openapi.json", "Auth"),
    ("/v1/openapi-3.0.json", "Auth"),
    ("/healthz", "Auth"),
    ("/readyz", "Auth"),
    ("/v1/tenants", "Tenants"),
    ("/v1/operator", "Tenants"),
    ("/v1/api-keys", "Tenants"),
    ("/v1/audit", "Tenants"),
    ("/v1/events", "Tenants"),
    ("/v1/event-types", "Tenants"),
    ("/v1/insights", "Tenants"),
    ("/v1/usage", "Tenants"),
    ("/v1/system", "Tenants"),
    ("/v1/products", "Products"),
    ("/v1/orders", "Orders"),
    ("/v1/search", "Orders"),
    ("/v1/views", "Orders"),
    ("/v1/sample-data", "Orders"),
    ("/v1/webhook-endpoints", "Orders"),
];

/// Out of our document in that version, `docs/openapi-3.0.json`.
pub fn document(ours: &Value) -> Result<Value> {
    let all = &ours["components"]["schemas"];
    let mut paths = Map::new();
    let mut bodies = Vec::new();
    for (path, item) in ours["paths"].as_object().context("the document has no paths")? {
        if NOT_ON_AWS.contains(&path.as_str()) {
            continue;
        }
        let function = function_of(path)?;
        let mut methods = Map::new();
        for (method, operation) in item.as_object().into_iter().flatten() {
            methods.insert(method.clone(), self::operation(path, operation, function, &mut bodies)?);
        }
        methods.insert("options".into(), open(path, function));
        paths.insert(path.clone(), methods.into());
    }
    for page in PAGES {
        paths.insert((*page).to_owned(), json!({ "get": open(page, function_of(page)?) }));
    }
    Ok(json!({
        "openapi": "3.0.3",
        "info": { "title": { "Fn::Sub": "${Prefix}api" }, "version": ours["info"]["version"] },
        "paths": paths,
        "components": { "schemas": models::reached(&bodies, all), "securitySchemes": schemes() },
        // The authorizer names the key that a request is counted by; no caller sends one.
        "x-amazon-apigateway-api-key-source": "AUTHORIZER",
        "x-amazon-apigateway-request-validators": {
            "body": { "validateRequestBody": true, "validateRequestParameters": false },
            "nothing": { "validateRequestBody": false, "validateRequestParameters": false },
        },
        "x-amazon-apigateway-request-validator": "nothing",
        "x-amazon-apigateway-gateway-responses": refusals::responses(),
    }))
}

/// Operations that anybody may call and that keep a session: they have to come through while sign-ins are held up.
const OF_SESSIONS: &[&str] = &["refresh_session", "sign_out"];

/// The stage's settings of the methods by which anybody signs in, registers or asks for mail: the general ones with a bound of
/// their own. The functions count by address and account; this bounds what a flood from everywhere can cost.
pub fn settings_of_open_methods(ours: &Value, general: &Value) -> Vec<Value> {
    let mut settings = Vec::new();
    for (path, item) in ours["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let name = operation["operationId"].as_str().unwrap_or_default();
            if method == "get"
                || NOT_ON_AWS.contains(&path.as_str())
                || OF_SESSIONS.contains(&name)
                || !is_open(operation)
            {
                continue;
            }
            let mut own = general.clone();
            // Slashes are escaped but for the first one, as in a JSON pointer.
            own["ResourcePath"] = format!("/{}", path.replace('/', "~1")).into();
            own["HttpMethod"] = method.to_uppercase().into();
            own["ThrottlingRateLimit"] = json!({ "Ref": "OpenRequestsPerSecond" });
            own["ThrottlingBurstLimit"] = json!({ "Ref": "OpenBurstOfRequests" });
            settings.push(own);
        }
    }
    settings
}

/// Returns whether a token is not needed.
fn is_open(operation: &Value) -> bool {
    operation["security"].as_array().is_some_and(|ways| ways.is_empty() || ways.contains(&json!({})))
}

pub fn function_of(path: &str) -> Result<&'static str> {
    let begins = |start: &str| path == start || path.strip_prefix(start).is_some_and(|rest| rest.starts_with('/'));
    match ROUTES.iter().find(|(start, _)| begins(start)) {
        Some((_, function)) => Ok(function),
        None => bail!("no function answers {path}: add it to the routes"),
    }
}

fn operation(path: &str, operation: &Value, function: &str, bodies: &mut Vec<Value>) -> Result<Value> {
    let mut emitted = open(path, function);
    emitted["operationId"] = operation["operationId"].clone();
    emitted["security"] = security(operation)?;
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        let mut judged = Map::new();
        for (media, body) in content {
            let schema = models::coarse(&body["schema"]);
            if media.ends_with("json") && models::demands(&schema) {
                bodies.push(schema.clone());
                judged.insert(media.clone(), json!({ "schema": schema }));
            }
        }
        if !judged.is_empty() {
            emitted["requestBody"] = json!({ "content": judged, "required": operation["requestBody"]["required"] });
            emitted["x-amazon-apigateway-request-validator"] = "body".into();
        }
    }
    Ok(emitted)
}

/// Goes to the function without a look.
fn open(path: &str, function: &str) -> Value {
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name.trim_end_matches('+'), "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    json!({
        "parameters": parameters,
        "responses": { "default": { "description": "As the function answers." } },
        "security": [],
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "passthroughBehavior": "when_no_match",
            "timeoutInMillis": 29_000,
            "uri": invocation(function),
        },
    })
}

/// Who is asked for a token is judged before the function is called, and counted
/// by the key of their tenant. Where a token is one way among others, the
/// function judges it.
fn security(operation: &Value) -> Result<Value> {
    let ways = operation["security"].as_array().context("an operation does not say who may call it")?;
    let judged = |way: &Value| ["member", "operator", "api_key"].iter().any(|scheme| way.get(scheme).is_some());
    if ways.is_empty() || !ways.iter().all(judged) {
        return Ok(json!([]));
    }
    Ok(json!([{ "token": [], "key": [] }]))
}

fn schemes() -> Value {
    json!({
        "key": { "type": "apiKey", "name": "x-api-key", "in": "header" },
        "token": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
                "type": "request",
                "identitySource": "method.request.header.Authorization",
                "authorizerUri": invocation("Authorizer"),
                "authorizerResultTtlInSeconds": { "Ref": "AuthorizerCacheSeconds" },
            },
        },
    })
}

fn invocation(function: &str) -> Value {
    json!({ "Fn::Sub": format!(
        "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}Arn}}/invocations"
    ) })
}

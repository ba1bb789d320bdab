//! Traces by OTLP: of the same trace, signed, and sent after the answer.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use tenantry_aws_testing::{
    installation::{PASSWORD, answer, installation, request},
    runtime::Function,
};
use tokio::sync::{Notify, mpsc};

use super::{BOOTSTRAP, header, new_trace};

/// X-Ray's endpoint, which keeps everybody waiting until it may answer.
#[derive(Clone)]
struct Endpoint {
    may: Arc<Notify>,
    taken: mpsc::UnboundedSender<(HeaderMap, Value)>,
}

async fn take(State(endpoint): State<Endpoint>, headers: HeaderMap, body: String) -> StatusCode {
    endpoint.may.notified().await;
    let body = serde_json::from_str(&body).expect("JSON");
    endpoint.taken.send((headers, body)).expect("the test listens");
    StatusCode::OK
}

pub async fn spans_are_sent_after_the_answer() {
    let (_, variables) = installation().await;
    let (taken, mut sent) = mpsc::unbounded_channel();
    let may = Arc::new(Notify::new());
    let router = Router::new().route("/v1/traces", post(take)).with_state(Endpoint { may: may.clone(), taken });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut variables = (*variables).clone();
    variables.extend([
        ("TRACE_EXPORT".to_owned(), "otlp".to_owned()),
        ("AWS_ENDPOINT_URL_XRAY".to_owned(), address),
        // Nobody listens there any more.
        ("AWS_XRAY_DAEMON_ADDRESS".to_owned(), "127.0.0.1:9".to_owned()),
    ]);

    let auth = Function::start(BOOTSTRAP, "auth", &variables).await;
    let given = json!({ "email": "nobody@acme.example", "password": PASSWORD, "refresh_token_in": "body" });
    let (trace, segment) = (new_trace(), "00000000000000d1");
    let signing_in = request("POST", "/v1/auth/signin", None, Some(&given));
    let refused = auth.call_within(&header(&trace, segment), signing_in).await.expect("an answer");
    assert_eq!(answer(&refused).0, 401, "{refused}");
    // Had the answer waited for the endpoint, the function would have given the endpoint up by now.
    may.notify_one();
    let (headers, body) =
        tokio::time::timeout(Duration::from_secs(10), sent.recv()).await.expect("in time").expect("spans");

    let by = headers["authorization"].to_str().expect("text");
    assert!(by.starts_with("AWS4-HMAC-SHA256 Credential=") && by.contains("/xray/aws4_request"), "{by}");
    assert_eq!(headers["content-type"], "application/json");
    let of = &body["resourceSpans"][0];
    let name = json!({ "key": "service.name", "value": { "stringValue": "auth" } });
    assert!(of["resource"]["attributes"].as_array().expect("attributes").contains(&name), "{body}");
    let spans = of["scopeSpans"][0]["spans"].as_array().expect("spans");
    let id = trace.strip_prefix("1-").expect("a version").replace('-', "");
    assert!(!spans.is_empty());
    for span in spans {
        assert_eq!((&span["traceId"], &span["parentSpanId"]), (&json!(id), &json!(segment)), "{span}");
        assert!(span["startTimeUnixNano"].as_str() <= span["endTimeUnixNano"].as_str(), "{span}");
    }
    assert!(spans.iter().any(|span| span["name"].as_str().is_some_and(|name| name.starts_with("DynamoDB."))), "{body}");
    for personal in ["acme.example", PASSWORD] {
        assert!(!body.to_string().contains(personal), "{body}");
    }
}

//! One trace from a request to the consumer that mails, as a collector gets it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, routing::post};
use opentelemetry_proto::tonic::{collector::trace::v1::ExportTraceServiceRequest, trace::v1::Span};
use prost::Message;

use crate::support::{Company, Installation, Placement, Server, wait_for};

type Spans = Arc<Mutex<Vec<Span>>>;

async fn collector() -> (SocketAddr, Spans) {
    let spans = Spans::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let take = async |State(spans): State<Spans>, body: Bytes| {
        let request = ExportTraceServiceRequest::decode(body).expect("OTLP");
        let new = request.resource_spans.into_iter().flat_map(|of| of.scope_spans).flat_map(|of| of.spans);
        spans.lock().expect("sound").extend(new);
    };
    let router = Router::new().route("/v1/traces", post(take)).with_state(spans.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (at, spans)
}

/// Names from the root down to a span.
fn way<'a>(span: &'a Span, by_id: &BTreeMap<&[u8], &'a Span>) -> Vec<&'a str> {
    let mut names = vec![span.name.as_str()];
    let mut parent = span.parent_span_id.as_slice();
    while let Some(next) = by_id.get(parent) {
        names.push(&next.name);
        parent = &next.parent_span_id;
    }
    assert!(parent.is_empty(), "{names:?} hangs in the air");
    names.reverse();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_leads_from_the_request_to_the_mail() {
    let (at, spans) = collector().await;
    let server = Server::with(&["--otlp-endpoint", &format!("http://{at}"), "--otlp-sample", "1"]);
    let company = Company::found(&server, "Traced", Placement::Silo).await;
    let lamp = company.product("Lamp", "1.00", 10).await.text("product_id");
    company.order("one", &lamp, 1).await.expect_status(201);
    company.insights(1).await;
    let trace = wait_for(async || {
        let spans = spans.lock().expect("sound").clone();
        let root = spans.iter().find(|span| span.name == "POST /v1/orders")?.trace_id.clone();
        let trace: Vec<Span> = spans.into_iter().filter(|span| span.trace_id == root).collect();
        let has = |name: &str| trace.iter().any(|span| span.name == name);
        (has("mail") && has("insights") && has("inventory")).then_some(trace)
    })
    .await;
    let by_id: BTreeMap<&[u8], &Span> = trace.iter().map(|span| (span.span_id.as_slice(), span)).collect();
    let ways: Vec<Vec<&str>> = trace.iter().map(|span| way(span, &by_id)).collect();
    for wanted in [
        &["POST /v1/orders"][..],
        &["POST /v1/orders", "identify"],
        &["POST /v1/orders", "place_order", "read", "SELECT"],
        &["POST /v1/orders", "place_order", "commit", "INSERT"],
        &["POST /v1/orders", "place_order", "commit", "group commit", "COMMIT"],
        &["POST /v1/orders", "place_order", "commit", "mail"],
        &["POST /v1/orders", "place_order", "commit", "inventory", "commit"],
    ] {
        assert!(ways.iter().any(|way| way == wanted), "{wanted:?} is not among {ways:#?}");
    }
    let root = trace.iter().find(|span| span.name == "POST /v1/orders").expect("the root");
    let has = |key: &str| root.attributes.iter().any(|attribute| attribute.key == key);
    assert!(has("http.route") && has("http.response.status_code") && has("tenant_id") && has("request_id"));
    // Statements are reported without their values.
    let texts = trace.iter().flat_map(|span| &span.attributes).filter(|attribute| attribute.key == "db.query.text");
    assert!(texts.clone().count() > 5);
    assert!(texts.into_iter().all(|text| !format!("{text:?}").contains("customer@example.com")));
    println!("{} spans in the trace of one order", trace.len());
}

#[tokio::test]
async fn by_default_nothing_is_traced() {
    let server = Server::start();
    let company = Company::found(&server, "Untraced", Placement::Pool).await;
    company.product("Lamp", "1.00", 10).await;
    let (_, log) = server.stop();
    assert!(!log.contains("opentelemetry"), "{log}");
}

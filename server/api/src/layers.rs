//! What happens to every request, whatever it asks for. From the outside in:
//! the frame (request id, log line, metrics, headers, the bodies of
//! refusals), CORS, the deadline, and the net for panics.

pub mod admission;
pub mod body_limit;
mod cors;
pub mod exchange;
mod log_line;
mod meters;
mod operations;
mod panic;
pub mod rate_limit;
pub mod request_id;
pub mod security_headers;
#[cfg(test)]
mod tests;
mod timeout;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::{Instrument, Span, field, field::Empty};

use self::{
    exchange::Exchange,
    log_line::{Class, Line},
    meters::Meters,
    operations::Operations,
};
use crate::{
    config::ApiConfig,
    problem::{self, Problem, kinds},
    routing::Named,
    traffic::Traffic,
};

pub fn around(router: Router, config: &ApiConfig, names: &[Named], traffic: Arc<Traffic>) -> Router {
    let frame = Arc::new(Frame {
        operations: Operations::of(names, &traffic),
        traffic,
        meters: Meters::default(),
        https: config.secure_cookies,
        exact_rates: config.exact_rates,
    });
    let router = router
        .layer(CatchPanicLayer::custom(panic::answer))
        .layer(middleware::from_fn_with_state(config.request_timeout, timeout::deadline));
    let router = if config.cors_origins.is_empty() { router } else { router.layer(cors::layer(&config.cors_origins)) };
    router.layer(middleware::from_fn_with_state(frame, serve))
}

/// Put with a request by who reads the wire: it does not name the host that it is for, and so is not answered.
#[derive(Clone, Copy, Debug)]
pub struct Misframed(pub &'static str);

/// Put with a request by who reads the wire: it did not come through what stands before the API, so there is nothing
/// here for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PastEdge;

struct Frame {
    operations: Operations,
    traffic: Arc<Traffic>,
    meters: Meters,
    https: bool,
    exact_rates: bool,
}

/// Names for what matched no operation.
const UNMATCHED: &str = "unmatched";

fn template(path: &Option<MatchedPath>) -> &str {
    path.as_ref().map_or(UNMATCHED, MatchedPath::as_str)
}

/// What a trace is searched by, as the semantic conventions of OpenTelemetry name it.
fn describe(span: &Span, exchange: &Exchange, status: u16) {
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
    if let Some((tenant, _)) = exchange.tenant() {
        span.record("tenant_id", field::display(tenant));
    }
}

/// What is answered to a request that nobody is to read.
fn refused_unread(request: &Request) -> Option<Problem> {
    if request.extensions().get::<PastEdge>().is_some() {
        return Some(Problem::not_found().caused_by("the request did not come through CloudFront"));
    }
    let Misframed(why) = request.extensions().get::<Misframed>()?;
    Some(Problem::new(&kinds::INVALID_HEADER, *why).with("header", "Host"))
}

async fn serve(State(frame): State<Arc<Frame>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let exchange = Exchange::new(request_id::of(request.headers()));
    request.extensions_mut().insert(exchange.clone());

    let span = tracing::trace_span!(
        target: "tenantry::trace",
        "request",
        otel.name = format!("{method} {}", template(&path)),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method.as_str(),
        http.route = template(&path),
        http.response.status_code = Empty,
        request_id = &**exchange.request_id(),
        tenant_id = Empty,
    );
    let response = match refused_unread(&request) {
        Some(refused) => refused.into_response(),
        None => next.run(request).instrument(span.clone()).await,
    };

    let (mut response, problem) = problem::render(response, exchange.request_id());
    let path = template(&path);
    let operation = frame.operations.find(&method, path);
    let function = operation.map_or(UNMATCHED, |operation| operation.name);
    let headers = response.headers_mut();
    if let Some((quota, decision)) = exchange.rate() {
        rate_limit::set_headers(headers, quota, frame.exact_rates.then_some(&decision));
    }
    security_headers::add(headers, frame.https);
    if let Ok(id) = HeaderValue::from_str(exchange.request_id()) {
        headers.insert(&request_id::X_REQUEST_ID, id);
    }

    let (status, took) = (response.status(), started.elapsed());
    let class = Class::of(status);
    if let Some(operation) = operation {
        operation.count(class);
        frame.traffic.record(&operation.route, status, started, took);
    }
    if let Some((tenant, tier)) = exchange.tenant() {
        frame.meters.record(tenant, tier, class, took);
        if let Some(meter) = exchange.meter() {
            meter.request(tenant, status.as_u16(), took);
        }
    }
    if !span.is_disabled() {
        describe(&span, &exchange, status.as_u16());
    }
    if let Some(problem) = &problem {
        log_line::cause(&exchange, function, problem);
    }
    Line { exchange: &exchange, function, method: &method, path, status, took }.write();
    response
}

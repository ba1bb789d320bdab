//! A service of the API behind API Gateway: the same routes as in the other
//! backend, only its own.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use lambda_http::{RequestExt, request::RequestContext};
use tenantry_api::{ApiConfig, PastEdge, Readiness, Service, System};
use tenantry_aws::trace;
use tenantry_core::{domain::ids::TenantId, ports::control::ControlStore};

use crate::{
    backend::{self, Backend},
    clients::Clients,
    config::{optional, prefix},
    edge, ending,
    system::Own,
    telemetry,
};

/// What makes the source of the state of the installation, for the one service that reports on it.
pub type MakeSystem = fn(&Clients, &Backend) -> Result<Arc<dyn System>>;

pub fn system(clients: &Clients, backend: &Backend) -> Result<Arc<dyn System>> {
    Ok(Own::new(clients, backend.control.clone(), backend.relay.clone(), &prefix()?))
}

pub async fn serve(clients: &Clients, service: Service, system: Option<MakeSystem>) -> Result<()> {
    let (backend, ()) = tokio::join!(backend::open_warm(clients), ending::register());
    let backend = backend?;
    let ready = Arc::new(Ready(backend.control.clone()));
    let system = system.map(|make| make(clients, &backend)).transpose()?;
    let config = ApiConfig { system, ..config() };
    let router = tenantry_api::router_of(service, backend.app.clone(), config, ready);
    let after = Arc::new(telemetry::Emission::new(backend.consumptions(clients), backend.worker.clone()));
    let last = after.clone();
    ending::before_the_end(move || async move { last.end().await });
    after.started();
    let router = router.layer(middleware::from_fn_with_state(after, around));
    lambda_http::run(router).await.map_err(|error| anyhow!("the runtime ended: {error}"))
}

fn config() -> ApiConfig {
    ApiConfig {
        cors_origins: optional("CORS_ORIGINS")
            .map_or_else(Vec::new, |origins| origins.split(',').map(|origin| origin.trim().to_owned()).collect()),
        // The middleware below writes the caller's address as CloudFront saw it, or else API Gateway.
        trust_forwarded_for: true,
        // Each container holds a tenant to its rate by itself and knows nothing of the
        // others; the gateway counts over all of them (ADR 47).
        exact_rates: false,
        ..ApiConfig::default()
    }
}

/// What Lambda knows of a request and the router can't: where it comes from and
/// the trace that it belongs to.
async fn around(State(after): State<Arc<telemetry::Emission>>, mut request: Request, next: Next) -> Response {
    let seen_by_gateway = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.clone(),
        _ => None,
    };
    let viewer = edge::viewer(&mut request).unwrap_or_else(|_| {
        request.extensions_mut().insert(PastEdge);
        None
    });
    let address = viewer.map(|address| address.to_string()).or(seen_by_gateway);
    let headers = request.headers_mut();
    headers.remove("x-forwarded-for");
    if let Some(address) = address.and_then(|address| HeaderValue::from_str(&address).ok()) {
        headers.insert("x-forwarded-for", address);
    }
    let header = request.lambda_context_ref().and_then(|context| context.xray_trace_id.clone());
    let response = match header {
        Some(header) => trace::within(header, next.run(request)).await,
        None => next.run(request).await,
    };
    after.emit().await;
    with_its_mark(response).await
}

/// The mark of the byte order, by which spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// What turns our answer into a text for the gateway takes one mark away, so a file that begins with it gets another.
async fn with_its_mark(response: Response) -> Response {
    let is_file =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv"));
    if !is_file {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if !body.starts_with(MARK) {
        return Response::from_parts(head, body.into());
    }
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, [MARK, &body].concat().into())
}

/// Ready when control data can be read.
struct Ready(tenantry_aws::control::DynamoControl);

#[async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), String> {
        let nobody = TenantId(Default::default());
        self.0.tenant(nobody).await.map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_container_tells_what_is_left_of_a_rate() {
        assert!(!config().exact_rates);
    }
}

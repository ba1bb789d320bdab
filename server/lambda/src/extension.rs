//! The two calls of Lambda's Extensions API that are needed here. The crate for it brings servers for logs and telemetry
//! along, which were 0.2 MB of each function.

use anyhow::{Result, anyhow, bail};
use axum::{
    body::{self, Bytes},
    http::{HeaderMap, HeaderValue, request::Builder},
};
use lambda_runtime_api_client::{PooledClient, body::Body, build_request};
use serde_json::{Value, json};

const ID: &str = "lambda-extension-identifier";
/// More than any event has.
const MAX: usize = 1 << 20;

/// What hears of the life of this container.
pub struct Extension {
    client: PooledClient,
    id: HeaderValue,
}

impl Extension {
    /// Registers one under a name, for some kinds of events. This must be done before the first event of the function is taken.
    pub async fn register(name: &str, events: &[&str]) -> Result<Self> {
        let client = PooledClient::builder().build();
        let request = build_request().method("POST").uri("/2020-01-01/extension/register");
        let request = request.header("lambda-extension-name", name).header("content-type", "application/json");
        let (headers, _) = call(&client, request, Body::from(json!({ "events": events }).to_string())).await?;
        let id = headers.get(ID).ok_or_else(|| anyhow!("an extension was given no name"))?.clone();
        Ok(Self { client, id })
    }

    /// Waits for an event. Lambda freezes the container only when all extensions wait.
    pub async fn next(&self) -> Result<Value> {
        let request = build_request().uri("/2020-01-01/extension/event/next").header(ID, &self.id);
        let (_, event) = call(&self.client, request, Body::empty()).await?;
        Ok(serde_json::from_slice(&event)?)
    }
}

async fn call(client: &PooledClient, request: Builder, body: Body) -> Result<(HeaderMap, Bytes)> {
    let answer = client.call(request.body(body)?).await.map_err(|error| anyhow!("Lambda does not answer: {error}"))?;
    let (head, body) = answer.into_parts();
    let body = body::to_bytes(body::Body::new(body), MAX).await?;
    if !head.status.is_success() {
        bail!("Lambda answered {}: {}", head.status, String::from_utf8_lossy(&body));
    }
    Ok((head.headers, body))
}

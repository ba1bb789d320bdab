//! Traces by OTLP, where `TRACE_EXPORT` says so (ADR 86). They are sent after the answer: an extension within the process
//! hears of each invocation, and Lambda freezes the container only when it has sent what there was.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use aws_sdk_dynamodb::config::Credentials;
use tenantry_aws::trace::Exporter;
use tokio::sync::Notify;

use crate::{
    clients::Clients,
    config::{optional, required},
    extension::Extension,
};

/// Says that all parts of an invocation's trace are there.
static DONE: OnceLock<Arc<Notify>> = OnceLock::new();

/// Before the deadline of the invocation, so that one which never says so does not end the container.
const BEFORE_DEADLINE: Duration = Duration::from_millis(500);

/// Does nothing where the daemon takes the traces, which is the default.
pub async fn start(clients: &Clients) -> Result<()> {
    match optional("TRACE_EXPORT").as_deref() {
        None | Some("xray-daemon") => return Ok(()),
        Some("otlp") => {}
        Some(other) => bail!("TRACE_EXPORT={other} is neither xray-daemon nor otlp"),
    }
    let exporter = exporter(clients)?;
    let done = DONE.get_or_init(Arc::default).clone();
    let extension = Extension::register("tenantry-traces", &["INVOKE"]).await.context("traces can't be sent")?;
    tokio::spawn(async move {
        while let Ok(event) = extension.next().await {
            if event["eventType"] == "INVOKE" {
                let deadline_ms = event["deadlineMs"].as_u64().unwrap_or_default();
                let _ = tokio::time::timeout(left(deadline_ms), done.notified()).await;
                exporter.flush().await;
            }
        }
    });
    Ok(())
}

/// Lambda gives a container its credentials once, in its environment.
fn exporter(clients: &Clients) -> Result<Exporter> {
    let token = optional("AWS_SESSION_TOKEN");
    let (key, secret) = (required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
    let credentials = Credentials::new(key, secret, token, None, "environment");
    let endpoint = optional("AWS_ENDPOINT_URL_XRAY");
    let service = required("AWS_LAMBDA_FUNCTION_NAME")?;
    Ok(Exporter::start(clients.region()?, endpoint.as_deref(), service, credentials))
}

fn left(deadline_ms: u64) -> Duration {
    let now = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default();
    Duration::from_millis(deadline_ms.saturating_sub(now)).saturating_sub(BEFORE_DEADLINE)
}

/// After each invocation: what was gathered may be sent.
pub fn may_go() {
    if let Some(done) = DONE.get() {
        done.notify_one();
    }
}

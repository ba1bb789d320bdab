//! The functions that no person calls: Cognito's trigger, streams, queues and
//! schedules.

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tenantry_aws::{
    dynamo::{Consumption, Fault},
    events::{Outboxes, Publisher, QueueConsumer, SesMailer, StreamRelay, Sweeper, Topics},
    identity::{Pools, PreToken},
    trace,
    webhooks::{self, WebhookTries},
};
use tenantry_core::{domain::error::chain, events};

use crate::{
    backend::{self, Backend},
    clients::{Clients, client},
    config::{optional, prefix, required},
    ending,
    secrets::Secrets,
    telemetry,
};

/// Handles events one by one, each as a part of its trace, and prints what they
/// counted and consumed.
pub async fn serve<Work>(consumptions: &[Arc<Consumption>], handle: impl Fn(Value) -> Work) -> Result<()>
where
    Work: Future<Output = Result<Value, String>>,
{
    let handle = &handle;
    let each = service_fn(async move |event: LambdaEvent<Value>| {
        let work = handle(event.payload);
        let result = match event.context.xray_trace_id {
            Some(header) => trace::within(header, work).await,
            None => work.await,
        };
        telemetry::emit(consumptions);
        result.inspect_err(|error| tracing::error!(error, "the event could not be handled"))
    });
    lambda_runtime::run(each).await.map_err(|error| anyhow!("the runtime ended: {error}"))
}

pub async fn pre_token(clients: &Clients) -> Result<()> {
    let pools = Secrets::new(clients).named_by("POOLS_PARAMETER").await?;
    let pools: Pools = serde_json::from_str(pools.expose_secret()).context("POOLS_PARAMETER names no pools")?;
    let trigger = PreToken::new(clients.control(&prefix()?), pools);
    let trigger = &trigger;
    serve(std::slice::from_ref(&clients.used), async move |event| {
        trigger.answer(event).await.map_err(|error| error.to_string())
    })
    .await
}

fn publisher(clients: &Clients) -> Result<Publisher> {
    let topics = Topics {
        orders: required("ORDERS_TOPIC_ARN")?,
        tenants: required("TENANTS_TOPIC_ARN")?,
        alerts: required("ALERTS_TOPIC_ARN")?,
    };
    Ok(Publisher::new(client!(aws_sdk_sns, &clients.config), clients.dynamo.clone(), topics))
}

pub async fn relay(clients: &Clients) -> Result<()> {
    let relay = StreamRelay::new(publisher(clients)?, Outboxes::new(&prefix()?));
    let relay = &relay;
    // On the heap: with what serves it, the future is deeper than the compiler lays out.
    serve(&[], async move |event| Box::pin(relay.handle(event)).await.map_err(|error| error.to_string())).await
}

pub async fn sweeper(clients: &Clients) -> Result<()> {
    let prefix = prefix()?;
    let control = clients.control(&prefix);
    let identities = backend::identity_sweep(clients, control.clone())?;
    let sweeper = Sweeper::new(control, clients.dynamo.clone(), publisher(clients)?, Outboxes::new(&prefix));
    let (sweeper, identities) = (&sweeper, &identities);
    serve(std::slice::from_ref(&clients.used), async move |_| {
        let now = Timestamp::now();
        // Neither waits for the other to succeed.
        let (published, removed) = (sweeper.sweep(now).await, identities.sweep(now).await);
        let (published, removed) = (published.map_err(|error| chain(&error))?, removed.map_err(|error| chain(&error))?);
        Ok(json!({ "published": published, "identities": removed }))
    })
    .await
}

/// Those consumers whose names are given, behind one queue.
pub async fn consumers(clients: &Clients, names: &[&str]) -> Result<()> {
    let backend = backend::open(clients).await?;
    let queue = queue(clients, &backend, names)?;
    let queue = &queue;
    work_off(clients, &backend, async move |event| queue.handle(event).await).await
}

/// Makes the deliveries of events out of one queue, and tries those out of another.
pub async fn webhooks(clients: &Clients) -> Result<()> {
    let backend = backend::open(clients).await?;
    let queue = queue(clients, &backend, &["webhooks"])?;
    let sender = webhooks::sender(backend::webhook_reach()?).context("TLS can't be set up")?;
    let tries = WebhookTries::new(backend.worker.clone(), sender, backend.queues.clone());
    let (queue, tries) = (&queue, &tries);
    work_off(clients, &backend, async move |event| {
        // On the heap: with what serves them, the futures are deeper than the compiler lays out.
        if WebhookTries::has_sent(&event) {
            Box::pin(tries.handle(event)).await
        } else {
            Box::pin(queue.handle(event)).await
        }
    })
    .await
}

fn queue(clients: &Clients, backend: &Backend, names: &[&str]) -> Result<QueueConsumer> {
    let from = optional("MAIL_FROM").unwrap_or_default();
    let mailer = Arc::new(SesMailer::new(client!(aws_sdk_sesv2, &clients.config), from));
    let mut consumers = events::all(&backend.worker, mailer);
    consumers.retain(|consumer| names.contains(&consumer.name()));
    if consumers.len() != names.len() {
        return Err(anyhow!("some of the consumers {names:?} do not exist"));
    }
    Ok(QueueConsumer::new(consumers, backend.relay.clone()))
}

/// Serves events, and writes after each what was used in the names of tenants.
async fn work_off<Work>(clients: &Clients, backend: &Backend, handle: impl Fn(Value) -> Work) -> Result<()>
where
    Work: Future<Output = Result<Value, Fault>>,
{
    let after = Arc::new(telemetry::Emission::new(backend.consumptions(clients), backend.worker.clone()));
    let last = after.clone();
    ending::register().await;
    ending::before_the_end(move || async move { last.end().await });
    let (handle, after) = (&handle, &after);
    serve(&backend.consumptions(clients), async move |event| {
        let answer = handle(event).await.map_err(|error| error.to_string());
        after.write_usage().await;
        answer
    })
    .await
}

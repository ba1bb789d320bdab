//! The functions that no person calls: Cognito's trigger, streams, queues and
//! schedules.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use tenantry_aws::{
    dynamo::Consumption,
    events::{Outboxes, Publisher, QueueConsumer, SesMailer, StreamRelay, Sweeper, Topics},
    identity::PreToken,
    trace,
};
use tenantry_core::{consume, error::chain};

use crate::{
    clients::{Clients, client},
    config::{optional, prefix, required},
    home, telemetry,
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
    let control = Arc::new(clients.control(&prefix()?));
    let trigger = PreToken::new(control, optional("OPERATOR_POOL_ID").unwrap_or_default());
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
    serve(&[], async move |event| relay.handle(event).await.map_err(|error| error.to_string())).await
}

pub async fn sweeper(clients: &Clients) -> Result<()> {
    let prefix = prefix()?;
    let control = clients.control(&prefix);
    let sweeper = Sweeper::new(control, clients.dynamo.clone(), publisher(clients)?, Outboxes::new(&prefix));
    let sweeper = &sweeper;
    serve(std::slice::from_ref(&clients.used), async move |_| {
        let swept = sweeper.sweep(Timestamp::now()).await.map_err(|error| chain(&error))?;
        Ok(json!({ "published": swept }))
    })
    .await
}

/// Those consumers whose names are given, behind one queue.
pub async fn consumers(clients: &Clients, names: &[&str]) -> Result<()> {
    let home = home::open(clients).await?;
    let from = optional("MAIL_FROM").unwrap_or_default();
    let mailer = Arc::new(SesMailer::new(client!(aws_sdk_sesv2, &clients.config), from));
    let mut consumers = consume::all(&home.worker, mailer);
    consumers.retain(|consumer| names.contains(&consumer.name()));
    if consumers.len() != names.len() {
        return Err(anyhow!("some of the consumers {names:?} do not exist"));
    }
    let queue = QueueConsumer::new(consumers, home.relay.clone());
    let (queue, worker) = (&queue, &home.worker);
    serve(&home.consumptions(clients), async move |event| {
        let answer = queue.handle(event).await.map_err(|error| error.to_string());
        worker.flush_usage().await;
        answer
    })
    .await
}

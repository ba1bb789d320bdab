//! Consumers behind a queue: each message is handled by itself, and only those
//! that failed come back. The last try that fails is written down for the
//! operator before the queue puts the message aside.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_core::{consume::Consumer, error::chain};

use super::{DynamoRelay, Envelope, TRIES};
use crate::{dynamo::Fault, trace};

pub struct QueueConsumer {
    consumers: Vec<Arc<dyn Consumer>>,
    letters: DynamoRelay,
}

#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_id: String,
    body: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(default)]
    approximate_receive_count: String,
    #[serde(rename = "AWSTraceHeader")]
    trace: Option<String>,
}

impl QueueConsumer {
    pub fn new(consumers: Vec<Arc<dyn Consumer>>, letters: DynamoRelay) -> Self {
        Self { consumers, letters }
    }

    pub async fn handle(&self, batch: Value) -> Result<Value, Fault> {
        let batch: Batch = serde_json::from_value(batch).map_err(|error| Fault::Malformed(error.to_string()))?;
        let mut failed = Vec::new();
        for message in &batch.records {
            if !self.handle_one(message).await {
                failed.push(json!({ "itemIdentifier": message.message_id }));
            }
        }
        Ok(json!({ "batchItemFailures": failed }))
    }

    async fn handle_one(&self, message: &Message) -> bool {
        let envelope: Envelope = match serde_json::from_str(&message.body) {
            Ok(envelope) => envelope,
            Err(error) => {
                tracing::error!(message_id = message.message_id, %error, "a message is no event of ours");
                return false;
            }
        };
        let attempts = message.attributes.approximate_receive_count.parse().unwrap_or(1);
        let work = self.consume(&envelope, attempts);
        match envelope.trace.clone().or_else(|| message.attributes.trace.clone()) {
            Some(trace) => trace::follow(trace, work, |done| !done).await,
            None => work.await,
        }
    }

    /// Whether nothing is left to do, one consumer's failure being none of the others'.
    async fn consume(&self, envelope: &Envelope, attempts: u32) -> bool {
        let event = &envelope.event;
        let mut done = true;
        for consumer in &self.consumers {
            let name = consumer.name();
            if envelope.redrive.as_ref().is_some_and(|wanted| wanted != name) {
                continue;
            }
            let result = consumer.handle(event).await;
            if envelope.redrive.is_some() {
                // One try for one request: the outcome stands in the list of dead letters.
                let kept = match &result {
                    Ok(()) => self.letters.forget(event.id, name).await,
                    Err(error) => self.letters.bury(event, name, None, &chain(error)).await,
                };
                done &= kept.is_ok();
                continue;
            }
            let Err(error) = result else {
                metrics::counter!("tenantry_events_delivered_total", "consumer" => name).increment(1);
                continue;
            };
            let error = chain(&error);
            done = false;
            tracing::warn!(event = %event.id, kind = event.kind.name(), consumer = name, attempts, error,
                "try {attempts} of {name} at {} {} failed", event.kind.name(), event.id);
            if attempts >= TRIES {
                metrics::counter!("tenantry_dead_letters_total", "consumer" => name).increment(1);
                if let Err(fault) = self.letters.bury(event, name, Some(attempts), &error).await {
                    tracing::error!(event = %event.id, error = %chain(&fault), "a dead letter could not be written down");
                }
            }
        }
        done
    }
}

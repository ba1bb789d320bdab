//! Publishes what was committed: each entry of an outbox goes to its topics and
//! is then deleted. An entry that could not be published stays for the next try.

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client as Dynamo, types::AttributeValue};
use aws_sdk_sns::{
    Client as Sns,
    error::DisplayErrorContext,
    types::{MessageAttributeValue, PublishBatchRequestEntry},
};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_core::{
    domain::{
        error::chain,
        event::{Event, EventKind},
        event_feed::FeedMark,
    },
    policy::delivery::Failures,
};

use super::Envelope;
use crate::{
    dynamo::{Fault, retried},
    outbox::Waiting,
    partition::Partition,
    store::journal::SETTLED_AFTER,
    trace,
};

/// The most that SNS takes at once.
const AT_ONCE: usize = 10;
/// Entries of one batch that are under way together, each with a call of SNS and one that deletes it.
const IN_FLIGHT: usize = 10;

#[derive(Clone, Debug)]
pub struct Topics {
    pub orders: String,
    pub tenants: String,
    pub alerts: String,
}

impl Topics {
    fn of(&self, kind: &EventKind) -> &str {
        match kind {
            EventKind::LimitNear { .. } => &self.alerts,
            _ if is_of_orders(kind.name()) => &self.orders,
            _ => &self.tenants,
        }
    }
}

fn is_of_orders(name: &str) -> bool {
    ["order.", "product.", "inventory."].iter().any(|prefix| name.starts_with(prefix))
}

/// The tables whose entries are published.
#[derive(Clone, Debug)]
pub struct Outboxes {
    pub tenants: String,
    pub control: String,
}

impl Outboxes {
    pub fn new(prefix: &str) -> Self {
        let names = Partition::new(prefix);
        Self { tenants: names.outbox(), control: names.control_outbox() }
    }

    /// Returns which table a stream is of.
    fn of_stream(&self, arn: &str) -> &str {
        if arn.contains(&format!("/{}/", self.control)) { &self.control } else { &self.tenants }
    }
}

#[derive(Clone)]
pub struct Publisher {
    sns: Sns,
    dynamo: Dynamo,
    topics: Topics,
}

impl Publisher {
    pub fn new(sns: Sns, dynamo: Dynamo, topics: Topics) -> Self {
        Self { sns, dynamo, topics }
    }

    /// All events of an entry, then the entry is gone. A crash in between
    /// publishes them again, with the same ids.
    pub async fn publish(&self, table: &str, waiting: &Waiting) -> Result<(), Fault> {
        let publishing = self.publish_all(table, waiting);
        match waiting.trace.clone() {
            Some(trace) => trace::follow(trace, publishing, Result::is_err).await,
            None => publishing.await,
        }
    }

    async fn publish_all(&self, table: &str, waiting: &Waiting) -> Result<(), Fault> {
        let mut by_topic: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in &waiting.events {
            if let EventKind::LimitNear { limit, .. } = &event.kind {
                metrics::counter!("tenantry_limits_near_total", "limit" => limit.name()).increment(1);
            }
            by_topic.entry(self.topics.of(&event.kind)).or_default().push(event);
        }
        for (topic, events) in by_topic {
            for batch in events.chunks(AT_ONCE) {
                self.send(topic, batch).await?;
            }
        }
        let request =
            self.dynamo.delete_item().table_name(table).set_key(Some(Waiting::key(waiting.tenant, waiting.id)));
        retried(|| request.clone().send()).await?;
        Ok(())
    }

    /// Consumers go on from here in the same trace.
    async fn send(&self, topic: &str, events: &[&Event]) -> Result<(), Fault> {
        let trace = trace::header();
        let mut request = self.sns.publish_batch().topic_arn(topic);
        for event in events {
            request = request.publish_batch_request_entries(entry(event, trace.as_deref())?);
        }
        let fault = |detail| Fault::Neighbour { service: "SNS", detail };
        let answer = request.send().await.map_err(|error| fault(DisplayErrorContext(error).to_string()))?;
        match answer.failed().first() {
            None => Ok(()),
            Some(failed) => Err(fault(format!("it rejected {}: {}", failed.id, failed.code))),
        }
    }
}

fn entry(event: &Event, trace: Option<&str>) -> Result<PublishBatchRequestEntry, Fault> {
    let unbuilt = |error: &dyn std::fmt::Display| Fault::Malformed(error.to_string());
    let envelope =
        Envelope { event: event.clone(), trace: trace.map(str::to_owned), only: None, failures: Failures::default() };
    let body = serde_json::to_string(&envelope).map_err(|error| unbuilt(&error))?;
    let kind = MessageAttributeValue::builder().data_type("String").string_value(event.kind.name());
    PublishBatchRequestEntry::builder()
        .id(event.id.to_string())
        .message(body)
        .message_attributes("type", kind.build().map_err(|error| unbuilt(&error))?)
        .build()
        .map_err(|error| unbuilt(&error))
}

/// Takes batches of the outboxes' streams.
pub struct StreamRelay {
    publisher: Publisher,
    outboxes: Outboxes,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_name: String,
    #[serde(rename = "eventSourceARN", default)]
    source: String,
    dynamodb: Change,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    sequence_number: String,
    /// When the item was committed, in seconds since 1970 by DynamoDB's clock.
    #[serde(default, rename = "ApproximateCreationDateTime")]
    committed_at: Option<f64>,
    #[serde(default)]
    new_image: HashMap<String, HashMap<String, Value>>,
}

impl StreamRelay {
    pub fn new(publisher: Publisher, outboxes: Outboxes) -> Self {
        Self { publisher, outboxes }
    }

    /// Answers with the first record that failed: a stream goes on from there, and what was published behind it is
    /// published once more, with the same ids.
    pub async fn handle(&self, batch: Value) -> Result<Value, Fault> {
        let batch: Batch = serde_json::from_value(batch).map_err(|error| Fault::Malformed(error.to_string()))?;
        let mut relaying = Vec::new();
        for record in batch.records.into_iter().filter(|record| record.event_name == "INSERT") {
            relaying.push(self.relay(record));
        }
        // In the order of the records, though they are under way together: topics keep no order anyway.
        let relayed: Vec<(String, Result<(), Fault>)> = stream::iter(relaying).buffered(IN_FLIGHT).collect().await;
        let mut first = None;
        for (number, fault) in relayed.into_iter().filter_map(|(number, done)| Some((number, done.err()?))) {
            tracing::error!(error = %chain(&fault), "an entry of the outbox could not be published");
            first.get_or_insert(number);
        }
        let failures: Vec<Value> = first.into_iter().map(|number| json!({ "itemIdentifier": number })).collect();
        Ok(json!({ "batchItemFailures": failures }))
    }

    /// The number of a record, and whether it was published.
    async fn relay(&self, record: Record) -> (String, Result<(), Fault>) {
        let Record { source, dynamodb: Change { sequence_number, committed_at, new_image }, .. } = record;
        let publishing = async {
            let waiting = Waiting::read(&item(new_image)?)?;
            if let Some(seconds) = committed_at.and_then(|committed_at| seconds_behind(&waiting, committed_at)) {
                let id = waiting.id;
                tracing::error!(tenant_id = %waiting.tenant, id = %id, seconds, "entry {id} was committed {seconds} s after it was made: a reader of the event feed may have missed it (ADR 102)");
            }
            self.publisher.publish(self.outboxes.of_stream(&source), &waiting).await
        };
        (sequence_number, publishing.await)
    }
}

/// Returns by how many seconds an entry was committed too late for the order of the feed, or by a clock too far behind:
/// by DynamoDB's clock, which is none of ours. Nothing where it was in time.
fn seconds_behind(waiting: &Waiting, committed_at: f64) -> Option<i64> {
    let made_at = FeedMark(waiting.id).time().as_second();
    let behind = (committed_at as i64).saturating_sub(made_at);
    (behind >= SETTLED_AFTER.as_secs()).then_some(behind)
}

/// An image of a stream as an item; ours hold texts and numbers.
fn item(image: HashMap<String, HashMap<String, Value>>) -> Result<HashMap<String, AttributeValue>, Fault> {
    image
        .into_iter()
        .map(|(name, value)| {
            let text = |kind: &str| value.get(kind).and_then(Value::as_str).map(str::to_owned);
            let value = text("S").map(AttributeValue::S).or_else(|| text("N").map(AttributeValue::N));
            let value = value.ok_or_else(|| Fault::Malformed(format!("{name} is neither a text nor a number")))?;
            Ok((name, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::domain::{
        ids::{EventId, OrderId, TenantId},
        limit::Limit,
    };
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_kind_has_its_topic() {
        let topics = Topics { orders: "o".into(), tenants: "t".into(), alerts: "a".into() };
        assert_eq!(topics.of(&EventKind::OrderPlaced { order: OrderId(Uuid::nil()) }), "o");
        assert_eq!(topics.of(&EventKind::TenantSuspended), "t");
        assert_eq!(topics.of(&EventKind::LimitNear { limit: Limit::MaxUsers, percent: 75 }), "a");
    }

    #[test]
    fn a_stream_tells_its_table() {
        let outboxes = Outboxes::new("tenantry-dev-");
        let arn = |table: &str| format!("arn:aws:dynamodb:eu-central-1:1:table/{table}/stream/2026-11-24T00:00:00.000");
        assert_eq!(outboxes.of_stream(&arn("tenantry-dev-outbox")), "tenantry-dev-outbox");
        assert_eq!(outboxes.of_stream(&arn("tenantry-dev-control-outbox")), "tenantry-dev-control-outbox");
    }

    #[test]
    fn an_entry_that_comes_too_late_for_the_feed_is_noticed() {
        let made = "2026-11-24T09:30:00Z".parse::<Timestamp>().expect("a time");
        let id = Uuid::from_u128(FeedMark::first_at(made).0.as_u128() + 5);
        let waiting = Waiting::new(TenantId(Uuid::from_u128(2)), id, Vec::new(), made);
        let behind = |seconds: i64| seconds_behind(&waiting, (made.as_second() + seconds) as f64 + 0.5);
        assert_eq!([-3_600, 0, 30, 59].map(behind), [None; 4]);
        assert_eq!((behind(60), behind(3_600)), (Some(60), Some(3_600)));
    }

    #[test]
    fn an_image_is_read_as_it_was_written() {
        let event = Event {
            id: EventId(Uuid::from_u128(1)),
            tenant: Some(TenantId(Uuid::from_u128(2))),
            at: Timestamp::from_millisecond(1_000).expect("a time"),
            kind: EventKind::TenantUpdated,
        };
        let waiting = Waiting {
            tenant: TenantId(Uuid::from_u128(2)),
            id: Uuid::from_u128(3),
            events: vec![event],
            at: Timestamp::from_millisecond(1_000).expect("a time"),
            trace: Some("Root=1-2-3".into()),
        };
        let image = waiting.item().expect("an item").into_iter().map(|(name, value)| {
            let (kind, text) = match value {
                AttributeValue::S(text) => ("S", text),
                AttributeValue::N(text) => ("N", text),
                other => unreachable!("{other:?}"),
            };
            (name, HashMap::from([(kind.to_owned(), Value::String(text))]))
        });
        assert_eq!(Waiting::read(&item(image.collect()).expect("an item")).expect("an entry"), waiting);
    }
}

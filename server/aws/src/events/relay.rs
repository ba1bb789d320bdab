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
    control::table::NOBODY,
    dynamo::{Consumption, Fault, batch_delete, retried},
    outbox::Waiting,
    partition::Partition,
    store::journal::SETTLED_AFTER,
    trace,
};

/// The most that SNS takes at once.
const AT_ONCE: usize = 10;
/// The most bytes that it takes at once, less what stands beside the messages.
const BYTES_AT_ONCE: usize = 250_000;
/// Calls that are under way together.
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
    async fn publish(&self, table: &str, waiting: &Waiting) -> Result<(), Fault> {
        let publishing = self.publish_all(table, waiting);
        match waiting.trace.clone() {
            Some(trace) => trace::follow(trace, publishing, Result::is_err).await,
            None => publishing.await,
        }
    }

    /// Consumers go on from here in the same trace.
    async fn publish_all(&self, table: &str, waiting: &Waiting) -> Result<(), Fault> {
        let trace = trace::header();
        let mut messages = Vec::new();
        for event in &waiting.events {
            messages.push(self.message(0, event, trace.as_deref())?);
        }
        if let Some((_, fault)) = self.send_all(messages).await.into_iter().next() {
            return Err(fault);
        }
        let request = self.dynamo.delete_item().table_name(table).set_key(Some(waiting.key()));
        retried(|| request.clone().send()).await?;
        Ok(())
    }

    /// Many entries of one table, ten events a call and twenty-five deletions. Returns the places of those that failed, which
    /// stay. One whose trace is followed goes by itself, since a call of many is a part of none.
    pub(super) async fn publish_many(&self, table: &str, entries: &[(usize, Waiting)]) -> Vec<(usize, Fault)> {
        let is_followed = |waiting: &Waiting| waiting.trace.as_deref().is_some_and(trace::is_followed);
        let (alone, together): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, waiting)| is_followed(waiting));
        let alone = alone.into_iter().map(|(at, waiting)| async move { (*at, self.publish(table, waiting).await) });
        let alone: Vec<_> = alone.collect();
        let alone: Vec<(usize, Result<(), Fault>)> = stream::iter(alone).buffer_unordered(IN_FLIGHT).collect().await;
        let mut failed: Vec<(usize, Fault)> =
            alone.into_iter().filter_map(|(at, done)| Some((at, done.err()?))).collect();
        let mut messages = Vec::new();
        for (at, waiting) in &together {
            for event in &waiting.events {
                match self.message(*at, event, waiting.trace.as_deref()) {
                    Ok(message) => messages.push(message),
                    Err(fault) => failed.push((*at, fault)),
                }
            }
        }
        failed.extend(self.send_all(messages).await);
        let published = together.iter().filter(|(at, _)| failed.iter().all(|(other, _)| other != at));
        let (places, keys): (Vec<usize>, Vec<_>) = published.map(|(at, waiting)| (*at, waiting.key())).unzip();
        let used = Consumption::default();
        if let Err(fault) = batch_delete(&self.dynamo, &used, NOBODY, table, keys).await {
            // Whichever are still there are published once more, with the same ids.
            let detail = chain(&fault);
            failed.extend(
                places.into_iter().map(|at| (at, Fault::Neighbour { service: "the outbox", detail: detail.clone() })),
            );
        }
        failed
    }

    fn message(&self, at: usize, event: &Event, trace: Option<&str>) -> Result<Message<'_>, Fault> {
        if let EventKind::LimitNear { limit, .. } = &event.kind {
            metrics::counter!("tenantry_limits_near_total", "limit" => limit.name()).increment(1);
        }
        let entry = entry(event, trace)?;
        Ok(Message { at, topic: self.topics.of(&event.kind), entry })
    }

    /// Returns the places of the entries of which something could not be published.
    async fn send_all(&self, messages: Vec<Message<'_>>) -> Vec<(usize, Fault)> {
        let calls: Vec<_> = calls(messages).into_iter().map(|call| self.send(call)).collect();
        let done: Vec<Vec<(usize, Fault)>> = stream::iter(calls).buffer_unordered(IN_FLIGHT).collect().await;
        done.into_iter().flatten().collect()
    }

    /// One call: messages of one topic.
    async fn send(&self, call: Vec<Message<'_>>) -> Vec<(usize, Fault)> {
        let places: HashMap<String, usize> =
            call.iter().map(|message| (message.entry.id.clone(), message.at)).collect();
        let Some(topic) = call.first().map(|message| message.topic) else { return Vec::new() };
        let entries = call.into_iter().map(|message| message.entry).collect();
        let request = self.sns.publish_batch().topic_arn(topic).set_publish_batch_request_entries(Some(entries));
        let fault = |detail| Fault::Neighbour { service: "SNS", detail };
        match request.send().await {
            Ok(answer) => {
                let failed = answer.failed().iter().filter_map(|failed| {
                    let at = places.get(&failed.id)?;
                    Some((*at, fault(format!("it rejected {}: {}", failed.id, failed.code))))
                });
                failed.collect()
            }
            Err(error) => {
                let detail = DisplayErrorContext(error).to_string();
                places.into_values().map(|at| (at, fault(detail.clone()))).collect()
            }
        }
    }
}

/// One event on its way to a topic, with the place of its entry.
struct Message<'a> {
    at: usize,
    topic: &'a str,
    entry: PublishBatchRequestEntry,
}

/// As few calls as SNS takes them in: of one topic, ten messages, and no more bytes than fit.
fn calls(messages: Vec<Message<'_>>) -> Vec<Vec<Message<'_>>> {
    let mut full: Vec<Vec<Message<'_>>> = Vec::new();
    let mut open: HashMap<&str, (usize, Vec<Message<'_>>)> = HashMap::new();
    for message in messages {
        let bytes = message.entry.message.len();
        let (taken, call) = open.entry(message.topic).or_default();
        if call.len() == AT_ONCE || (!call.is_empty() && *taken + bytes > BYTES_AT_ONCE) {
            full.push(std::mem::take(call));
            *taken = 0;
        }
        *taken += bytes;
        call.push(message);
    }
    full.extend(open.into_values().map(|(_, call)| call));
    full
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
        let (mut numbers, mut failed) = (Vec::new(), Vec::new());
        let mut by_table: HashMap<&str, Vec<(usize, Waiting)>> = HashMap::new();
        for record in batch.records.into_iter().filter(|record| record.event_name == "INSERT") {
            let Record { source, dynamodb: Change { sequence_number, committed_at, new_image }, .. } = record;
            let at = numbers.len();
            numbers.push(sequence_number);
            match item(new_image).and_then(|item| Waiting::read(&item)) {
                Ok(waiting) => {
                    tell_if_late(&waiting, committed_at);
                    by_table.entry(self.outboxes.of_stream(&source)).or_default().push((at, waiting));
                }
                Err(fault) => failed.push((at, fault)),
            }
        }
        // All together: topics keep no order anyway.
        for (table, entries) in &by_table {
            failed.extend(self.publisher.publish_many(table, entries).await);
        }
        for (_, fault) in &failed {
            tracing::error!(error = %chain(fault), "an entry of the outbox could not be published");
        }
        let first = failed.iter().map(|(at, _)| *at).min().and_then(|at| numbers.get(at));
        let failures: Vec<Value> = first.into_iter().map(|number| json!({ "itemIdentifier": number })).collect();
        Ok(json!({ "batchItemFailures": failures }))
    }
}

fn tell_if_late(waiting: &Waiting, committed_at: Option<f64>) {
    if let Some(seconds) = committed_at.and_then(|committed_at| seconds_behind(waiting, committed_at)) {
        let id = waiting.id;
        tracing::error!(tenant_id = %waiting.tenant, id = %id, seconds, "entry {id} was committed {seconds} s after it was made: a reader of the event feed may have missed it (ADR 102)");
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
    fn as_few_calls_are_made_as_the_topics_take() {
        let message = |at: usize, topic: &'static str, bytes: usize| {
            let entry = PublishBatchRequestEntry::builder().id(at.to_string()).message("x".repeat(bytes));
            Message { at, topic, entry: entry.build().expect("an entry") }
        };
        let sizes = |messages: Vec<Message<'static>>| {
            let mut sizes: Vec<usize> = calls(messages).iter().map(Vec::len).collect();
            sizes.sort_unstable();
            sizes
        };
        assert_eq!(sizes((0..25).map(|at| message(at, "o", 500)).collect()), [5, 10, 10]);
        assert_eq!(sizes((0..4).map(|at| message(at, if at == 0 { "a" } else { "o" }, 500)).collect()), [1, 3]);
        assert_eq!(sizes((0..3).map(|at| message(at, "o", 200_000)).collect()), [1, 1, 1]);
        assert!(calls(Vec::new()).is_empty());
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
        let (tenant, at) = (TenantId(Uuid::from_u128(2)), Timestamp::from_millisecond(1_000).expect("a time"));
        let mut waiting = Waiting::new(tenant, Uuid::from_u128(3), vec![event], at);
        waiting.trace = Some("Root=1-2-3".into());
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

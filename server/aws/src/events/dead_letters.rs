//! Events that a consumer gave up on, as the operator sees them. Handing one
//! out again puts it into the consumer's queue once more.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use aws_sdk_sqs::{Client as Sqs, error::DisplayErrorContext, types::SendMessageBatchRequestEntry};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{
        event::Event,
        ids::EventId,
        page::{Position, Slice},
    },
    policy::delivery::{Failures, LONGEST_PAUSE},
    ports::{
        relay::{DeadLetter, Redriven, Relay},
        store::Read,
    },
};

use super::Envelope;
use crate::{
    control::{
        DynamoControl, keys,
        table::{ControlTable, List},
    },
    dynamo::{Fault, Item, Reading, json, number, text},
};

#[derive(Clone)]
pub struct DynamoRelay {
    table: ControlTable,
    sqs: Sqs,
    prefix: String,
    /// Addresses of queues by their names without the prefix.
    urls: Arc<Mutex<HashMap<String, String>>>,
}

/// Letters that are read at once.
const PAGE: usize = 200;
/// The most that SQS takes in one call.
const IN_A_MESSAGE: usize = 10;
/// Calls to SQS at once.
const AT_ONCE: usize = 8;

impl DynamoRelay {
    pub fn new(control: &DynamoControl, sqs: Sqs, prefix: impl Into<String>) -> Self {
        Self { table: control.table.clone(), sqs, prefix: prefix.into(), urls: Arc::default() }
    }

    /// Writes down that a consumer gave up.
    pub(super) async fn bury(&self, event: &Event, consumer: &str, attempts: u32, error: &str) -> Result<(), Fault> {
        let mut item =
            keys::dead_letter(event.id, consumer).listed(keys::DEAD_LETTERS.to_owned(), place(event.id, consumer));
        item.extend([
            ("event".to_owned(), json(event)?),
            ("consumer".to_owned(), text(consumer)),
            ("attempts".to_owned(), number(attempts)),
            ("error".to_owned(), text(error)),
            ("at".to_owned(), number(Timestamp::now().as_millisecond())),
        ]);
        self.table.put(item).await
    }

    /// Sends up to ten messages to the queue of a consumer, to be received after a pause.
    pub(super) async fn send(
        &self,
        consumer: &str,
        envelopes: &[Envelope],
        pause: SignedDuration,
    ) -> Result<(), Fault> {
        let delay = pause.clamp(SignedDuration::ZERO, LONGEST_PAUSE);
        // SQS counts whole seconds; what pauses at all pauses for one.
        let delay = i32::try_from((delay.as_millis() + 999) / 1_000).unwrap_or(i32::MAX);
        let mut request = self.sqs.send_message_batch().queue_url(self.url(queue_of(consumer)).await?);
        for (number, envelope) in envelopes.iter().enumerate() {
            let unbuilt = |error: &dyn std::fmt::Display| Fault::Malformed(error.to_string());
            let body = serde_json::to_string(envelope).map_err(|error| unbuilt(&error))?;
            let entry = SendMessageBatchRequestEntry::builder().id(number.to_string()).message_body(body);
            request = request.entries(entry.delay_seconds(delay).build().map_err(|error| unbuilt(&error))?);
        }
        let answer = request.send().await.map_err(|error| fault(DisplayErrorContext(error)))?;
        match answer.failed().first() {
            None => Ok(()),
            Some(failed) => Err(fault(format!("it rejected a message: {}", failed.code()))),
        }
    }

    async fn url(&self, queue: &str) -> Result<String, Fault> {
        let known = self.urls().get(queue).cloned();
        if let Some(url) = known {
            return Ok(url);
        }
        let found = self.sqs.get_queue_url().queue_name(format!("{}{queue}", self.prefix)).send().await;
        let url = found.map_err(|error| fault(DisplayErrorContext(error)))?.queue_url.unwrap_or_default();
        self.urls().insert(queue.to_owned(), url.clone());
        Ok(url)
    }

    fn urls(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends letters to their consumer again, and takes those from the list that were sent. A crash in between leaves
    /// them on it, so they may be sent twice.
    async fn hand_out(&self, consumer: &str, letters: Vec<DeadLetter>) -> Result<u64, Fault> {
        let envelope = |letter: &DeadLetter| Envelope {
            event: letter.event.clone(),
            trace: None,
            only: Some(consumer.to_owned()),
            failures: Failures::redriven(letter.attempts),
        };
        let envelopes: Vec<Envelope> = letters.iter().map(envelope).collect();
        self.send(consumer, &envelopes, SignedDuration::ZERO).await?;
        for letter in &letters {
            self.table.delete(&keys::dead_letter(letter.event.id, consumer)).await?;
        }
        Ok(letters.len() as u64)
    }
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Neighbour { service: "SQS", detail: error.to_string() }
}

/// The queue that a consumer listens to.
fn queue_of(consumer: &str) -> &str {
    match consumer {
        "inventory" => "inventory",
        "insights" | "limits" => "insights",
        _ => "email",
    }
}

fn place(event: EventId, consumer: &str) -> String {
    format!("{event}#{consumer}")
}

fn read(item: &Item) -> Result<DeadLetter, Fault> {
    Ok(DeadLetter {
        event: item.json("event")?,
        consumer: item.text("consumer")?.to_owned(),
        attempts: item.number("attempts")?,
        error: item.text("error")?.to_owned(),
        at: Timestamp::from_millisecond(item.number("at")?).map_err(|error| Fault::Malformed(error.to_string()))?,
    })
}

#[async_trait]
impl Relay for DynamoRelay {
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>> {
        // Two consumers can give up on one event, so the place is the pair.
        let below = from.map(|position| match position {
            Position::After(consumer, event) => place(EventId(*event), consumer),
            Position::Before(event) => event.to_string(),
        });
        let list = List { below, ..List::newest(keys::DEAD_LETTERS) };
        let items = self.table.list(&list, limit + 1, None).await?;
        let letters = items.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(Slice::cut(letters, limit, |letter| Position::After(letter.consumer.clone(), letter.event.id.0)))
    }

    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool> {
        let Some(item) = self.table.get(&keys::dead_letter(event, consumer)).await? else { return Ok(false) };
        self.hand_out(consumer, vec![read(&item)?]).await?;
        Ok(true)
    }

    async fn redrive_all(&self, consumer: &str, limit: usize) -> Read<Redriven> {
        let (until, mut redriven, mut below) = (Timestamp::now(), Redriven::default(), None);
        loop {
            let list = List { below, ..List::newest(keys::DEAD_LETTERS) };
            let items = self.table.list(&list, PAGE, None).await?;
            let page = items.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            below = page.last().map(|last| place(last.event.id, &last.consumer));
            let is_last = page.len() < PAGE;
            // Those that come back meanwhile are left for the next call.
            let mut due: Vec<_> =
                page.into_iter().filter(|letter| letter.consumer == consumer && letter.at <= until).collect();
            let room = limit.saturating_sub(usize::try_from(redriven.count).unwrap_or(usize::MAX));
            let is_cut = due.len() > room;
            due.truncate(room);
            let chunks: Vec<Vec<DeadLetter>> = due.chunks(IN_A_MESSAGE).map(<[_]>::to_vec).collect();
            let sent = stream::iter(chunks).map(|letters| self.hand_out(consumer, letters));
            let sent: Vec<u64> = sent.buffer_unordered(AT_ONCE).try_collect().await?;
            redriven.count += sent.iter().sum::<u64>();
            if is_cut || is_last {
                return Ok(Redriven { more: is_cut, ..redriven });
            }
        }
    }
}

//! Events that a consumer gave up on, as the operator sees them. Handing one
//! out again puts it into the consumer's queue once more.

use async_trait::async_trait;
use aws_sdk_sqs::{Client as Sqs, error::DisplayErrorContext};
use jiff::Timestamp;
use tenantry_core::{
    event::Event,
    ids::EventId,
    page::{Position, Slice},
    relay::{DeadLetter, Relay},
    store::Read,
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
}

impl DynamoRelay {
    pub fn new(control: &DynamoControl, sqs: Sqs, prefix: impl Into<String>) -> Self {
        Self { table: control.table.clone(), sqs, prefix: prefix.into() }
    }

    /// Writes down that a consumer gave up; without a number it was one try more.
    pub(super) async fn bury(
        &self,
        event: &Event,
        consumer: &str,
        attempts: Option<u32>,
        error: &str,
    ) -> Result<(), Fault> {
        let key = keys::dead_letter(event.id, consumer);
        let attempts = match attempts {
            Some(attempts) => attempts,
            None => self.table.get(&key).await?.map_or(Ok(0), |item| item.number("attempts"))? + 1,
        };
        let mut item = key.listed(keys::DEAD_LETTERS.to_owned(), place(event.id, consumer));
        item.extend([
            ("event".to_owned(), json(event)?),
            ("consumer".to_owned(), text(consumer)),
            ("attempts".to_owned(), number(attempts)),
            ("error".to_owned(), text(error)),
            ("at".to_owned(), number(Timestamp::now().as_millisecond())),
        ]);
        self.table.put(item).await
    }

    pub(super) async fn forget(&self, event: EventId, consumer: &str) -> Result<(), Fault> {
        self.table.delete(&keys::dead_letter(event, consumer)).await.map(drop)
    }

    async fn send(&self, letter: &DeadLetter) -> Result<(), Fault> {
        let name = format!("{}{}", self.prefix, queue_of(&letter.consumer));
        let envelope = Envelope { event: letter.event.clone(), trace: None, redrive: Some(letter.consumer.clone()) };
        let body = serde_json::to_string(&envelope).map_err(|error| Fault::Malformed(error.to_string()))?;
        let url = self.sqs.get_queue_url().queue_name(name).send().await;
        let url = url.map_err(|error| fault(DisplayErrorContext(error)))?.queue_url.unwrap_or_default();
        let sent = self.sqs.send_message().queue_url(url).message_body(body).send().await;
        sent.map(drop).map_err(|error| fault(DisplayErrorContext(error)))
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
        self.send(&read(&item)?).await?;
        Ok(true)
    }
}

//! Events that a consumer gave up on, as the operator sees them. Handing one
//! out again puts it into the consumer's queue once more.

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{
        event::Event,
        ids::EventId,
        page::{Position, Slice},
    },
    policy::delivery::Failures,
    ports::{
        relay::{DeadLetter, Redriven, Relay},
        store::Read,
    },
};

use super::{Envelope, Queues, queues::IN_A_CALL};
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
    queues: Queues,
}

/// Letters that are read at once.
const PAGE: usize = 200;
/// Calls to SQS at once.
const AT_ONCE: usize = 8;

impl DynamoRelay {
    pub fn new(control: &DynamoControl, queues: Queues) -> Self {
        Self { table: control.table.clone(), queues }
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

    /// Sends messages to the queue of a consumer, to be received after a pause.
    pub(super) async fn send(
        &self,
        consumer: &str,
        envelopes: &[Envelope],
        pause: SignedDuration,
    ) -> Result<(), Fault> {
        let body = |envelope| serde_json::to_string(envelope).map_err(|error| Fault::Malformed(error.to_string()));
        let bodies = envelopes.iter().map(body).collect::<Result<Vec<_>, _>>()?;
        self.queues.send(queue_of(consumer), None, &bodies, pause).await
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

/// The queue that a consumer listens to.
fn queue_of(consumer: &str) -> &str {
    match consumer {
        "inventory" => "inventory",
        "insights" | "limits" => "insights",
        "webhooks" => "webhooks",
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
            let chunks: Vec<Vec<DeadLetter>> = due.chunks(IN_A_CALL).map(<[_]>::to_vec).collect();
            let sent = stream::iter(chunks).map(|letters| self.hand_out(consumer, letters));
            let sent: Vec<u64> = sent.buffer_unordered(AT_ONCE).try_collect().await?;
            redriven.count += sent.iter().sum::<u64>();
            if is_cut || is_last {
                return Ok(Redriven { more: is_cut, ..redriven });
            }
        }
    }
}

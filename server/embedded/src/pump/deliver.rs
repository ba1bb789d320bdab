//! One batch of events, to every consumer that has yet to see them.

use std::sync::Arc;

use fail::fail_point;
use futures_util::{StreamExt, future::join_all, stream};
use jiff::Timestamp;
use tenantry_core::consume::{ConsumeError, Consumer};
use tracing::{Instrument, trace_span};

use super::{Engine, dead_letters};
use crate::{
    outbox::{self, Waiting},
    partition::Place,
    sqlite::Fault,
    trace::{self, TARGET},
};

/// Tries before an event goes to the dead-letter list.
pub(super) const TRIES: u32 = 5;
/// Events in the hands of consumers at once: their writes share syncs, and with
/// three consumers they fill half of a writer's group.
const AT_ONCE: usize = 128;

/// What became of an event.
enum Fate {
    Done,
    PutOff { consumers: Vec<String>, attempts: u32, due: Timestamp },
}

/// A consumer that gave up on an event.
pub(super) struct GivenUp {
    pub consumer: String,
    pub attempts: u32,
    pub error: String,
}

impl Engine {
    pub(super) async fn deliver(&self, place: Place, batch: Vec<Waiting>) -> Result<(), Fault> {
        let fates: Vec<(i64, Fate)> = stream::iter(batch)
            .map(|waiting| async move {
                let seq = waiting.seq;
                Ok::<_, Fault>((seq, self.deliver_one(waiting).await?))
            })
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<Result<_, _>>()?;
        fail_point!("batch-handled");
        self.write(place, move |conn| {
            fates.iter().try_for_each(|(seq, fate)| match fate {
                Fate::Done => outbox::done(conn, *seq),
                Fate::PutOff { consumers, attempts, due } => outbox::put_off(conn, *seq, consumers, *attempts, *due),
            })
        })
        .await?;
        fail_point!("batch-crossed-off");
        Ok(())
    }

    async fn deliver_one(&self, waiting: Waiting) -> Result<Fate, Fault> {
        let attempts = waiting.attempts + 1;
        let (mut put_off, mut given_up) = (Vec::new(), Vec::new());
        let handled =
            self.consumers_of(&waiting).map(async |consumer| (consumer, self.handle(consumer, &waiting).await));
        for (consumer, result) in join_all(handled).await {
            let Err(error) = result else { continue };
            let (event, kind, name) = (waiting.event.id, waiting.event.kind.name(), consumer.name());
            tracing::warn!(%event, kind, consumer = name, attempts, error = %chain(&error),
                "try {attempts} of {name} at {kind} {event} failed");
            if attempts < TRIES {
                put_off.push(name.to_owned());
            } else {
                given_up.push(GivenUp { consumer: name.to_owned(), attempts, error: chain(&error) });
            }
        }
        if !given_up.is_empty() {
            self.bury(&waiting.event, given_up).await?;
        }
        if put_off.is_empty() {
            metrics::counter!("tenantry_events_delivered_total").increment(1);
            return Ok(Fate::Done);
        }
        Ok(Fate::PutOff { consumers: put_off, attempts, due: self.due_after(attempts, &waiting) })
    }

    /// As a part of the trace of the request that caused the event.
    async fn handle(&self, consumer: &Arc<dyn Consumer>, waiting: &Waiting) -> Result<(), ConsumeError> {
        let kind = waiting.event.kind.name();
        let span =
            trace_span!(target: TARGET, "consume", "otel.name" = consumer.name(), "otel.kind" = "consumer", kind);
        trace::follow(&span, waiting.trace.as_deref());
        let handled = consumer.handle(&waiting.event).instrument(span).await;
        fail_point!("event-handled");
        handled
    }

    fn consumers_of<'a>(&'a self, waiting: &'a Waiting) -> impl Iterator<Item = &'a Arc<dyn Consumer>> {
        self.consumers.iter().filter(|consumer| {
            waiting.consumers.as_ref().is_none_or(|names| names.iter().any(|name| name == consumer.name()))
        })
    }

    /// Twice as long each time, and not for all events at the same moment.
    fn due_after(&self, attempts: u32, waiting: &Waiting) -> Timestamp {
        let pause = self.first_pause * 2i32.saturating_pow(attempts - 1);
        let jitter = f64::from(waiting.event.id.as_bytes()[15]) / 255.0;
        Timestamp::now() + pause + pause.mul_f64(jitter)
    }

    async fn bury(&self, event: &tenantry_core::event::Event, given_up: Vec<GivenUp>) -> Result<(), Fault> {
        for letter in &given_up {
            metrics::counter!("tenantry_dead_letters_total", "consumer" => letter.consumer.clone()).increment(1);
            tracing::error!(event = %event.id, consumer = letter.consumer, error = letter.error,
                "{} gave up on {} {} after {} tries", letter.consumer, event.kind.name(), event.id, letter.attempts);
        }
        let event = event.clone();
        self.write(Place::Control, move |conn| {
            given_up.iter().try_for_each(|letter| dead_letters::insert(conn, &event, letter, Timestamp::now()))
        })
        .await
    }
}

/// The error and what caused it, for the operator.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

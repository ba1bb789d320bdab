//! One batch of events, to every consumer that has yet to see them.

use std::sync::Arc;

use fail::fail_point;
use futures_util::{StreamExt, future::join_all, stream};
use jiff::Timestamp;
use tenantry_core::{
    domain::{error::chain, event::Event},
    events::Consumer,
    policy::{
        consume_error::ConsumeError,
        delivery::{Fate, overdue},
    },
};
use tracing::{Instrument, trace_span};

use super::{Engine, dead_letters};
use crate::{
    outbox::{self, PutOff, Waiting},
    partition::FileId,
    sqlite::Fault,
    trace::{self, TARGET},
};

/// Events in the hands of consumers at once: their writes share syncs, and with
/// three consumers they fill half of a writer's group.
const AT_ONCE: usize = 128;

/// A consumer that gave up on an event.
pub(super) struct GivenUp {
    pub consumer: String,
    pub attempts: u32,
    pub error: String,
}

/// The outcome of a delivery to one consumer.
enum Outcome {
    Handled,
    PutOff(PutOff),
    GivenUp(GivenUp),
}

impl Engine {
    pub(super) async fn deliver(&self, place: FileId, batch: Vec<Waiting>) -> Result<(), Fault> {
        let put_off: Vec<(i64, Vec<PutOff>)> = stream::iter(batch)
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
            put_off.iter().try_for_each(|(seq, consumers)| outbox::put_off(conn, *seq, consumers))
        })
        .await?;
        fail_point!("batch-crossed-off");
        Ok(())
    }

    /// Hands an event to its consumers; returns those that are to get it again, and when.
    async fn deliver_one(&self, waiting: Waiting) -> Result<Vec<PutOff>, Fault> {
        let handled = self.consumers_of(&waiting).map(|consumer| self.hand_to(consumer, &waiting));
        let (mut put_off, mut given_up) = (Vec::new(), Vec::new());
        for outcome in join_all(handled).await {
            match outcome {
                Outcome::Handled => {}
                Outcome::PutOff(again) => put_off.push(again),
                Outcome::GivenUp(letter) => given_up.push(letter),
            }
        }
        if !given_up.is_empty() {
            self.bury(&waiting.event, given_up).await?;
        }
        if put_off.is_empty() {
            metrics::counter!("tenantry_events_delivered_total").increment(1);
        }
        Ok(put_off)
    }

    async fn hand_to(&self, consumer: &Arc<dyn Consumer>, waiting: &Waiting) -> Outcome {
        let (name, failures) = (consumer.name(), waiting.failures.clone());
        let begun = self.clock.now();
        if let Err(due) = self.breakers.begin(name, begun) {
            return Outcome::PutOff(PutOff { consumer: name.to_owned(), failures: failures.held(begun), due });
        }
        let result = self.handle(consumer, waiting).await;
        let now = self.clock.now();
        self.breakers.note(name, &result, now, self.first_pause);
        let Err(error) = result else { return Outcome::Handled };
        let (event, kind, cause) = (waiting.event.id, waiting.event.kind.name(), chain(&error));
        match failures.judge(&error, event, now, self.first_pause) {
            Fate::Again { failures, pause } => {
                let attempts = failures.attempts();
                if !matches!(error, ConsumeError::NotYet(_)) {
                    tracing::warn!(%event, kind, consumer = name, attempts, passing = error.is_passing(), error = cause,
                        "try {attempts} of {name} at {kind} {event} failed");
                }
                Outcome::PutOff(PutOff { consumer: name.to_owned(), failures, due: now + pause })
            }
            Fate::GivenUp { attempts, reason } => {
                Outcome::GivenUp(GivenUp { consumer: name.to_owned(), attempts, error: reason })
            }
        }
    }

    /// As a part of the trace of the request that caused the event.
    async fn handle(&self, consumer: &Arc<dyn Consumer>, waiting: &Waiting) -> Result<(), ConsumeError> {
        let kind = waiting.event.kind.name();
        let span =
            trace_span!(target: TARGET, "consume", "otel.name" = consumer.name(), "otel.kind" = "consumer", kind);
        trace::follow(&span, waiting.trace.as_deref());
        let handled = consumer.resume(&waiting.event, &waiting.failures.done).instrument(span).await;
        fail_point!("event-handled");
        handled
    }

    fn consumers_of<'a>(&'a self, waiting: &'a Waiting) -> impl Iterator<Item = &'a Arc<dyn Consumer>> {
        self.consumers.iter().filter(|consumer| {
            waiting.consumer.as_deref().is_none_or(|name| name == consumer.name())
                && consumer.wants(&waiting.event.kind)
        })
    }

    /// Gives up what has waited for too long, also what was held back and not tried.
    pub(super) async fn give_up_overdue(&self, place: FileId) -> Result<(), Fault> {
        let now = self.clock.now();
        let (file, _) = self.partition.at(place)?;
        for consumer in &self.consumers {
            let name = consumer.name();
            loop {
                let before = now - tenantry_core::policy::delivery::RETENTION;
                let late = file.read(|conn| outbox::waiting_since(conn, name, before, AT_ONCE))?;
                if late.is_empty() {
                    break;
                }
                let cause = self.breakers.cause(name).unwrap_or_else(|| "it failed again and again".to_owned());
                for waiting in &late {
                    let (attempts, error) = (waiting.failures.attempts(), overdue(&cause));
                    let letter = GivenUp { consumer: name.to_owned(), attempts, error };
                    self.bury(&waiting.event, vec![letter]).await?;
                }
                let gone: Vec<i64> = late.iter().map(|waiting| waiting.seq).collect();
                self.write(place, move |conn| gone.iter().try_for_each(|seq| outbox::done(conn, *seq))).await?;
            }
        }
        Ok(())
    }

    async fn bury(&self, event: &Event, given_up: Vec<GivenUp>) -> Result<(), Fault> {
        for letter in &given_up {
            metrics::counter!("tenantry_dead_letters_total", "consumer" => letter.consumer.clone()).increment(1);
            tracing::error!(event = %event.id, consumer = letter.consumer, error = letter.error,
                "{} gave up on {} {} after {} tries", letter.consumer, event.kind.name(), event.id, letter.attempts);
        }
        let event = event.clone();
        self.write(FileId::Control, move |conn| {
            given_up.iter().try_for_each(|letter| dead_letters::insert(conn, &event, letter, Timestamp::now()))
        })
        .await
    }
}

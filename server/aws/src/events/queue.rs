//! Consumers behind a queue. What one of them could not handle is sent to the
//! queue again, for it alone and with a delay, as
//! [`tenantry_core::policy::delivery`] says; the message itself is done. The
//! queue's own count of receives is left for what crashes or can't be read.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tenantry_core::{
    domain::error::chain,
    events::Consumer,
    policy::{
        breaker::Breaker,
        consume_error::ConsumeError,
        delivery::{FIRST_PAUSE, Failures, Fate},
    },
};

use super::{Batch, DynamoRelay, Envelope, Message};
use crate::dynamo::Fault;

pub struct QueueConsumer {
    consumers: Vec<Arc<dyn Consumer>>,
    letters: DynamoRelay,
    /// By consumer, of this container.
    breakers: Mutex<HashMap<&'static str, Breaker>>,
}

impl QueueConsumer {
    pub fn new(consumers: Vec<Arc<dyn Consumer>>, letters: DynamoRelay) -> Self {
        Self { consumers, letters, breakers: Mutex::default() }
    }

    pub async fn handle(&self, batch: Value) -> Result<Value, Fault> {
        let batch = Batch::read(batch)?;
        let mut failed = Vec::new();
        for message in &batch.records {
            if !self.handle_one(message).await {
                failed.push(message);
            }
        }
        Ok(Batch::answer(&failed))
    }

    async fn handle_one(&self, message: &Message) -> bool {
        let envelope: Envelope = match serde_json::from_str(&message.body) {
            Ok(envelope) => envelope,
            Err(error) => {
                tracing::error!(message_id = message.message_id, %error, "a message is no event of ours");
                return false;
            }
        };
        let work = self.consume(&envelope);
        message.follow(envelope.trace.clone(), work).await
    }

    /// Returns whether nothing of the message is left to do. One consumer's failure is none of the others'.
    async fn consume(&self, envelope: &Envelope) -> bool {
        let mut done = true;
        for consumer in &self.consumers {
            let is_meant = envelope.only.as_ref().is_none_or(|only| only == consumer.name());
            if !is_meant || !consumer.wants(&envelope.event.kind) {
                continue;
            }
            if let Err(fault) = self.hand_to(&**consumer, envelope).await {
                let (event, name) = (envelope.event.id, consumer.name());
                tracing::error!(%event, consumer = name, error = %chain(&fault), "what became of {event} at {name} could not be kept");
                done = false;
            }
        }
        done
    }

    async fn hand_to(&self, consumer: &dyn Consumer, envelope: &Envelope) -> Result<(), Fault> {
        let (event, name, failures) = (&envelope.event, consumer.name(), envelope.failures.clone());
        let now = Timestamp::now();
        let begun = self.breakers().entry(name).or_default().begin(now);
        if let Err(until) = begun {
            // Not all at one moment.
            let pause = until.duration_since(now) + FIRST_PAUSE.mul_f64(10.0 * fastrand::f64());
            return self.again(name, envelope, failures.held(now), pause).await;
        }
        let result = consumer.resume(event, &failures.done).await;
        let now = Timestamp::now();
        self.note(name, &result, now);
        let Err(error) = result else {
            metrics::counter!("tenantry_events_delivered_total", "consumer" => name).increment(1);
            return Ok(());
        };
        match failures.judge(&error, event.id, now, FIRST_PAUSE) {
            Fate::Again { failures, pause } => {
                let attempts = failures.attempts();
                if !matches!(error, ConsumeError::NotYet(_)) {
                    tracing::warn!(event = %event.id, kind = event.kind.name(), consumer = name, attempts,
                        passing = error.is_passing(), error = %chain(&error),
                        "try {attempts} of {name} at {} {} failed", event.kind.name(), event.id);
                }
                self.again(name, envelope, failures, pause).await
            }
            Fate::GivenUp { attempts, reason } => {
                metrics::counter!("tenantry_dead_letters_total", "consumer" => name).increment(1);
                tracing::error!(event = %event.id, consumer = name, error = reason,
                    "{name} gave up on {} {} after {attempts} tries", event.kind.name(), event.id);
                self.letters.bury(event, name, attempts, &reason).await
            }
        }
    }

    fn note(&self, name: &'static str, result: &Result<(), ConsumeError>, now: Timestamp) {
        let mut breakers = self.breakers();
        let breaker = breakers.entry(name).or_default();
        match result {
            Err(ConsumeError::NotYet(_)) if breaker.held_until().is_none() => {}
            Err(error) if error.is_passing() => breaker.failed(now, &chain(error), FIRST_PAUSE, fastrand::f64()),
            _ => breaker.answered(),
        }
    }

    async fn again(
        &self,
        name: &'static str,
        envelope: &Envelope,
        failures: Failures,
        pause: SignedDuration,
    ) -> Result<(), Fault> {
        let again = Envelope { only: Some(name.to_owned()), failures, ..envelope.clone() };
        self.letters.send(name, &[again], pause).await
    }

    fn breakers(&self) -> MutexGuard<'_, HashMap<&'static str, Breaker>> {
        self.breakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! The circuit breakers of the consumers, by name. They are of the process: after a start each consumer is tried anew.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::error::chain,
    policy::{breaker::Breaker, consume_error::ConsumeError},
};

#[derive(Default)]
pub(crate) struct Breakers(Mutex<HashMap<&'static str, Breaker>>);

impl Breakers {
    /// Returns how many of `wanted` deliveries to a consumer may begin.
    pub fn room(&self, consumer: &'static str, now: Timestamp, wanted: usize) -> usize {
        self.all().entry(consumer).or_default().room(now, wanted)
    }

    /// Begins a delivery, or says until when it is held.
    pub fn begin(&self, consumer: &'static str, now: Timestamp) -> Result<(), Timestamp> {
        self.all().entry(consumer).or_default().begin(now)
    }

    /// Takes note of how a delivery went; a line in the log says when deliveries begin to be held and go on.
    pub fn note(
        &self,
        consumer: &'static str,
        result: &Result<(), ConsumeError>,
        now: Timestamp,
        first_pause: SignedDuration,
    ) {
        let mut all = self.all();
        let breaker = all.entry(consumer).or_default();
        let was_held = breaker.held_until();
        match result {
            // One that is too early had no need of what may be away.
            Err(ConsumeError::NotYet(_)) if was_held.is_none() => {}
            Err(error) if error.is_passing() => breaker.failed(now, &chain(error), first_pause, 0.5),
            _ => breaker.answered(),
        }
        match (was_held, breaker.held_until()) {
            (None, Some(until)) => {
                metrics::gauge!("tenantry_consumer_held", "consumer" => consumer).set(1.0);
                let cause = breaker.cause().unwrap_or_default();
                tracing::warn!(
                    consumer,
                    cause,
                    "{consumer} fails for all events; they wait, and one is tried at {until}"
                );
            }
            (Some(_), None) => {
                metrics::gauge!("tenantry_consumer_held", "consumer" => consumer).set(0.0);
                tracing::info!(consumer, "{consumer} works again; what waited is delivered");
            }
            _ => {}
        }
    }

    /// Until when deliveries to a consumer are held.
    pub fn held_until(&self, consumer: &'static str) -> Option<Timestamp> {
        self.all().get(consumer).and_then(Breaker::held_until)
    }

    /// Returns what deliveries to a consumer are held for.
    pub fn cause(&self, consumer: &'static str) -> Option<String> {
        self.all().get(consumer).and_then(|breaker| breaker.cause().map(str::to_owned))
    }

    fn all(&self) -> MutexGuard<'_, HashMap<&'static str, Breaker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

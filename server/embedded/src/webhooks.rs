//! Sends webhooks from this process: one task works off what is due, and one looks a few times a day at what was left.
//!
//! Deliveries are durable with their tenants. What is in memory is only which endpoint is to be looked at when; it is made
//! anew when the process starts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    Worker,
    domain::{
        ids::{ResourceId, TenantId},
        webhook::Tried,
    },
    ports::{
        env::{Clock, Random},
        store::Read,
        webhooks::WebhookSchedule,
    },
    usecases::{DueDeliveries, DueDelivery},
};
use tenantry_webhooks::{Delivery, Dispatcher, Held, Message, Next, Outcome, Queue, QueueError, Sender, Surroundings};
use tokio::{sync::Notify, task::JoinHandle};

/// Deliveries under way at once, and those of them to one endpoint.
const LANES: (usize, usize) = (64, 4);
/// The pause between two looks at all endpoints.
const SWEEP: Duration = Duration::from_secs(6 * 3_600);
/// The pause before an endpoint whose deliveries can't be read is looked at again.
const UNREADABLE: SignedDuration = SignedDuration::from_secs(30);

/// An endpoint of a tenant.
type Endpoint = (TenantId, ResourceId);

/// When which endpoint is to be looked at. It is what the application notifies, so it is there before the runner is.
#[derive(Default)]
pub struct DueEndpoints {
    times: Mutex<HashMap<Endpoint, Timestamp>>,
    wake: OnceLock<Arc<Notify>>,
}

impl DueEndpoints {
    fn times(&self) -> MutexGuard<'_, HashMap<Endpoint, Timestamp>> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, endpoint: Endpoint, at: Timestamp) {
        let mut times = self.times();
        let time = times.entry(endpoint).or_insert(at);
        *time = at.min(*time);
    }

    /// Returns those whose time has come, which have waited longest first.
    fn due(&self, now: Timestamp, held: &[Endpoint]) -> Vec<Endpoint> {
        let times = self.times();
        let is_due = |(endpoint, at): &(&Endpoint, &Timestamp)| **at <= now && !held.contains(endpoint);
        let mut due: Vec<(Timestamp, Endpoint)> =
            times.iter().filter(is_due).map(|(endpoint, at)| (*at, *endpoint)).collect();
        drop(times);
        due.sort_unstable_by_key(|(at, (tenant, endpoint))| (*at, tenant.0, endpoint.0));
        due.into_iter().map(|(_, endpoint)| endpoint).collect()
    }

    /// Takes an endpoint out: what comes meanwhile puts it in again.
    fn take(&self, endpoint: &Endpoint) {
        self.times().remove(endpoint);
    }

    fn next(&self, now: Timestamp) -> Option<Timestamp> {
        self.times().values().filter(|at| **at > now).min().copied()
    }
}

#[async_trait]
impl WebhookSchedule for DueEndpoints {
    /// Which of its deliveries are due is read with the endpoint.
    async fn try_at(
        &self,
        tenant: TenantId,
        endpoint: ResourceId,
        _deliveries: &[ResourceId],
        at: Timestamp,
    ) -> Read<()> {
        self.note((tenant, endpoint), at);
        if let Some(wake) = self.wake.get() {
            wake.notify_one();
        }
        Ok(())
    }
}

/// What is due, as the dispatcher takes it.
struct Deliveries {
    worker: Worker,
    due: Arc<DueEndpoints>,
}

impl Deliveries {
    /// Reads what is due of one endpoint, and notes when to look at it again.
    async fn of_endpoint(
        &self,
        endpoint: Endpoint,
        now: Timestamp,
        held: &Held<Endpoint, Endpoint>,
        room: usize,
    ) -> Read<Vec<DueDelivery>> {
        self.due.take(&endpoint);
        // Those that are under way stand at the beginning of the list.
        let limit = room + held.under_way.len();
        loop {
            let DueDeliveries { mut items, next } = self.worker.due_webhooks(endpoint.0, endpoint.1, limit).await?;
            let read = items.len();
            items.retain(|delivery| !held.under_way.contains(&(endpoint.0, delivery.id)));
            // Whether there is a lane for each of these is not known here, so they are looked for once more.
            let next = if items.is_empty() { next } else { Some(now) };
            // All that was read was given up, and there is more.
            if read == 0 && next.is_some_and(|next| next <= now) {
                continue;
            }
            if let Some(next) = next {
                self.due.note(endpoint, next);
            }
            items.truncate(room);
            return Ok(items);
        }
    }
}

#[async_trait]
impl Queue for Deliveries {
    type Endpoint = Endpoint;
    /// The tenant, and the delivery.
    type Id = (TenantId, ResourceId);

    async fn due(
        &self,
        now: Timestamp,
        held: &Held<Endpoint, Self::Id>,
        limit: usize,
    ) -> Result<Vec<Delivery<Endpoint, Self::Id>>, QueueError> {
        let mut found = Vec::new();
        for endpoint in self.due.due(now, &held.endpoints) {
            let room = limit - found.len();
            if room == 0 {
                break;
            }
            match self.of_endpoint(endpoint, now, held, room).await {
                Ok(items) => found.extend(items.into_iter().map(|delivery| on_its_way(endpoint, delivery))),
                Err(error) => {
                    let (tenant, id) = endpoint;
                    tracing::warn!(tenant_id = %tenant, webhook_endpoint_id = %id, %error,
                        "the deliveries to {id} can't be read just now: {error}");
                    self.due.note(endpoint, now + UNREADABLE);
                }
            }
        }
        Ok(found)
    }

    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, QueueError> {
        Ok(self.due.next(now))
    }

    async fn settle(
        &self,
        delivery: &Delivery<Endpoint, Self::Id>,
        outcome: &Outcome,
        next: Next,
    ) -> Result<(), QueueError> {
        let (tenant, id) = delivery.id;
        let tried = Tried { at: self.worker.now(), took: outcome.took, answer: outcome.said(), then: next };
        if let Err(error) = self.worker.settle_webhook(tenant, id, &tried).await {
            tracing::warn!(tenant_id = %tenant, webhook_delivery_id = %id, %error,
                "what became of the delivery {id} can't be written just now: {error}");
            return Err(Box::new(error));
        }
        Ok(())
    }
}

fn on_its_way(endpoint: Endpoint, delivery: DueDelivery) -> Delivery<Endpoint, (TenantId, ResourceId)> {
    let DueDelivery { id, target, secrets, event, body, failures } = delivery;
    let message = Message { id: event.to_string(), body: body.into() };
    Delivery { endpoint, id: (endpoint.0, id), target, secrets, message, failures }
}

/// The clock of the application, and jitter out of its random numbers.
struct Machine {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Surroundings for Machine {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn jitter(&self) -> f64 {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }
}

/// The running tasks.
pub struct WebhookRunner {
    tasks: [JoinHandle<()>; 2],
}

impl WebhookRunner {
    /// Begins to send. `due` is what the application of `worker` notifies.
    pub fn start(
        worker: Worker,
        due: Arc<DueEndpoints>,
        sender: Sender,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Self {
        let queue = Arc::new(Deliveries { worker: worker.clone(), due: due.clone() });
        let dispatcher = Dispatcher::new(queue, Arc::new(sender), Arc::new(Machine { clock, random }), LANES);
        // There is one runner for an application; a second one would be woken by its own pauses alone.
        let _ = due.wake.set(dispatcher.wake());
        let sending = tokio::spawn(async move { dispatcher.run().await });
        let sweeping = tokio::spawn(async move {
            loop {
                if let Err(error) = worker.sweep_webhooks().await {
                    tracing::warn!(%error, "the webhook endpoints can't be looked at just now: {error}");
                }
                tokio::time::sleep(SWEEP).await;
            }
        });
        Self { tasks: [sending, sweeping] }
    }

    /// Ends at once. What is under way is sent once more at the next start.
    pub async fn stop(self) {
        for task in self.tasks {
            task.abort();
            let _ = task.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn endpoint(n: u128) -> Endpoint {
        (TenantId(Uuid::from_u128(1)), ResourceId(Uuid::from_u128(n)))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn the_earliest_time_of_an_endpoint_counts_and_held_ones_are_left_out() {
        let due = DueEndpoints::default();
        due.note(endpoint(1), at(20));
        due.note(endpoint(1), at(10));
        due.note(endpoint(1), at(30));
        due.note(endpoint(2), at(5));
        assert_eq!(due.due(at(4), &[]), []);
        assert_eq!(due.next(at(4)), Some(at(5)));
        assert_eq!(due.due(at(10), &[]), [endpoint(2), endpoint(1)]);
        assert_eq!(due.due(at(10), &[endpoint(2)]), [endpoint(1)]);
        due.take(&endpoint(1));
        assert_eq!((due.due(at(40), &[]), due.next(at(5))), (vec![endpoint(2)], None));
    }
}

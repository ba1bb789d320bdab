//! Works off a backend's queue of deliveries: takes what is due, sends it, and says what became of it.
//!
//! A delivery stays in the queue until its outcome is written, so whatever is under way when the process ends is sent once
//! more, under the same id: at least once.

use std::{
    collections::HashSet,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::Notify, task::JoinSet};

use crate::{
    answer::{Outcome, Verdict},
    lanes::{Lane, Lanes},
    schedule::{Next, pause},
    secret::Secret,
    sender::{Message, Sender},
    target::Target,
};

/// The longest pause that a receiver may ask for; the schedule goes on by its own otherwise.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(1);
/// The pause after the queue could not be read or written.
const QUEUE_PAUSE: Duration = Duration::from_secs(1);
/// The queue is looked at again after this time, whatever it said when the next delivery is due.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// One message on its way to one endpoint.
#[derive(Clone, Debug)]
pub struct Delivery<E, D> {
    /// The endpoint: its deliveries share lanes.
    pub endpoint: E,
    /// What distinguishes the delivery from all others.
    pub id: D,
    /// Where it goes to.
    pub target: Target,
    /// The secrets to sign with: one, or two during a rotation.
    pub secrets: Vec<Secret>,
    /// What is sent.
    pub message: Message,
    /// Tries that failed so far.
    pub failures: u32,
}

/// The queue could not be read or written just now.
pub type QueueError = Box<dyn std::error::Error + Send + Sync>;

/// What of a queue is not asked for.
#[derive(Debug)]
pub struct Held<E, D> {
    /// Endpoints that have no lane left: their deliveries would push others out of the limit.
    pub endpoints: Vec<E>,
    /// Deliveries that are under way: as many as there are lanes, at most.
    pub under_way: HashSet<D>,
}

/// Where deliveries wait: a backend's.
#[async_trait]
pub trait Queue: Send + Sync + 'static {
    /// What names an endpoint.
    type Endpoint: Clone + Eq + Hash + Send + Sync + 'static;
    /// What names a delivery.
    type Id: Clone + Eq + Hash + Send + Sync + 'static;

    /// Returns deliveries that are due at `now` and not held, those that are due for longest first: `limit` of them, or all
    /// there are.
    async fn due(
        &self,
        now: Timestamp,
        held: &Held<Self::Endpoint, Self::Id>,
        limit: usize,
    ) -> Result<Vec<Delivery<Self::Endpoint, Self::Id>>, QueueError>;

    /// Returns when the next delivery is due that is not due at `now`.
    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, QueueError>;

    /// Writes what became of a try, and what follows. Must be durable when it returns.
    async fn settle(
        &self,
        delivery: &Delivery<Self::Endpoint, Self::Id>,
        outcome: &Outcome,
        next: Next,
    ) -> Result<(), QueueError>;
}

/// The clock, and what draws jitter: passed in, so that tests move them.
pub trait Surroundings: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// A number from 0 to 1, another one at each call.
    fn jitter(&self) -> f64;
}

/// Works off one queue. One is enough for a process.
pub struct Dispatcher<Q: Queue> {
    queue: Arc<Q>,
    sender: Arc<Sender>,
    surroundings: Arc<dyn Surroundings>,
    lanes: Arc<Lanes<Q::Endpoint>>,
    /// Deliveries whose outcome is not written yet.
    under_way: Arc<Mutex<HashSet<Q::Id>>>,
    wake: Arc<Notify>,
}

impl<Q: Queue> Dispatcher<Q> {
    /// Makes a dispatcher with so many deliveries at once, of which so many may be to one endpoint.
    pub fn new(
        queue: Arc<Q>,
        sender: Arc<Sender>,
        surroundings: Arc<dyn Surroundings>,
        (all, each): (usize, usize),
    ) -> Self {
        let lanes = Arc::new(Lanes::new(all, each));
        Self { queue, sender, surroundings, lanes, under_way: Arc::default(), wake: Arc::default() }
    }

    /// Returns what wakes the dispatcher: to be notified when something was put into the queue.
    pub fn wake(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Works until it is dropped. What is under way then is sent once more by the next one.
    pub async fn run(&self) {
        let mut sending = JoinSet::new();
        loop {
            let pause = self.begin_due(&mut sending).await.unwrap_or(QUEUE_PAUSE);
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
            // Those that have ended are let go.
            while sending.try_join_next().is_some() {}
        }
    }

    /// Begins what is due, as far as there are lanes; returns how long there is nothing more to begin.
    async fn begin_due(&self, sending: &mut JoinSet<()>) -> Result<Duration, QueueError> {
        let now = self.surroundings.now();
        loop {
            let room = self.lanes.room();
            if room == 0 {
                // One that ends wakes.
                return Ok(LONGEST_LOOK);
            }
            let held = Held { endpoints: self.lanes.full(), under_way: self.under_way().clone() };
            let due = self.queue.due(now, &held, room).await?;
            let is_all = due.len() < room;
            let mut begun = 0;
            for delivery in due {
                begun += usize::from(self.begin(delivery, sending));
            }
            // There is more if an endpoint became full meanwhile: its deliveries took the room of others.
            if is_all || begun == 0 {
                break;
            }
        }
        let next = self.queue.next_due(now).await?;
        let wait = next.map(|next| next.duration_since(self.surroundings.now()));
        let wait = wait.map_or(LONGEST_LOOK, |wait| Duration::try_from(wait).unwrap_or_default());
        Ok(wait.min(LONGEST_LOOK))
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, HashSet<Q::Id>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the delivery was begun.
    fn begin(&self, delivery: Delivery<Q::Endpoint, Q::Id>, sending: &mut JoinSet<()>) -> bool {
        // A queue that reads what was true a moment ago may bring it all the same.
        if self.under_way().contains(&delivery.id) {
            return false;
        }
        let Some(lane) = self.lanes.begin(delivery.endpoint.clone()) else { return false };
        self.under_way().insert(delivery.id.clone());
        let work = Work {
            queue: self.queue.clone(),
            sender: self.sender.clone(),
            surroundings: self.surroundings.clone(),
            ending: Ending {
                _lane: lane,
                id: delivery.id.clone(),
                under_way: self.under_way.clone(),
                wake: self.wake.clone(),
            },
        };
        sending.spawn(work.deliver(delivery));
        true
    }
}

struct Work<Q: Queue> {
    queue: Arc<Q>,
    sender: Arc<Sender>,
    surroundings: Arc<dyn Surroundings>,
    ending: Ending<Q::Endpoint, Q::Id>,
}

/// Gives the lane back and wakes the dispatcher, however a delivery ends.
struct Ending<E: Eq + Hash, D: Eq + Hash> {
    _lane: Lane<E>,
    id: D,
    under_way: Arc<Mutex<HashSet<D>>>,
    wake: Arc<Notify>,
}

impl<E: Eq + Hash, D: Eq + Hash> Drop for Ending<E, D> {
    fn drop(&mut self) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
        self.wake.notify_one();
    }
}

impl<Q: Queue> Work<Q> {
    async fn deliver(self, delivery: Delivery<Q::Endpoint, Q::Id>) {
        let now = self.surroundings.now();
        let outcome = self.sender.send(&delivery.target, &delivery.secrets, &delivery.message, now).await;
        let next = next(&outcome, delivery.failures, self.surroundings.now(), self.surroundings.jitter());
        // It was sent, so it is not sent again for as long as only its outcome can't be written.
        while self.queue.settle(&delivery, &outcome, next).await.is_err() {
            tokio::time::sleep(QUEUE_PAUSE).await;
        }
        drop(self.ending);
    }
}

/// What follows from a try, after so many that failed before it.
pub fn next(outcome: &Outcome, failures: u32, now: Timestamp, jitter: f64) -> Next {
    match outcome.verdict() {
        Verdict::Delivered => Next::Done,
        Verdict::Gone => Next::Disable,
        Verdict::TryAgain => match pause(failures.saturating_add(1), jitter) {
            None => Next::GivenUp,
            Some(pause) => Next::At(now + pause.max(asked(outcome))),
        },
    }
}

/// The pause that the receiver asks for.
fn asked(outcome: &Outcome) -> SignedDuration {
    let asked = outcome.result.as_ref().ok().and_then(|answer| answer.retry_after);
    asked.and_then(|asked| SignedDuration::try_from(asked).ok()).unwrap_or_default().min(LONGEST_ASKED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Failure, TRIES};

    fn outcome(status: u16, retry_after: Option<u64>) -> Outcome {
        let retry_after = retry_after.map(Duration::from_secs);
        let answer = Answer { status, body: String::new(), is_cut: false, retry_after };
        Outcome { result: Ok(answer), took: Duration::ZERO }
    }

    #[test]
    fn what_follows_is_the_schedule_unless_the_receiver_asks_for_more() {
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let at = |seconds: i64| Next::At(now + SignedDuration::from_secs(seconds));
        assert_eq!(next(&outcome(200, None), 0, now, 0.0), Next::Done);
        assert_eq!(next(&outcome(410, None), 0, now, 0.0), Next::Disable);
        assert_eq!(next(&outcome(500, None), 0, now, 0.0), at(5));
        assert_eq!(next(&outcome(500, None), 3, now, 0.0), at(600));
        assert_eq!(next(&outcome(429, Some(60)), 0, now, 0.0), at(60));
        assert_eq!(next(&outcome(429, Some(1)), 0, now, 0.0), at(5));
        assert_eq!(next(&outcome(503, Some(86_400)), 0, now, 0.0), at(3_600));
        assert_eq!(next(&outcome(500, None), TRIES - 1, now, 0.0), Next::GivenUp);
        let failed = Failure::UnknownName { host: "hooks.example".to_owned() };
        assert_eq!(next(&Outcome { result: Err(failed), took: Duration::ZERO }, 1, now, 0.0), at(30));
    }
}

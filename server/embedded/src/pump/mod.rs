//! The way from the outbox to the consumers. A commit rings the bell of its
//! file; the pump hands what waits there to every consumer, tries again as
//! [`tenantry_core::consume::delivery`] says, and gives up into the dead-letter
//! list, where the operator finds it.

mod bell;
mod breakers;
mod dead_letters;
mod deliver;

use std::{sync::Arc, time::Duration};

pub(crate) use bell::Bell;
pub(crate) use breakers::Breakers;
pub use dead_letters::SqliteRelay;
use fail::fail_point;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use tenantry_core::{consume::Consumer, env::Clock};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    identity::LocalIdentity,
    known_time, outbox,
    partition::{Partition, Place},
    sqlite::Fault,
    tidy::{tidy_control, tidy_data},
};

/// New events that are read, delivered and crossed off together.
const BATCH: usize = 256;
/// What was put off for one consumer, delivered beside them.
const AGAIN: usize = 64;

/// How long a commit's events wait for those of the next ones: delivered
/// together, they share their syncs with each other instead of taking them
/// from those who place orders.
const GATHER: Duration = Duration::from_millis(10);

/// How often what has served its time is removed.
const TIDY: SignedDuration = SignedDuration::from_hours(1);
/// How soon a file is looked at again that could not be read.
const UNREADABLE: SignedDuration = SignedDuration::from_millis(500);

/// A running pump.
pub struct Pump {
    bell: Arc<Bell>,
    clock: Arc<dyn Clock>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

pub(crate) struct Engine {
    pub partition: Arc<Partition>,
    pub bell: Arc<Bell>,
    pub consumers: Vec<Arc<dyn Consumer>>,
    pub identity: LocalIdentity,
    pub breakers: Breakers,
    /// Times what is put off.
    pub clock: Arc<dyn Clock>,
    /// The first pause after a failure; each further one is twice as long.
    pub first_pause: SignedDuration,
}

impl Pump {
    pub(crate) fn start(engine: Engine) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (bell, clock) = (engine.bell.clone(), engine.clock.clone());
        // Before anybody can wait for quiet.
        engine.ring_for_leftovers();
        let task = tokio::spawn(run(engine, stopped));
        Self { bell, clock, stop, task }
    }

    /// Waits until nothing is left to deliver, but for what is put off to a time to come.
    pub async fn settle(&self) {
        self.bell.until_quiet(self.clock.now()).await;
    }

    /// Delivers what has been rung for, then ends.
    pub async fn stop(self) {
        self.settle().await;
        // The task may have ended by itself with its runtime.
        let _ = self.stop.send(true);
        self.bell.wake();
        let _ = self.task.await;
    }
}

async fn run(engine: Engine, stopped: watch::Receiver<bool>) {
    let mut tidied: Option<Timestamp> = None;
    while !*stopped.borrow() {
        let now = engine.clock.now();
        if tidied.is_none_or(|tidied| now.duration_since(tidied).abs() >= TIDY) {
            tidied = Some(now);
            engine.tidy().await;
        }
        for place in engine.bell.rung(now) {
            if let Err(error) = engine.drain(place).await {
                tracing::error!(?place, %error, "events of {place:?} can't be delivered just now: {error}");
                engine.bell.ring_at(place, now + UNREADABLE);
            }
            engine.bell.served(place);
        }
        engine.bell.wait().await;
        if !*stopped.borrow() {
            tokio::time::sleep(GATHER).await;
        }
    }
}

impl Engine {
    /// What an earlier run of the process left behind.
    fn ring_for_leftovers(&self) {
        self.bell.ring(Place::Control);
        self.bell.ring(Place::Pool);
        match self.partition.silo_places() {
            Ok(places) => places.into_iter().for_each(|place| self.bell.ring(place)),
            Err(error) => tracing::error!(%error, "the silos can't be listed: {error}"),
        }
    }

    /// Not urgent: what fails is tried again in an hour.
    async fn tidy(&self) {
        for consumer in &self.consumers {
            // A series that is there before it counts is one that a rate can be taken of.
            metrics::counter!("tenantry_dead_letters_total", "consumer" => consumer.name()).increment(0);
        }
        let now = known_time::safe_time(&self.partition, Timestamp::now());
        self.identity.forget_expired(now);
        let silos = self.partition.silo_places().unwrap_or_default();
        let places = [Place::Control, Place::Pool].into_iter().chain(silos);
        for place in places.filter(|place| self.partition.is_there(*place)) {
            let tidied = async {
                self.write(place, move |conn| {
                    outbox::split_old_rows(conn)?;
                    match place {
                        Place::Control => tidy_control(conn, now),
                        Place::Pool | Place::Silo(_) => tidy_data(conn, now),
                    }
                })
                .await?;
                self.give_up_overdue(place).await
            };
            if let Err(error) = tidied.await {
                tracing::warn!(?place, %error, "{place:?} can't be tidied just now: {error}");
            }
        }
    }

    /// Writes that no rule refuses.
    async fn write<T: Send + 'static>(
        &self,
        place: Place,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let (file, writer) = self.partition.at(place)?;
        writer.run_unruled(file, work).await
    }

    async fn drain(&self, place: Place) -> Result<(), Fault> {
        // Its tenant was moved or erased, and nothing is left to deliver.
        if !self.partition.is_there(place) {
            return Ok(());
        }
        let (file, _) = self.partition.at(place)?;
        let now = self.clock.now();
        let mut batch = file.read(|conn| outbox::fresh(conn, BATCH))?;
        for consumer in &self.consumers {
            let name = consumer.name();
            let room = self.breakers.room(name, now, AGAIN);
            if room > 0 {
                batch.extend(file.read(|conn| outbox::due(conn, name, now, room))?);
            }
        }
        if !batch.is_empty() {
            fail_point!("batch-read");
            self.deliver(place, batch).await?;
            // One batch at a turn, so that a busy file does not keep the others waiting.
            self.bell.ring(place);
            return Ok(());
        }
        for consumer in &self.consumers {
            let name = consumer.name();
            if let Some(due) = file.read(|conn| outbox::next_due(conn, name))? {
                // While it is held nothing is handed out before the next probe.
                self.bell.ring_at(place, self.breakers.held_until(name).map_or(due, |held| held.max(due)));
            }
        }
        Ok(())
    }
}

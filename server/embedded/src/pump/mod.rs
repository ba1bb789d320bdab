//! The way from the outbox to the consumers. A commit rings the bell of its
//! file; the pump hands what waits there to every consumer, tries again with
//! growing pauses, and gives up into the dead-letter list, where the operator
//! finds it.

mod bell;
mod dead_letters;
mod deliver;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

pub(crate) use bell::Bell;
pub use dead_letters::SqliteRelay;
use fail::fail_point;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use tenantry_core::consume::Consumer;
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    identity::LocalIdentity,
    outbox,
    partition::{Partition, Place},
    sqlite::Fault,
    tidy::{tidy_control, tidy_data},
};

/// Events that are read, delivered and crossed off together.
const BATCH: usize = 256;

/// How long a commit's events wait for those of the next ones: delivered
/// together, they share their syncs with each other instead of taking them
/// from those who place orders.
const GATHER: Duration = Duration::from_millis(10);

/// How often what has served its time is removed.
const TIDY: Duration = Duration::from_secs(3_600);

/// A running pump.
pub struct Pump {
    bell: Arc<Bell>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

pub(crate) struct Engine {
    pub partition: Arc<Partition>,
    pub bell: Arc<Bell>,
    pub consumers: Vec<Arc<dyn Consumer>>,
    pub identity: LocalIdentity,
    /// The first pause after a failure; each further one is twice as long.
    pub first_pause: SignedDuration,
}

impl Pump {
    pub(crate) fn start(engine: Engine) -> Self {
        let (stop, stopped) = watch::channel(false);
        let bell = engine.bell.clone();
        // Before anybody can wait for quiet.
        engine.ring_for_leftovers();
        let task = tokio::spawn(run(engine, stopped));
        Self { bell, stop, task }
    }

    /// Waits until nothing is left to deliver, but for what was put off.
    pub async fn settle(&self) {
        self.bell.until_quiet().await;
    }

    /// Delivers what has been rung for, then ends.
    pub async fn stop(self) {
        self.bell.until_quiet().await;
        // The task may have ended by itself with its runtime.
        let _ = self.stop.send(true);
        self.bell.wake();
        let _ = self.task.await;
    }
}

async fn run(engine: Engine, stopped: watch::Receiver<bool>) {
    let mut tidied: Option<Instant> = None;
    while !*stopped.borrow() {
        if tidied.is_none_or(|tidied| tidied.elapsed() >= TIDY) {
            tidied = Some(Instant::now());
            engine.tidy().await;
        }
        for place in engine.bell.rung() {
            if let Err(error) = engine.drain(place).await {
                tracing::error!(?place, %error, "events of {place:?} can't be delivered just now: {error}");
                engine.bell.ring_later(place);
            }
            engine.bell.served(place);
        }
        // Whoever has no events is tidied too.
        let _ = tokio::time::timeout(TIDY, engine.bell.wait()).await;
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
        let now = Timestamp::now();
        self.identity.forget_expired(now);
        let silos = self.partition.silo_places().unwrap_or_default();
        let places = [Place::Control, Place::Pool].into_iter().chain(silos);
        for place in places.filter(|place| self.partition.is_there(*place)) {
            let tidied = self.write(place, move |conn| match place {
                Place::Control => tidy_control(conn, now),
                Place::Pool | Place::Silo(_) => tidy_data(conn, now),
            });
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
        if place == Place::Control {
            self.redrive().await?;
        }
        let batch = file.read(|conn| outbox::due(conn, Timestamp::now(), BATCH))?;
        if !batch.is_empty() {
            fail_point!("batch-read");
            self.deliver(place, batch).await?;
            // One batch at a turn, so that a busy file does not keep the others waiting.
            self.bell.ring(place);
            return Ok(());
        }
        if file.read(outbox::next_due)?.is_some() {
            self.bell.ring_later(place);
        }
        Ok(())
    }
}

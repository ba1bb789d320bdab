//! The way from the outbox to the consumers. A commit rings the bell of its
//! file; the pump hands what waits there to every consumer, tries again with
//! growing pauses, and gives up into the dead-letter list, where the operator
//! finds it.

mod bell;
mod dead_letters;
mod deliver;

use std::{sync::Arc, time::Duration};

pub(crate) use bell::Bell;
pub use dead_letters::SqliteRelay;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::consume::Consumer;
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    outbox,
    partition::{Partition, Place},
    sqlite::Fault,
};

/// Events that are read, delivered and crossed off together.
const BATCH: usize = 256;
/// How long the pump rests when nobody rings; put-off events are due by then.
const REST: Duration = Duration::from_millis(500);

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
    /// The first pause after a failure; each further one is twice as long.
    pub first_pause: SignedDuration,
}

impl Pump {
    pub(crate) fn start(engine: Engine) -> Self {
        let (stop, stopped) = watch::channel(false);
        let bell = engine.bell.clone();
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
    engine.ring_for_leftovers();
    while !*stopped.borrow() {
        for place in engine.bell.rung() {
            if let Err(error) = engine.drain(place).await {
                tracing::error!(?place, %error, "events of {place:?} can't be delivered just now: {error}");
                engine.bell.ring_later(place);
            }
            engine.bell.served(place);
        }
        engine.bell.wait(REST).await;
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

    async fn drain(&self, place: Place) -> Result<(), Fault> {
        let (file, _) = self.partition.at(place)?;
        loop {
            let batch = file.read(|conn| outbox::due(conn, Timestamp::now(), BATCH))?;
            if batch.is_empty() {
                break;
            }
            self.deliver(place, batch).await?;
        }
        if place == Place::Control {
            self.redrive().await?;
        }
        if file.read(outbox::next_due)?.is_some() {
            self.bell.ring_later(place);
        }
        Ok(())
    }
}

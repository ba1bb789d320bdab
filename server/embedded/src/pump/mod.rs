//! The way from the outbox to the consumers. A commit rings the notifier of its
//! file; the pump hands what waits there to every consumer, tries again as
//! [`tenantry_core::policy::delivery`] says, and gives up into the dead-letter
//! list, where the operator finds it.

mod breakers;
mod dead_letters;
mod deliver;
mod outbox_notifier;
mod tidying;

use std::{sync::Arc, time::Duration};

pub(crate) use breakers::Breakers;
pub use dead_letters::SqliteRelay;
use fail::fail_point;
use jiff::SignedDuration;
pub(crate) use outbox_notifier::OutboxNotifier;
use rusqlite::Connection;
use tenantry_core::{events::Consumer, ports::env::Clock};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    identity::LocalIdentity,
    outbox,
    partition::{FileId, Partition},
    sqlite::Fault,
};

/// New events that are read, delivered and crossed off together.
const BATCH: usize = 256;
/// Redeliveries to one consumer beside them, at most.
const AGAIN: usize = 64;

/// How long a commit's events wait for those of the next ones: delivered
/// together, they share their syncs with each other instead of taking them
/// from those who place orders.
const GATHER: Duration = Duration::from_millis(10);
/// The longest such wait while commits keep coming, as those of an import do.
const GATHER_AT_MOST: Duration = Duration::from_millis(250);

/// The pause before a file that could not be read is read again.
const UNREADABLE: SignedDuration = SignedDuration::from_millis(500);

/// A running pump.
pub struct Pump {
    notifier: Arc<OutboxNotifier>,
    clock: Arc<dyn Clock>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

pub(crate) struct Engine {
    pub partition: Arc<Partition>,
    pub notifier: Arc<OutboxNotifier>,
    pub consumers: Vec<Arc<dyn Consumer>>,
    pub identity: LocalIdentity,
    pub breakers: Breakers,
    /// Times what is put off.
    pub clock: Arc<dyn Clock>,
    /// The application's, by which answers, links and sessions expire.
    pub expiry_clock: Arc<dyn Clock>,
    /// The first pause after a failure; each further one is twice as long.
    pub first_pause: SignedDuration,
    /// Held while events are handed out, so that none is given up at the same time.
    pub turn: tokio::sync::Mutex<()>,
}

impl Pump {
    pub(crate) fn start(engine: Engine) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (notifier, clock) = (engine.notifier.clone(), engine.clock.clone());
        // Before anybody can wait for quiet.
        engine.ring_for_leftovers();
        let task = tokio::spawn(run(engine, stopped));
        Self { notifier, clock, stop, task }
    }

    /// Waits until nothing is left to deliver, but for what is put off to a time to come.
    pub async fn settle(&self) {
        self.notifier.until_quiet(self.clock.now()).await;
    }

    /// Delivers what has been rung for, then ends.
    pub async fn stop(self) {
        self.settle().await;
        // The task may have ended by itself with its runtime.
        let _ = self.stop.send(true);
        self.notifier.wake();
        let _ = self.task.await;
    }
}

async fn run(engine: Engine, stopped: watch::Receiver<bool>) {
    // Until then they are found by no consumer.
    engine.split_old_rows().await;
    tokio::join!(engine.deliver_all(stopped.clone()), engine.keep_tidy(stopped));
}

impl Engine {
    /// What an earlier run of the process left behind.
    fn ring_for_leftovers(&self) {
        self.notifier.notify(FileId::Control);
        self.notifier.notify(FileId::Pool);
        match self.partition.silo_ids() {
            Ok(places) => places.into_iter().for_each(|place| self.notifier.notify(place)),
            Err(error) => tracing::error!(%error, "the silos can't be listed: {error}"),
        }
    }

    async fn deliver_all(&self, stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            for place in self.notifier.take_notified(self.clock.now()) {
                let turn = self.turn.lock().await;
                let drained = self.drain(place).await;
                drop(turn);
                if let Err(error) = drained {
                    tracing::error!(?place, %error, "events of {place:?} can't be delivered just now: {error}");
                    self.notifier.notify_at(place, self.clock.now() + UNREADABLE);
                }
                self.notifier.served(place);
            }
            self.notifier.wait().await;
            if !*stopped.borrow() {
                self.notifier.gather(GATHER, GATHER_AT_MOST).await;
            }
        }
    }

    /// Writes that no rule refuses.
    async fn write<T: Send + 'static>(
        &self,
        place: FileId,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let (file, writer) = self.partition.at(place)?;
        writer.run_unruled(file, work).await
    }

    async fn drain(&self, place: FileId) -> Result<(), Fault> {
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
            self.notifier.notify_rest(place);
            return Ok(());
        }
        for consumer in &self.consumers {
            let name = consumer.name();
            if let Some(due) = file.read(|conn| outbox::next_due(conn, name))? {
                // While it is held nothing is handed out before the next probe.
                self.notifier.notify_at(place, self.breakers.held_until(name).map_or(due, |held| held.max(due)));
            }
        }
        Ok(())
    }
}

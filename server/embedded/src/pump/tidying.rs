//! When what has served its time is removed: beside the deliveries, in pieces that others write between, and only in
//! files in which something is due.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::Engine;
use crate::{
    known_time, outbox,
    partition::FileId,
    sqlite::{Fault, shrink},
    tidy::{self, Reached},
};

/// The interval at which files in use are looked at.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The interval at which a company's own file is looked at that nobody uses.
const IDLE: SignedDuration = SignedDuration::from_hours(24);
/// How often it is checked whether it is time.
const CHECK: Duration = Duration::from_millis(500);
/// Others are let write so long between two pieces.
const YIELD: Duration = Duration::from_millis(2);

/// By the companies' own files: when something in them is due.
type Due = HashMap<FileId, Timestamp>;

impl Engine {
    pub(super) async fn keep_tidy(&self, mut stopped: watch::Receiver<bool>) {
        let (mut tidied, mut due) = (None::<Timestamp>, Due::new());
        while !*stopped.borrow() {
            let now = self.clock.now();
            if tidied.is_none_or(|tidied| now.duration_since(tidied).abs() >= EVERY) {
                tidied = Some(now);
                self.tidy(&mut due, &stopped).await;
            }
            // Either way it is looked whether to go on.
            let _ = tokio::time::timeout(CHECK, stopped.changed()).await;
        }
    }

    /// Not urgent: what fails is tried again in an hour.
    async fn tidy(&self, due: &mut Due, stopped: &watch::Receiver<bool>) {
        for consumer in &self.consumers {
            // A series that is there before it counts is one that a rate can be taken of.
            metrics::counter!("tenantry_dead_letters_total", "consumer" => consumer.name()).increment(0);
        }
        let now = known_time::safe_time(&self.partition, self.expiry_clock.now());
        self.identity.forget_expired(now);
        let silos = self.partition.silo_ids().unwrap_or_default();
        due.retain(|place, _| silos.contains(place));
        let waiting = self.notifier.places();
        for place in [FileId::Control, FileId::Pool].into_iter().chain(silos) {
            if *stopped.borrow() {
                return;
            }
            let is_due = due.get(&place).is_none_or(|due| *due <= now);
            let is_used = waiting.contains(&place) || self.partition.is_open(place);
            if !(is_due || is_used) || !self.partition.is_there(place) {
                continue;
            }
            match self.tidy_file(place, now, stopped).await {
                Ok(next) => {
                    due.insert(place, next);
                }
                Err(error) => {
                    tracing::warn!(?place, %error, "{place:?} can't be tidied just now: {error}");
                }
            }
        }
    }

    /// Returns when something in the file is due again, if nobody writes to it.
    async fn tidy_file(
        &self,
        place: FileId,
        now: Timestamp,
        stopped: &watch::Receiver<bool>,
    ) -> Result<Timestamp, Fault> {
        if place == FileId::Control {
            self.write(place, move |conn| tidy::tidy_control(conn, now)).await?;
        } else {
            let mut reached = Some(Reached::default());
            while let Some(at) = reached.filter(|_| !*stopped.borrow()) {
                reached = self.write(place, move |conn| tidy::tidy_data(conn, now, at)).await?;
                if reached.is_some() {
                    tokio::time::sleep(YIELD).await;
                }
            }
        }
        let turn = self.turn.lock().await;
        let given_up = self.give_up_overdue(place).await;
        drop(turn);
        given_up?;
        self.give_room_back(place, stopped).await?;
        let next = match place {
            FileId::Control | FileId::Pool | FileId::ProvisionedPool => None,
            FileId::Silo(tenant) => {
                let (file, _) = self.partition.at(place)?;
                file.read(|conn| tidy::next_due(conn, tenant))?
            }
        };
        let latest = now + IDLE;
        Ok(next.map_or(latest, |next| next.min(latest)))
    }

    /// What a tenant left that was moved away or erased goes back to the disk.
    async fn give_room_back(&self, place: FileId, stopped: &watch::Receiver<bool>) -> Result<(), Fault> {
        let (file, _) = self.partition.at(place)?;
        let mut more = file.read(shrink::is_worthwhile)?;
        while more && !*stopped.borrow() {
            more = self.write(place, shrink::give_back).await?;
            tokio::time::sleep(YIELD).await;
        }
        Ok(())
    }

    /// Rows of earlier versions name several consumers.
    pub(super) async fn split_old_rows(&self) {
        let silos = self.partition.silo_ids().unwrap_or_default();
        let places = [FileId::Control, FileId::Pool].into_iter().chain(silos);
        for place in places.filter(|place| self.partition.is_there(*place)) {
            if let Err(error) = self.write(place, outbox::split_old_rows).await {
                tracing::warn!(?place, %error, "events of an earlier version wait in {place:?}: {error}");
            }
        }
    }
}

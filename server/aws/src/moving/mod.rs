//! Moves a tenant's data between pool and silo while it is in use. What changes
//! while it is copied is known by notes, which the writes leave themselves; at
//! the switch all writes wait for a moment, wherever they come from, since each
//! of them meets a fence of the place (see `fence`).

mod notes;
mod place;
mod progress;

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use tenantry_core::{TenantKey, error::chain, tenant::Placement};
use tokio::time::Instant;

pub(crate) use self::place::Place;
use self::{
    notes::{Notes, carried},
    progress::Progress,
};
use crate::{
    dynamo::{Clients, Consumption, Fault},
    fence::Fence,
    partition::{Partition, Table},
};

/// Few enough to be carried over while everybody waits.
const FEW: usize = 100;
const ROUNDS: usize = 50;
/// How long writes wait at most before they go on where they were.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
const TRIES: u32 = 5;

/// How long keys from before live on in other processes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A record is read again after that: until then somebody may still read at the
    /// old place, so nothing may be written yet that he would miss there.
    pub fresh: Duration,
    /// Whatever began with an older key has ended after that.
    pub ended: Duration,
}

pub struct Moves {
    clients: Arc<dyn Clients>,
    partition: Partition,
    used: Arc<Consumption>,
    pace: Pace,
}

/// Both places of one move, and the pool, where notes and progress are kept.
struct Places<'a> {
    from: Place<'a>,
    to: Place<'a>,
    pool: Place<'a>,
}

impl Moves {
    pub fn new(clients: Arc<dyn Clients>, partition: Partition, pace: Pace) -> Self {
        Self { clients, partition, used: Arc::default(), pace }
    }

    /// What it consumed.
    pub fn consumption(&self) -> &Arc<Consumption> {
        &self.used
    }

    fn place<'a>(&'a self, client: &'a Client, key: &'a TenantKey) -> Place<'a> {
        Place { client, partition: &self.partition, used: &self.used, key }
    }

    fn places<'a>(&'a self, client: &'a Client, from: &'a TenantKey, to: &'a TenantKey) -> Places<'a> {
        let pool = if to.placement() == Placement::Pool { to } else { from };
        Places { from: self.place(client, from), to: self.place(client, to), pool: self.place(client, pool) }
    }

    /// Goes on where an earlier try was interrupted. What fails leaves everything as it was before.
    pub async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Fault> {
        let client = self.clients.of(from.id()).await?;
        let places = self.places(&client, from, to);
        let copied = places.copy(to.epoch()).await;
        if copied.is_err() {
            places.give_up().await?;
        }
        copied.map(|changed| format!("copied; {changed} items changed meanwhile"))
    }

    /// What fails lets writes go on where they were.
    pub async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Fault> {
        let client = self.clients.of(from.id()).await?;
        let places = self.places(&client, from, to);
        let progress = Progress::read(&places.pool).await?;
        if !progress.is_some_and(|progress| progress.epoch == to.epoch() && progress.is_copied()) {
            return Err(Fault::Malformed("the copy is not whole".to_owned()));
        }
        let carried = places.carry_rest().await;
        if carried.is_err() {
            places.from.raise(Fence::Noting).await?;
        }
        carried.map(|changed| format!("{changed} items carried over"))
    }

    /// The record says where the data lives: writes go on there.
    pub async fn resume(&self, at: &TenantKey) {
        for n in 1..=TRIES {
            match self.open(at).await {
                Ok(()) => return,
                // Cleaning up does it again.
                Err(fault) => tracing::error!(tenant_id = %at.id(), error = chain(&fault), n,
                    "the writes of {} still wait: {fault}", at.id()),
            }
        }
    }

    async fn open(&self, at: &TenantKey) -> Result<(), Fault> {
        let (client, other) = (self.clients.of(at.id()).await?, at.elsewhere());
        let Places { from: old, to: new, pool } = self.places(&client, &other, at);
        match Progress::read(&pool).await? {
            // It was switched already, and opened.
            None => Ok(()),
            Some(progress) if progress.epoch == at.epoch() => {
                old.raise(Fence::Moved).await?;
                tokio::time::sleep(self.pace.fresh).await;
                new.lift().await?;
                Progress::remove(&pool).await
            }
            // It was not: what is written is noted until it is tried again.
            Some(_) => new.raise(Fence::Noting).await,
        }
    }

    /// Returns when nobody is at the old place any more.
    pub async fn leave(&self, place: &TenantKey) -> Result<(), Fault> {
        self.open(&place.elsewhere()).await?;
        tokio::time::sleep(self.pace.ended).await;
        Ok(())
    }

    /// Returns when nobody is at the place any more, and sends away whoever comes with an old key.
    pub async fn shut(&self, place: &TenantKey) -> Result<(), Fault> {
        let client = self.clients.of(place.id()).await?;
        self.place(&client, place).raise(Fence::Moved).await?;
        tokio::time::sleep(self.pace.ended).await;
        Ok(())
    }

    /// Removes what the pool has of a tenant that left it, and goes on sending away
    /// whoever comes with an old key. Says how much that was.
    pub async fn clear(&self, pool: &TenantKey) -> Result<usize, Fault> {
        self.leave(pool).await?;
        let client = self.clients.of(pool.id()).await?;
        let place = self.place(&client, pool);
        let removed = place.empty().await?;
        place.raise_bare(Fence::Moved).await?;
        Ok(removed)
    }
}

impl Places<'_> {
    async fn copy(&self, epoch: u32) -> Result<usize, Fault> {
        let mut progress = match Progress::read(&self.pool).await? {
            Some(progress) if progress.epoch == epoch => progress,
            _ => self.begin(epoch).await?,
        };
        while let Some(table) = Table::ALL.get(progress.tables).copied() {
            let (items, next) = self.from.page(table, progress.after.take()).await?;
            self.to.put(table, carried(table, items)).await?;
            progress.tables += usize::from(next.is_none());
            progress.after = next;
            progress.write(&self.pool).await?;
        }
        // Each round is shorter than the one before, unless more is written than can be carried.
        let mut changed = 0;
        for _ in 0..ROUNDS {
            let notes = Notes::read(&self.pool).await?;
            if notes.len() <= FEW {
                return Ok(changed);
            }
            notes.carry(&self.from, &self.to, &self.pool).await?;
            changed += notes.len();
        }
        Ok(changed)
    }

    /// Nobody can write at the new place before it is opened, and nothing that an
    /// earlier try left is there.
    async fn begin(&self, epoch: u32) -> Result<Progress, Fault> {
        self.forget().await?;
        self.to.empty().await?;
        self.to.raise_bare(Fence::Closed).await?;
        self.from.raise(Fence::Noting).await?;
        let progress = Progress::begun(epoch);
        progress.write(&self.pool).await?;
        Ok(progress)
    }

    async fn carry_rest(&self) -> Result<usize, Fault> {
        let until = Instant::now() + LONGEST_PAUSE;
        self.from.raise(Fence::Closed).await?;
        let mut changed = 0;
        loop {
            let notes = Notes::read(&self.pool).await?;
            if notes.is_empty() {
                return Ok(changed);
            }
            if Instant::now() >= until {
                let detail = "too much was written meanwhile to be carried over in time".to_owned();
                return Err(Fault::Service { tries: 1, detail });
            }
            notes.carry(&self.from, &self.to, &self.pool).await?;
            changed += notes.len();
        }
    }

    async fn give_up(&self) -> Result<(), Fault> {
        self.forget().await?;
        self.from.lift().await?;
        self.forget().await
    }

    /// Progress first: what comes after a moment without notes is no copy.
    async fn forget(&self) -> Result<(), Fault> {
        Progress::remove(&self.pool).await?;
        loop {
            let notes = Notes::read(&self.pool).await?;
            if notes.is_empty() {
                return Ok(());
            }
            notes.forget(&self.pool).await?;
        }
    }
}

//! Moves a tenant's data between placements while it is in use. What changes
//! while it is copied is known by notes, which the writes leave themselves; at
//! the switch all writes wait for a moment, wherever they come from, since each
//! of them meets a fence of the place (see `fence`).

mod notes;
mod progress;
mod tenant_items;

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use tenantry_core::{
    TenantKey,
    domain::{error::chain, tenant::Placement},
};
use tokio::time::Instant;

pub(crate) use self::tenant_items::TenantItems;
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
/// Rounds of carrying over changes before writes have to wait.
const ROUNDS: usize = 50;
/// How long writes wait at most before they go on where they were.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// Attempts of one step.
const TRIES: u32 = 5;

/// The delays that bound how long other processes use older keys.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A record is read again after that: until then a process may still read at the
    /// old place, so nothing may be written yet that it would miss there.
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

/// The items of a tenant at both placements of one move, and in the pool on demand, where notes and progress are kept.
struct MoveItems<'a> {
    from: TenantItems<'a>,
    to: TenantItems<'a>,
    pool: TenantItems<'a>,
}

impl Moves {
    pub fn new(clients: Arc<dyn Clients>, partition: Partition, pace: Pace) -> Self {
        Self { clients, partition, used: Arc::default(), pace }
    }

    /// Returns the counter of the capacity units that its calls consume.
    pub fn consumption(&self) -> &Arc<Consumption> {
        &self.used
    }

    fn items_at<'a>(&'a self, client: &'a Client, key: &TenantKey) -> TenantItems<'a> {
        TenantItems { client, partition: &self.partition, used: &self.used, key: *key }
    }

    /// Where notes and progress are kept, whichever placements it is moved between.
    fn pool_items<'a>(&'a self, client: &'a Client, key: &TenantKey) -> TenantItems<'a> {
        self.items_at(client, &key.with_placement(Placement::Pool))
    }

    fn move_items<'a>(&'a self, client: &'a Client, from: &TenantKey, to: &TenantKey) -> MoveItems<'a> {
        MoveItems {
            from: self.items_at(client, from),
            to: self.items_at(client, to),
            pool: self.pool_items(client, from),
        }
    }

    /// Goes on where an earlier try was interrupted. What fails leaves everything as it was before.
    pub async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Fault> {
        let client = self.clients.of(from.id()).await?;
        let items = self.move_items(&client, from, to);
        let copied = items.copy().await;
        if copied.is_err() {
            items.give_up().await?;
        }
        copied.map(|changed| format!("copied; {changed} items changed meanwhile"))
    }

    /// What fails lets writes go on where they were.
    pub async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Fault> {
        let client = self.clients.of(from.id()).await?;
        let items = self.move_items(&client, from, to);
        let progress = Progress::read(&items.pool).await?;
        if !progress.is_some_and(|progress| progress.is_of(to) && progress.is_copied()) {
            return Err(Fault::Malformed("the copy is not whole".to_owned()));
        }
        let carried = items.carry_rest().await;
        if carried.is_err() {
            items.from.raise(Fence::Noting).await?;
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
        let client = self.clients.of(at.id()).await?;
        let (new, pool) = (self.items_at(&client, at), self.pool_items(&client, at));
        match Progress::read(&pool).await? {
            // It was switched already, and opened.
            None => Ok(()),
            Some(progress) if progress.is_of(at) => {
                let old = at.with_placement(progress.source(at.placement()));
                self.items_at(&client, &old).raise(Fence::Moved).await?;
                tokio::time::sleep(self.pace.fresh).await;
                new.lift().await?;
                Progress::remove(&pool).await
            }
            // It was not: what is written is noted until it is tried again.
            Some(_) => new.raise(Fence::Noting).await,
        }
    }

    /// Opens the new place, and waits until no call can be at the old one any more.
    pub async fn leave(&self, place: &TenantKey) -> Result<(), Fault> {
        let client = self.clients.of(place.id()).await?;
        let progress = Progress::read(&self.pool_items(&client, place)).await?;
        if let Some(progress) = progress.filter(|progress| progress.epoch == place.epoch()) {
            self.open(&place.with_placement(progress.target(place.placement()))).await?;
        }
        tokio::time::sleep(self.pace.ended).await;
        Ok(())
    }

    /// Rejects calls with an old key, and waits until no earlier call can be at the place any more.
    pub async fn shut(&self, place: &TenantKey) -> Result<(), Fault> {
        let client = self.clients.of(place.id()).await?;
        self.items_at(&client, place).raise(Fence::Moved).await?;
        tokio::time::sleep(self.pace.ended).await;
        Ok(())
    }

    /// Removes what a pool has of a tenant that left it, and goes on sending away
    /// calls with an old key. Returns how much that was.
    pub async fn clear(&self, pool: &TenantKey) -> Result<usize, Fault> {
        self.leave(pool).await?;
        let client = self.clients.of(pool.id()).await?;
        let place = self.items_at(&client, pool);
        let removed = place.empty().await?;
        place.raise_bare(Fence::Moved).await?;
        Ok(removed)
    }
}

impl MoveItems<'_> {
    async fn copy(&self) -> Result<usize, Fault> {
        let mut progress = match Progress::read(&self.pool).await? {
            Some(progress) if progress.is_of(&self.to.key) => progress,
            _ => self.begin().await?,
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
    async fn begin(&self) -> Result<Progress, Fault> {
        self.forget().await?;
        self.to.empty().await?;
        self.to.raise_bare(Fence::Closed).await?;
        self.from.raise(Fence::Noting).await?;
        let progress = Progress::begun(&self.from.key, &self.to.key);
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

//! Moving a tenant from file to file while it is in use. Its rows are copied
//! beside its writers, whose changes are noted meanwhile and carried over; for
//! the last of them its writes wait.

mod tables;
mod write_gate;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use fail::fail_point;
use rusqlite::Connection;
pub(crate) use tables::{OUTBOX, Table as MovedTable};
use tables::{Row, Table};
use tenantry_core::{TenantKey, domain::ids::TenantId};
pub(crate) use write_gate::WriteGate;

use crate::{
    partition::{FileId, Partition},
    sqlite::{BatchSize, DataFile, Fault, Writer},
};

/// Changed rows of a table that are carried over together: others write in between.
const NOTES_AT_ONCE: usize = 512;
/// Few enough to be carried over while writes wait.
const CUTOVER_MAX_DELTA: usize = 64;
/// Rounds of carrying over changes before writes have to wait. A large tenant changes much while it is copied.
const MAX_CATCH_UP_ROUNDS: usize = 1_000;
/// The longest that writes wait for what is left.
const CUTOVER_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long events may take to be delivered from where they were written.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(30);
/// How often it is checked whether the events are delivered.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

pub(crate) struct Mover {
    partition: Arc<Partition>,
    /// From where those go whose changes are noted.
    noting: Mutex<HashMap<TenantId, Move>>,
}

/// A tenant on its way.
#[derive(Clone)]
struct Move {
    tenant: TenantId,
    from: FileId,
    to: FileId,
    tables: Arc<Vec<Table>>,
    paused_at: Option<Instant>,
}

/// A changed row: which table, its key, and what it is now, if it still is.
type Changed = (usize, Row, Option<Row>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum MoveError {
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error("{0} changes were left after writes had waited for {1} ms; try again when there is less to do")]
    TooBusy(usize, u128),
    #[error("{0} events of the tenant still wait to be delivered from the old place")]
    Undelivered(u64),
    #[error("the old file is still in use: {0}")]
    InUse(std::io::Error),
}

impl Mover {
    pub fn new(partition: Arc<Partition>) -> Self {
        Self { partition, noting: Mutex::default() }
    }

    /// Copies a tenant's rows and tracks changes from here on; returns how many rows were copied.
    pub async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<usize, Fault> {
        let (tenant, from, to) = (from.id(), Partition::place(from), Partition::place(to));
        self.partition.pin(tenant)?;
        let (source, _) = self.partition.at(from)?;
        let tables = Arc::new(source.read(Table::all)?);
        let moving = Move { tenant, from, to, tables, paused_at: None };
        // What an earlier try noted is void: from here on everything is seen.
        self.forget(tenant);
        self.each_table(&moving, from, Table::track).await?;
        fail_point!("move-noting");
        let copied = self.copy_rows(&moving).await;
        match copied {
            Ok(_) => drop(self.noting().insert(tenant, moving)),
            Err(_) => self.stop_noting(&moving).await,
        }
        copied
    }

    async fn copy_rows(&self, moving: &Move) -> Result<usize, Fault> {
        self.clear_rows(moving, moving.to).await?;
        let mut rows = 0;
        for at in 0..moving.tables.len() {
            rows += self.copy_table(moving, at).await?;
        }
        fail_point!("move-copied");
        for _ in 0..MAX_CATCH_UP_ROUNDS {
            if self.carry_over(moving).await? < CUTOVER_MAX_DELTA {
                break;
            }
        }
        Ok(rows)
    }

    /// The next rows are read while those before are written.
    async fn copy_table(&self, moving: &Move, at: usize) -> Result<usize, Fault> {
        let (source, _) = self.partition.at(moving.from)?;
        let (mut size, mut rows) = (BatchSize::default(), 0);
        let mut page = read_page(&source, moving, at, None, size.rows()).await?;
        while let Some(last) = page.last() {
            rows += page.len();
            let after = moving.tables[at].key_of(last);
            let reading = read_page(&source, moving, at, Some(after), size.rows());
            let tables = moving.tables.clone();
            let writing = self.timed_write(moving.to, move |conn| tables[at].insert(conn, &page));
            let (next, ((), took)) = tokio::try_join!(reading, writing)?;
            size.adjust(took);
            page = next;
        }
        Ok(rows)
    }

    /// Carries changed rows over in their present state; returns how many there were.
    async fn carry_over(&self, moving: &Move) -> Result<usize, Fault> {
        let (tables, tenant) = (moving.tables.clone(), moving.tenant);
        let noted = move |conn: &Connection| -> rusqlite::Result<Vec<Changed>> {
            let mut all = Vec::new();
            for (at, table) in tables.iter().enumerate() {
                let changed = table.take_notes(conn, tenant, NOTES_AT_ONCE)?;
                all.extend(changed.into_iter().map(|(key, row)| (at, key, row)));
            }
            Ok(all)
        };
        let changed = self.write(moving.from, noted).await?;
        let count = changed.len();
        if count > 0 {
            let tables = moving.tables.clone();
            let renew = move |conn: &Connection| {
                changed.iter().try_for_each(|(at, key, row)| {
                    tables[*at].delete(conn, key)?;
                    tables[*at].insert(conn, row)
                })
            };
            self.write(moving.to, renew).await?;
        }
        Ok(count)
    }

    /// When this returns, writes wait and both places are equal.
    pub async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<usize, MoveError> {
        // A move that was interrupted has no notes any more.
        if !self.noting().contains_key(&from.id()) {
            self.copy(from, to).await?;
        }
        let moving = self.noting().get(&from.id()).cloned().ok_or(Fault::Closed)?;
        let started = Instant::now();
        self.partition.write_gate().pause(from);
        self.noting().insert(moving.tenant, Move { paused_at: Some(started), ..moving.clone() });
        let settled = self.settle(&moving, started).await;
        if settled.is_err() {
            self.resume(from).await;
        }
        settled
    }

    async fn settle(&self, moving: &Move, started: Instant) -> Result<usize, MoveError> {
        let (gate, tenant) = (self.partition.write_gate().clone(), moving.tenant);
        self.write(moving.from, move |_| {
            gate.close(tenant);
            Ok(())
        })
        .await?;
        fail_point!("move-paused");
        let mut carried = 0;
        loop {
            match self.carry_over(moving).await? {
                0 => break,
                some if started.elapsed() > CUTOVER_TIMEOUT => {
                    return Err(MoveError::TooBusy(some, started.elapsed().as_millis()));
                }
                some => carried += some,
            }
        }
        fail_point!("move-settled");
        Ok(carried)
    }

    /// Whichever place the key leads to, from now on it is the one.
    pub async fn resume(&self, at: &TenantKey) {
        fail_point!("move-switched");
        self.partition.write_gate().open(at);
        let Some(moving) = self.forget(at.id()) else { return };
        if let Some(paused_at) = moving.paused_at {
            let (tenant, duration_ms) = (moving.tenant, paused_at.elapsed().as_millis() as u64);
            tracing::info!(tenant_id = %tenant, duration_ms, "writes of {tenant} waited for {duration_ms} ms");
        }
        self.stop_noting(&moving).await;
    }

    async fn stop_noting(&self, moving: &Move) {
        self.partition.unpin(moving.tenant);
        if let Err(error) = self.each_table(moving, moving.from, Table::untrack).await {
            tracing::warn!(tenant_id = %moving.tenant, %error, "changes of {} are still noted: {error}", moving.tenant);
        }
    }

    /// Deletes a tenant's rows at a place, or its silo; returns how many rows, or 1 for a silo.
    pub async fn clear(&self, place: &TenantKey) -> Result<usize, MoveError> {
        let (tenant, at) = (place.id(), Partition::place(place));
        if !self.partition.is_there(at) {
            return Ok(0);
        }
        self.until_delivered(tenant, at).await?;
        if !place.placement().is_shared() {
            self.partition.remove_silo(tenant).await.map_err(MoveError::InUse)?;
            return Ok(1);
        }
        let (file, _) = self.partition.at(at)?;
        let tables = Arc::new(file.read(Table::all).map_err(Fault::from)?);
        Ok(self.clear_rows(&Move { tenant, from: at, to: at, tables, paused_at: None }, at).await?)
    }

    /// Events go out from where they were written.
    async fn until_delivered(&self, tenant: TenantId, at: FileId) -> Result<(), MoveError> {
        let sql = format!("SELECT count(*) FROM {OUTBOX} WHERE tenant_id = ?1");
        let started = Instant::now();
        loop {
            let (file, _) = self.partition.at(at)?;
            let waiting: i64 = file
                .read(|conn| conn.prepare_cached(&sql)?.query_row([tenant.as_bytes()], |row| row.get(0)))
                .map_err(Fault::from)?;
            drop(file);
            match waiting {
                0 => return Ok(()),
                left if started.elapsed() > DELIVERY_TIMEOUT => {
                    return Err(MoveError::Undelivered(left.unsigned_abs()));
                }
                _ => tokio::time::sleep(POLL_INTERVAL).await,
            }
        }
    }

    async fn clear_rows(&self, moving: &Move, at: FileId) -> Result<usize, Fault> {
        let mut gone = 0;
        for table in 0..moving.tables.len() {
            let mut size = BatchSize::default();
            loop {
                let (tables, tenant, rows) = (moving.tables.clone(), moving.tenant, size.rows());
                let deleting = self.timed_write(at, move |conn| tables[table].delete_some(conn, tenant, rows));
                let (some, took) = deleting.await?;
                gone += some;
                if some < rows {
                    break;
                }
                size.adjust(took);
            }
            fail_point!("move-clearing");
        }
        Ok(gone)
    }

    async fn each_table(
        &self,
        moving: &Move,
        at: FileId,
        work: fn(&Table, &Connection, TenantId) -> rusqlite::Result<()>,
    ) -> Result<(), Fault> {
        let (tables, tenant) = (moving.tables.clone(), moving.tenant);
        self.write(at, move |conn| tables.iter().try_for_each(|table| work(table, conn, tenant))).await
    }

    async fn write<T: Send + 'static>(
        &self,
        at: FileId,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let (file, writer): (Arc<DataFile>, &Writer) = self.partition.at(at)?;
        writer.run_unruled(file, work).await
    }

    /// Also says how long the writer was at it, without the disk.
    async fn timed_write<T: Send + 'static>(
        &self,
        at: FileId,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<(T, Duration), Fault> {
        let timed = move |conn: &Connection| {
            let started = Instant::now();
            work(conn).map(|done| (done, started.elapsed()))
        };
        self.write(at, timed).await
    }

    fn forget(&self, tenant: TenantId) -> Option<Move> {
        self.noting().remove(&tenant)
    }

    fn noting(&self) -> std::sync::MutexGuard<'_, HashMap<TenantId, Move>> {
        self.noting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Up to `limit` rows of a table past a key.
async fn read_page(
    source: &Arc<DataFile>,
    moving: &Move,
    at: usize,
    after: Option<Row>,
    limit: usize,
) -> Result<Vec<Row>, Fault> {
    let (file, tables, tenant) = (source.clone(), moving.tables.clone(), moving.tenant);
    let page = move || file.read(|conn| tables[at].page(conn, tenant, after.as_ref(), limit));
    Ok(tokio::task::spawn_blocking(page).await.map_err(|_| Fault::Closed)??)
}

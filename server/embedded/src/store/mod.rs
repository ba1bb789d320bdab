//! The port to tenant data, on SQLite.

mod analytics;
mod answers;
mod cache;
mod commit;
mod documents;
pub(crate) mod journal;
mod notices;
mod orders;
mod products;
mod read_models;
mod removals;
#[cfg(test)]
mod seeks;
mod usage;
mod wide;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use tenantry_core::{
    TenantKey,
    commit::{Commit, CommitError, Counter, Document, DocumentKind, UniqueName},
    error::Cause,
    idempotency::IdemKey,
    ids::{EntryId, OrderId, ProductId, TenantId},
    insights::{CategorySales, Customers, DayRange, DaySales, Effects, HourSales, Movement, OrderMail, ProductSales},
    journal::Entry,
    near::Watch,
    notice::{Claim, Claimed},
    order::{Order, OrderQuery, Status},
    page::{Position, Slice},
    product::{Product, ProductQuery},
    store::{Basis, DataMissing, Read, Store, StoreError, Wanted},
    usage::{Activity, Meter, UsageRows},
};
use uuid::Uuid;

pub(crate) use self::cache::ReadCache;
use self::cache::{PageKey, Seen};
use crate::{
    partition::{Partition, Place, silo_name},
    pump::Bell,
    sqlite::{Fault, FileFault, FileProblem, Refusal},
    watch,
};

/// Reads run on the caller's thread, which takes microseconds; commits go to
/// the writer of the file.
pub struct SqliteStore {
    partition: Arc<Partition>,
    bell: Arc<Bell>,
    meter: Arc<Meter>,
    cache: Arc<ReadCache>,
    measuring: tokio::sync::Mutex<()>,
}

impl SqliteStore {
    /// All stores over the same files share one cache, or it would grow stale.
    pub(crate) fn new(partition: Arc<Partition>, bell: Arc<Bell>, meter: Arc<Meter>, cache: Arc<ReadCache>) -> Self {
        Self { partition, bell, meter, cache, measuring: tokio::sync::Mutex::default() }
    }

    fn read<T>(&self, key: &TenantKey, query: impl FnOnce(&Connection, TenantId) -> rusqlite::Result<T>) -> Read<T> {
        self.meter.read(key.id());
        let (file, _) = self.partition.of(key).map_err(unreadable)?;
        let found = file.read(|conn| query(conn, key.id())).map_err(|error| self.failed(key, Fault::from(error)))?;
        // What is cleaned up after a move may have been missed half.
        self.partition.gates().admit(key).map_err(unreadable)?;
        Ok(found)
    }

    /// Remembers that a tenant's file is damaged, for those who look after the installation.
    fn failed(&self, key: &TenantKey, fault: Fault) -> StoreError {
        if let (Place::Silo(tenant), Fault::Database(error)) = (Partition::place(key), &fault)
            && fault.is_loss()
        {
            let fault = FileFault::Damaged(error.to_string());
            self.partition.note_bad(tenant, &FileProblem { name: silo_name(tenant), fault });
        }
        unreadable(fault)
    }

    /// Runs work that no rule refuses, once the tenant's writes go on.
    async fn write<T: Send + 'static>(
        &self,
        key: &TenantKey,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Read<T> {
        let gates = self.partition.gates().clone();
        gates.wait(key).await.map_err(unreadable)?;
        let (file, writer) = self.partition.of(key).map_err(unreadable)?;
        let (key, mut work) = (*key, work);
        let admitted = move |conn: &Connection| -> Result<T, Refusal<Fault>> {
            gates.admit_write(&key).map_err(Refusal::Rule)?;
            Ok(work(conn)?)
        };
        writer.run(file, admitted).await.map_err(unreadable)?.map_err(unreadable)
    }

    /// Out of the cache, or read and kept there. `seen` is from before the key
    /// was found to be good: what an old place has is not kept past the move.
    fn find_product(
        &self,
        conn: &Connection,
        tenant: TenantId,
        seen: Seen,
        id: ProductId,
    ) -> rusqlite::Result<Option<Arc<Product>>> {
        if let Some(product) = self.cache.product(tenant, id) {
            return Ok(Some(product));
        }
        let found = products::find(conn, tenant, id)?.map(Arc::new);
        if let Some(product) = &found {
            self.cache.keep_product(tenant, seen, product);
        }
        Ok(found)
    }
}

pub(crate) fn unreadable(fault: Fault) -> StoreError {
    match fault {
        Fault::Moved => StoreError::moved(),
        fault if fault.is_loss() => StoreError::missing(fault),
        fault if fault.is_damage() => StoreError::damaged(fault),
        fault => StoreError(Box::new(fault)),
    }
}

fn missing(fault: Fault) -> Cause {
    Box::new(DataMissing::new(fault))
}

fn unavailable(fault: Fault) -> CommitError {
    CommitError::Unavailable(if fault.is_loss() { missing(fault) } else { Box::new(fault) })
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError> {
        self.meter.write(key.id());
        let gates = self.partition.gates().clone();
        if gates.wait(key).await.is_err() {
            return Err(CommitError::Moved(Box::new(commit)));
        }
        let (file, writer) = match self.partition.of(key) {
            Err(Fault::Moved) => return Err(CommitError::Moved(Box::new(commit))),
            Err(fault) if fault.is_loss() => return Err(CommitError::DataMissing(Box::new(commit), missing(fault))),
            found => found.map_err(unavailable)?,
        };
        let opened_by = *key;
        let (tenant, has_events) = (key.id(), !commit.entry.events.is_empty());
        let (cache, changed) = (self.cache.clone(), cache::changed(&commit));
        let work = move |conn: &Connection| {
            gates.admit_write(&opened_by).map_err(|fault| Refusal::Rule(unavailable(fault)))?;
            commit::apply(conn, tenant, &commit)
        };
        // Whatever became of it: to forget too much is safe.
        let settled = move || cache.forget(tenant, &changed);
        writer.run_then(file, work, settled).await.map_err(unavailable)??;
        if has_events {
            self.bell.ring(Partition::place(key));
        }
        Ok(())
    }

    /// One piece of the writer's work: refused as a whole where one of them is.
    async fn commit_all(&self, key: &TenantKey, commits: &Arc<[Commit]>) -> Read<bool> {
        commits.iter().for_each(|_| self.meter.write(key.id()));
        let gates = self.partition.gates().clone();
        gates.wait(key).await.map_err(unreadable)?;
        let (file, writer) = self.partition.of(key).map_err(unreadable)?;
        let (opened_by, tenant) = (*key, key.id());
        let (cache, changed) = (self.cache.clone(), commits.iter().flat_map(cache::changed).collect::<Vec<_>>());
        let has_events = commits.iter().any(|commit| !commit.entry.events.is_empty());
        let commits = commits.clone();
        let work = move |conn: &Connection| {
            gates.admit_write(&opened_by).map_err(|fault| Refusal::Rule(Some(fault)))?;
            commits.iter().try_for_each(|commit| commit::apply(conn, tenant, commit)).map_err(|refused| match refused {
                Refusal::Rule(_) => Refusal::Rule(None),
                Refusal::Fault(error) => Refusal::Fault(error),
            })
        };
        let settled = move || cache.forget(tenant, &changed);
        match writer.run_then(file, work, settled).await.map_err(unreadable)? {
            Err(None) => return Ok(false),
            Err(Some(fault)) => return Err(unreadable(fault)),
            Ok(()) => {}
        }
        if has_events {
            self.bell.ring(Partition::place(key));
        }
        Ok(true)
    }

    /// Some hundred rows, which the writer does in milliseconds: commits of
    /// others wait behind them.
    fn batch_weight(&self) -> usize {
        500
    }

    async fn product(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>> {
        if let Some(product) = self.cache.product(key.id(), id) {
            return Ok(Some(product));
        }
        let seen = self.cache.look(key.id());
        self.read(key, |conn, tenant| self.find_product(conn, tenant, seen, id))
    }

    /// One process sees what it wrote.
    async fn product_to_show(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>> {
        self.product(key, id).await
    }

    async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>> {
        self.read(key, |conn, tenant| orders::find(conn, tenant, id))
    }

    async fn basis(
        &self,
        key: &TenantKey,
        ids: &[ProductId],
        attempt: Option<&IdemKey>,
        now: Timestamp,
    ) -> Read<Basis> {
        let seen = self.cache.look(key.id());
        self.read(key, |conn, tenant| {
            let kept = match attempt {
                Some(attempt) => answers::kept(conn, tenant, attempt, now)?,
                None => None,
            };
            let mut basis = Basis { kept, ..Basis::default() };
            for id in ids {
                if let Some(product) = self.find_product(conn, tenant, seen, *id)? {
                    basis.products.insert(*id, product);
                }
            }
            Ok(basis)
        })
    }

    async fn products(
        &self,
        key: &TenantKey,
        query: &ProductQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Arc<Product>>> {
        let wanted = PageKey { query: query.clone(), from: from.cloned(), limit };
        if let Some(page) = self.cache.page(key.id(), &wanted) {
            return Ok(page);
        }
        let seen = self.cache.look(key.id());
        let page = self.read(key, |conn, tenant| products::list(conn, tenant, query, from, limit))?;
        self.cache.keep_page(key.id(), seen, wanted, &page);
        Ok(page)
    }

    async fn find_products(&self, key: &TenantKey, wanted: &Wanted) -> Read<Vec<Arc<Product>>> {
        self.read(key, |conn, tenant| products::find_wanted(conn, tenant, wanted))
    }

    async fn orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Order>> {
        self.read(key, |conn, tenant| orders::list(conn, tenant, query, from, limit))
    }

    async fn counter(&self, key: &TenantKey, counter: &Counter) -> Read<u64> {
        self.read(key, |conn, tenant| commit::counter(conn, tenant, &counter.key()))
    }

    async fn bearer(&self, key: &TenantKey, name: &UniqueName) -> Read<Option<Uuid>> {
        self.read(key, |conn, tenant| commit::bearer(conn, tenant, name))
    }

    async fn document(&self, key: &TenantKey, kind: DocumentKind) -> Read<Option<Document>> {
        self.read(key, |conn, tenant| documents::find(conn, tenant, kind))
    }

    async fn journal(&self, key: &TenantKey, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>> {
        self.read(key, |conn, tenant| journal::list(conn, Some(tenant), before, limit))
    }

    async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()> {
        self.meter.write(key.id());
        let tenant = key.id();
        if self.write(key, move |conn| read_models::apply(conn, tenant, &effects)).await? {
            self.bell.ring(Partition::place(key));
        }
        Ok(())
    }

    async fn claim_notices(&self, key: &TenantKey, claim: &Claim) -> Read<Claimed> {
        self.meter.write(key.id());
        let (tenant, claim) = (key.id(), *claim);
        self.write(key, move |conn| notices::claim(conn, tenant, &claim)).await
    }

    async fn watch(&self, key: &TenantKey, watch: &Watch) -> Read<()> {
        let (tenant, name) = (key.id(), watch.counter.key());
        let news = self.read(key, |conn, tenant| {
            let used = commit::counter(conn, tenant, &name)?;
            watch::is_news(conn, tenant, &name, used, &watch.steps)
        })?;
        if !news {
            return Ok(());
        }
        self.meter.write(tenant);
        let steps = watch.steps.clone();
        // Judged anew: the number may have moved since it was read.
        let work = move |conn: &Connection| {
            let used = commit::counter(conn, tenant, &name)?;
            watch::tell(conn, tenant, &name, used, &steps)
        };
        if self.write(key, work).await? {
            self.bell.ring(Partition::place(key));
        }
        Ok(())
    }

    async fn add_usage(&self, key: &TenantKey, days: &[(Date, Activity)], measured: Option<(Date, u64)>) -> Read<()> {
        let (tenant, days) = (key.id(), days.to_vec());
        self.write(key, move |conn| usage::add(conn, tenant, &days, measured)).await
    }

    async fn usage(&self, key: &TenantKey, range: DayRange) -> Read<UsageRows> {
        self.read(key, |conn, tenant| usage::list(conn, tenant, range))
    }

    /// Looks at every row, so it is not done on a thread that serves requests,
    /// and for one tenant after the other: each that is measured at the same
    /// time would hold a connection with its memory.
    async fn bytes_stored(&self, key: &TenantKey) -> Read<u64> {
        let _turn = self.measuring.lock().await;
        let (file, _) = self.partition.of(key).map_err(unreadable)?;
        let tenant = key.id();
        let measuring = tokio::task::spawn_blocking(move || file.read(|conn| usage::bytes_stored(conn, tenant)));
        let measured = measuring.await.map_err(|_| unreadable(Fault::Closed))?;
        self.partition.gates().admit(key).map_err(unreadable)?;
        measured.map_err(|error| unreadable(Fault::from(error)))
    }

    async fn sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<DaySales>> {
        self.read(key, |conn, tenant| read_models::sales(conn, tenant, range))
    }

    async fn top_products(&self, key: &TenantKey, range: DayRange, limit: usize) -> Read<Vec<ProductSales>> {
        self.read(key, |conn, tenant| read_models::top_products(conn, tenant, range, limit))
    }

    async fn open_orders(&self, key: &TenantKey) -> Read<i64> {
        self.read(key, read_models::open_orders)
    }

    async fn low_stock(&self, key: &TenantKey, threshold: u64) -> Read<u64> {
        self.read(key, |conn, tenant| products::count_low(conn, tenant, threshold))
    }

    async fn hour_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<HourSales>> {
        self.read(key, |conn, tenant| analytics::hour_sales(conn, tenant, range))
    }

    async fn category_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<CategorySales>> {
        self.read(key, |conn, tenant| analytics::category_sales(conn, tenant, range))
    }

    async fn customers(&self, key: &TenantKey, range: DayRange) -> Read<Customers> {
        self.read(key, |conn, tenant| analytics::customers(conn, tenant, range))
    }

    async fn order_counts(&self, key: &TenantKey) -> Read<BTreeMap<Status, u64>> {
        self.read(key, analytics::order_counts)
    }

    async fn order_mails(&self, key: &TenantKey, order: OrderId) -> Read<Vec<OrderMail>> {
        self.read(key, |conn, tenant| analytics::order_mails(conn, tenant, order))
    }

    async fn ledger(
        &self,
        key: &TenantKey,
        product: ProductId,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Movement>> {
        self.read(key, |conn, tenant| read_models::ledger(conn, tenant, product, from, limit))
    }

    async fn oldest_unseen(&self, key: &TenantKey) -> Read<Option<Timestamp>> {
        let waiting = self.read(key, read_models::oldest_unseen)?;
        let (control, _) = self.partition.at(crate::partition::Place::Control).map_err(unreadable)?;
        let given_up = control
            .read(|conn| read_models::oldest_given_up(conn, key.id()))
            .map_err(|error| unreadable(Fault::from(error)))?;
        Ok(waiting.into_iter().chain(given_up).min())
    }
}

//! The port to tenant data, on SQLite.

mod analytics;
mod answers;
mod cache;
mod commit;
mod customers;
mod documents;
pub(crate) mod journal;
mod notices;
mod orders;
mod products;
mod read_models;
mod removals;
mod resources;
#[cfg(test)]
mod seeks;
mod sold;
#[cfg(test)]
mod steps;
mod usage;
mod wide;

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use async_trait::async_trait;
use fail::fail_point;
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use tenantry_core::{
    TenantKey,
    domain::{
        error::{Cause, DataMissing},
        event_feed::{Fed, FeedMark},
        idempotency::IdemKey,
        ids::{EntryId, OrderId, ProductId, ResourceId, TenantId},
        insights::{
            CategorySales, Customers, DayRange, DaySales, Effects, HourSales, Movement, OrderMail, ProductSales,
        },
        journal::Entry,
        notice::{Claim, Claimed},
        order::{Order, OrderQuery},
        order_status::Status,
        page::{Position, Slice},
        product::{Product, ProductQuery},
        resource::{ResourceQuery, StoredResource},
        usage::{Activity, UsageRows},
    },
    ports::{
        commit::{Commit, CommitError, Counter, Document, DocumentKind, ResourceChange, UniqueName},
        store::{Read, ReadSet, Store, StoreError, Wanted},
        watch::Watch,
    },
    runtime::meter::Meter,
};
use uuid::Uuid;

pub(crate) use self::cache::ReadCache;
use self::cache::{PageKey, Seen};
use crate::{
    moving::MovedTable,
    partition::{FileId, Partition, silo_name},
    pump::OutboxNotifier,
    sqlite::{Committed, DataFile, Fault, FileFault, FileProblem, Refusal},
    watch,
};

/// Reads run on the caller's thread, which takes microseconds, but for those that
/// read more than a page; commits go to the writer of the file.
pub struct SqliteStore {
    partition: Arc<Partition>,
    notifier: Arc<OutboxNotifier>,
    meter: Arc<Meter>,
    cache: Arc<ReadCache>,
    measuring: tokio::sync::Mutex<()>,
}

impl SqliteStore {
    /// All stores over the same files share one cache, or it would grow stale.
    pub(crate) fn new(
        partition: Arc<Partition>,
        notifier: Arc<OutboxNotifier>,
        meter: Arc<Meter>,
        cache: Arc<ReadCache>,
    ) -> Self {
        Self { partition, notifier, meter, cache, measuring: tokio::sync::Mutex::default() }
    }

    fn read<T>(&self, key: &TenantKey, query: impl FnOnce(&Connection, TenantId) -> rusqlite::Result<T>) -> Read<T> {
        self.meter.read(key.id());
        let (file, _) = self.partition.of(key).map_err(unreadable)?;
        let found = file.read(|conn| query(conn, key.id())).map_err(|error| self.failed(key, Fault::from(error)))?;
        // What is cleaned up after a move may have been missed half.
        self.partition.write_gate().admit(key).map_err(unreadable)?;
        Ok(found)
    }

    /// A read that takes milliseconds, as the figures of many days do: it is done on a thread that serves no requests.
    async fn read_apart<T: Send + 'static>(
        &self,
        key: &TenantKey,
        query: impl FnOnce(&Connection, TenantId) -> rusqlite::Result<T> + Send + 'static,
    ) -> Read<T> {
        self.meter.read(key.id());
        let (file, _) = self.partition.of(key).map_err(unreadable)?;
        let tenant = key.id();
        let reading = tokio::task::spawn_blocking(move || file.read(|conn| query(conn, tenant)));
        let found = reading.await.map_err(|_| unreadable(Fault::Closed))?;
        let found = found.map_err(|error| self.failed(key, Fault::from(error)))?;
        self.partition.write_gate().admit(key).map_err(unreadable)?;
        Ok(found)
    }

    /// Remembers that a tenant's file is damaged, for those who look after the installation.
    fn failed(&self, key: &TenantKey, fault: Fault) -> StoreError {
        if let (FileId::Silo(tenant), Fault::Database(error)) = (Partition::place(key), &fault)
            && fault.is_loss()
        {
            let fault = FileFault::Damaged(error.to_string());
            self.partition.note_bad(tenant, &FileProblem { name: silo_name(tenant), fault });
        }
        unreadable(fault)
    }

    /// Runs work that no rule rejects, once the tenant's writes go on.
    async fn write<T: Send + 'static>(
        &self,
        key: &TenantKey,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + Sync + 'static,
    ) -> Read<T> {
        let work = move |conn: &Connection| -> Result<T, Refusal<Infallible>> { Ok(work(conn)?) };
        match self.run_admitted(key, work, || {}).await.map_err(unreadable)? {
            Committed::Done(done) => Ok(done),
        }
    }

    /// Runs work once the tenant's writes go on; `settled` follows each try, whatever became of it. Fails with
    /// [`Fault::Moved`] where the key leads to the tenant's data no longer, or a move takes too long.
    ///
    /// A move can close the gate while the work waits for the writer, which then rejects it: it waits at the gate again.
    async fn run_admitted<T: Send + 'static, E: Send + 'static>(
        &self,
        key: &TenantKey,
        work: impl Fn(&Connection) -> Result<T, Refusal<E>> + Send + Sync + 'static,
        settled: impl Fn() + Send + Sync + 'static,
    ) -> Result<Committed<T, E>, Fault> {
        let gate = self.partition.write_gate();
        let (work, settled) = (Arc::new(work), Arc::new(settled));
        loop {
            gate.wait(key).await?;
            let (file, writer) = self.partition.of(key)?;
            fail_point!("write-admitted");
            let (gate, key, work, settled) = (gate.clone(), *key, work.clone(), settled.clone());
            let admitted = move |conn: &Connection| -> Result<T, Refusal<Option<E>>> {
                gate.admit_write(&key).map_err(|_| Refusal::Rule(None))?;
                work(conn).map_err(|refusal| match refusal {
                    Refusal::Rule(rejected) => Refusal::Rule(Some(rejected)),
                    Refusal::Fault(error) => Refusal::Fault(error),
                })
            };
            match writer.run_then(file, admitted, move || settled()).await? {
                Committed::Done(done) => return Ok(Committed::Done(done)),
                Committed::Rejected(Some(rejected)) => return Ok(Committed::Rejected(rejected)),
                Committed::Rejected(None) => {}
            }
        }
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

/// Rows that are measured in one state of the file.
const MEASURED_AT_ONCE: usize = 4_096;

/// Returns the bytes of a tenant's rows, in whichever tables the file has, so that a new table counts by itself.
fn measure(file: &DataFile, tenant: TenantId) -> rusqlite::Result<u64> {
    let mut bytes = 0;
    for table in file.read(MovedTable::all)? {
        let mut after = None;
        while let Some((some, last)) =
            file.read(|conn| table.measure(conn, tenant, after.as_ref(), MEASURED_AT_ONCE))?
        {
            bytes += some;
            after = Some(last);
        }
    }
    Ok(bytes)
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError> {
        self.meter.write(key.id());
        let (commit, tenant) = (Arc::new(commit), key.id());
        let written = commit.clone();
        let work = move |conn: &Connection| commit::apply(conn, tenant, &written);
        // Whatever became of it: to forget too much is safe.
        let (cache, changed) = (self.cache.clone(), cache::changed(&commit));
        let settled = move || cache.forget(tenant, &changed);
        let returned = |commit: Arc<Commit>| Box::new(Arc::unwrap_or_clone(commit));
        match self.run_admitted(key, work, settled).await {
            Ok(done) => done.finish()?,
            Err(Fault::Moved) => return Err(CommitError::Moved(returned(commit))),
            Err(fault) if fault.is_loss() => return Err(CommitError::DataMissing(returned(commit), missing(fault))),
            Err(fault) => return Err(CommitError::Unavailable(Box::new(fault))),
        }
        if !commit.entry.events.is_empty() {
            self.notifier.notify(Partition::place(key));
        }
        Ok(())
    }

    /// One piece of the writer's work: rejected as a whole where one of them is.
    async fn commit_all(&self, key: &TenantKey, commits: &Arc<[Commit]>) -> Read<bool> {
        commits.iter().for_each(|_| self.meter.write(key.id()));
        let (tenant, written) = (key.id(), commits.clone());
        let work = move |conn: &Connection| written.iter().try_for_each(|commit| commit::apply(conn, tenant, commit));
        let (cache, changed) = (self.cache.clone(), commits.iter().flat_map(cache::changed).collect::<Vec<_>>());
        let settled = move || cache.forget(tenant, &changed);
        if let Committed::Rejected(_) = self.run_admitted(key, work, settled).await.map_err(unreadable)? {
            return Ok(false);
        }
        if commits.iter().any(|commit| !commit.entry.events.is_empty()) {
            self.notifier.notify(Partition::place(key));
        }
        Ok(true)
    }

    /// Some 1,200 rows of an import, which the writer does in about 30 ms: commits of
    /// others wait behind them, and each batch waits for the disk once.
    fn batch_weight(&self) -> usize {
        4_000
    }

    async fn product(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>> {
        if let Some(product) = self.cache.product(key.id(), id) {
            return Ok(Some(product));
        }
        let seen = self.cache.look(key.id());
        self.read(key, |conn, tenant| self.find_product(conn, tenant, seen, id))
    }

    async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>> {
        self.read(key, |conn, tenant| orders::find(conn, tenant, id))
    }

    async fn read_set(
        &self,
        key: &TenantKey,
        ids: &[ProductId],
        attempt: Option<&IdemKey>,
        now: Timestamp,
    ) -> Read<ReadSet> {
        let seen = self.cache.look(key.id());
        self.read(key, |conn, tenant| {
            let kept = match attempt {
                Some(attempt) => answers::kept(conn, tenant, attempt, now)?,
                None => None,
            };
            let mut read_set = ReadSet { kept, ..ReadSet::default() };
            for id in ids {
                if let Some(product) = self.find_product(conn, tenant, seen, *id)? {
                    read_set.products.insert(*id, product);
                }
            }
            Ok(read_set)
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
        let page = if products::is_quick(query) {
            self.read(key, |conn, tenant| products::list(conn, tenant, query, from, limit))?
        } else {
            let (query, from) = (query.clone(), from.cloned());
            self.read_apart(key, move |conn, tenant| products::list(conn, tenant, &query, from.as_ref(), limit)).await?
        };
        self.cache.keep_page(key.id(), seen, wanted, &page);
        Ok(page)
    }

    async fn find_products(&self, key: &TenantKey, wanted: &Wanted) -> Read<Vec<Arc<Product>>> {
        let wanted = wanted.clone();
        self.read_apart(key, move |conn, tenant| products::find_wanted(conn, tenant, &wanted)).await
    }

    async fn orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Order>> {
        if orders::is_quick(query) {
            return self.read(key, |conn, tenant| orders::list(conn, tenant, query, from, limit));
        }
        let (query, from) = (query.clone(), from.cloned());
        self.read_apart(key, move |conn, tenant| orders::list(conn, tenant, &query, from.as_ref(), limit)).await
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

    async fn resource(&self, key: &TenantKey, kind: &str, id: ResourceId) -> Read<Option<StoredResource>> {
        self.read(key, |conn, tenant| resources::find(conn, tenant, kind, id))
    }

    async fn resources(
        &self,
        key: &TenantKey,
        query: &ResourceQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>> {
        self.read(key, |conn, tenant| resources::list(conn, tenant, query, from, limit))
    }

    async fn all_resources(
        &self,
        key: &TenantKey,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>> {
        self.read(key, |conn, tenant| resources::all(conn, tenant, from, limit))
    }

    async fn keep(&self, key: &TenantKey, changes: &[ResourceChange]) -> Read<bool> {
        self.meter.write(key.id());
        let (tenant, changes) = (key.id(), changes.to_vec());
        let work =
            move |conn: &Connection| changes.iter().try_for_each(|change| resources::change(conn, tenant, change));
        match self.run_admitted(key, work, || {}).await.map_err(unreadable)? {
            Committed::Done(()) => Ok(true),
            Committed::Rejected(_) => Ok(false),
        }
    }

    async fn journal(&self, key: &TenantKey, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>> {
        self.read(key, |conn, tenant| journal::list(conn, Some(tenant), before, limit))
    }

    async fn feed(&self, key: &TenantKey, from: FeedMark, _: Timestamp, limit: usize) -> Read<Vec<Fed>> {
        self.read(key, |conn, tenant| journal::feed(conn, tenant, from, limit))
    }

    async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()> {
        self.meter.write(key.id());
        let tenant = key.id();
        if self.write(key, move |conn| read_models::apply(conn, tenant, &effects)).await? {
            self.notifier.notify(Partition::place(key));
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
            watch::is_news(conn, tenant, &name, used, &watch.thresholds)
        })?;
        if !news {
            return Ok(());
        }
        self.meter.write(tenant);
        let thresholds = watch.thresholds.clone();
        // Judged anew: the number may have moved since it was read.
        let work = move |conn: &Connection| {
            let used = commit::counter(conn, tenant, &name)?;
            watch::publish_alerts(conn, tenant, &name, used, &thresholds)
        };
        if self.write(key, work).await? {
            self.notifier.notify(Partition::place(key));
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

    /// Looks at every row, so it is not done on a thread that serves requests, a few
    /// milliseconds at a time, so that no old state has to be kept for it, and for one
    /// tenant after the other: each that is measured at the same time would hold a
    /// connection with its memory. Events on their way are not counted.
    async fn bytes_stored(&self, key: &TenantKey) -> Read<u64> {
        let _turn = self.measuring.lock().await;
        let (file, _) = self.partition.of(key).map_err(unreadable)?;
        let tenant = key.id();
        let measuring = tokio::task::spawn_blocking(move || measure(&file, tenant));
        let measured = measuring.await.map_err(|_| unreadable(Fault::Closed))?;
        self.partition.write_gate().admit(key).map_err(unreadable)?;
        measured.map_err(|error| unreadable(Fault::from(error)))
    }

    async fn sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<DaySales>> {
        self.read(key, |conn, tenant| read_models::sales(conn, tenant, range))
    }

    async fn top_products(&self, key: &TenantKey, range: DayRange, limit: usize) -> Read<Vec<ProductSales>> {
        self.read_apart(key, move |conn, tenant| sold::top_products(conn, tenant, range, limit)).await
    }

    /// From the same numbers as [`Store::order_counts`], which are right at once.
    async fn open_orders(&self, key: &TenantKey) -> Read<i64> {
        let counts = self.read(key, analytics::order_counts)?;
        let open = counts.into_iter().filter(|(status, _)| !status.next().is_empty());
        Ok(open.map(|(_, orders)| orders as i64).sum())
    }

    async fn low_stock(&self, key: &TenantKey, threshold: u64) -> Read<u64> {
        self.read_apart(key, move |conn, tenant| products::count_low(conn, tenant, threshold)).await
    }

    async fn hour_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<HourSales>> {
        self.read_apart(key, move |conn, tenant| analytics::hour_sales(conn, tenant, range)).await
    }

    async fn category_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<CategorySales>> {
        self.read_apart(key, move |conn, tenant| sold::category_sales(conn, tenant, range)).await
    }

    async fn customers(&self, key: &TenantKey, range: DayRange) -> Read<Customers> {
        self.read_apart(key, move |conn, tenant| customers::count(conn, tenant, range)).await
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
        let (control, _) = self.partition.at(crate::partition::FileId::Control).map_err(unreadable)?;
        let given_up = control
            .read(|conn| read_models::oldest_given_up(conn, key.id()))
            .map_err(|error| unreadable(Fault::from(error)))?;
        Ok(waiting.into_iter().chain(given_up).min())
    }
}

//! The port to tenant data. Every method takes a [`TenantKey`], which only
//! this crate can make, from verified claims and the record of an active tenant.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    domain::{
        error::{Cause, DataMissing},
        event_feed::{Fed, FeedMark},
        idempotency::{IdemKey, IdemRecord},
        ids::{EntryId, OrderId, ProductId, ResourceId},
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
        usage::{Activity, Measured, UsageRows},
    },
    ports::{
        commit::{Commit, CommitError, Counter, Document, DocumentKind, ResourceChange, UniqueName},
        tenant_key::TenantKey,
        watch::Watch,
    },
};

/// A failed read or write of the store. The same call may succeed later, unless [`StoreError::is_damaged`].
#[derive(Debug, thiserror::Error)]
#[error("the store can't be read just now")]
pub struct StoreError(#[source] pub Cause);

/// The tenant's data lives elsewhere since the key was made.
#[derive(Debug, thiserror::Error)]
#[error("the tenant is being moved")]
struct Moved;

/// A stored record that this version can't decode.
#[derive(Debug, thiserror::Error)]
#[error("what is stored can't be understood")]
struct Damaged(#[source] Cause);

impl StoreError {
    /// Makes the error for data that is not where the tenant's record says; see [`DataMissing`].
    pub fn missing(cause: impl Into<Cause>) -> Self {
        Self(Box::new(DataMissing::new(cause)))
    }

    /// Makes the error for a key of an older epoch: the tenant was moved.
    pub fn moved() -> Self {
        Self(Box::new(Moved))
    }

    /// Returns whether the call may succeed with a newer key.
    pub fn is_moved(&self) -> bool {
        self.0.is::<Moved>() || self.0.is::<DataMissing>()
    }

    /// Makes the error for a record that can't be decoded.
    pub fn damaged(cause: impl Into<Cause>) -> Self {
        Self(Box::new(Damaged(cause.into())))
    }

    /// Returns whether the same call will fail again.
    pub fn is_damaged(&self) -> bool {
        self.0.is::<Damaged>()
    }
}

impl From<StoreError> for crate::Error {
    fn from(error: StoreError) -> Self {
        if error.is_damaged() {
            crate::Error::Internal(Box::new(error))
        } else {
            crate::Error::Unavailable(Box::new(error))
        }
    }
}

/// The result of a call to a store.
pub type Read<T> = Result<T, StoreError>;

/// A look-up of products by the names and SKUs of an import file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// SKUs, folded and distinct.
    pub skus: Vec<String>,
    /// Names, folded and distinct.
    pub names: Vec<String>,
    /// Looks among archived products only; otherwise among the others only.
    pub archived: bool,
}

impl Wanted {
    /// Returns whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.skus.is_empty() && self.names.is_empty()
    }
}

/// The records that a use case reads before it builds a commit.
#[derive(Debug, Default)]
pub struct ReadSet {
    /// The products that exist, of those asked for.
    pub products: BTreeMap<ProductId, Arc<Product>>,
    /// The answer that was kept for the idempotency key.
    pub kept: Option<IdemRecord>,
}

/// The store of tenants' data. A key of an older epoch is rejected with [`StoreError::moved`] or [`CommitError::Moved`]
/// (ADR 26), unless a cache answers a read, which holds what is current. A read of one record, name, counter or
/// document sees every commit of the tenant that was acknowledged before it began, unless a method says otherwise. Lists,
/// where the store is not one process, and read models (sales, customers, ledger, mails) follow within moments. In lists,
/// `from` is the position after the last item of the page before, `limit` the largest number of items; a page may be
/// shorter, even empty, and still have a next one.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Applies the whole commit atomically: all writes, counters, the journal entry, its events and the kept answer, or
    /// nothing. It is durable when this returns.
    async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError>;

    /// Applies all commits atomically, as if one after the other. Returns true when all are durable, and false when a rule,
    /// an expectation or a used idempotency key rejected any of them and nothing was written: the caller applies them one
    /// by one to learn which. After an error they may or may not have been applied. Together they must weigh at most
    /// [`Store::batch_weight`].
    async fn commit_all(&self, key: &TenantKey, commits: &Arc<[Commit]>) -> Read<bool>;

    /// Returns the largest weight that [`Store::commit_all`] takes, in units of [`Commit::weight`].
    fn batch_weight(&self) -> usize;

    /// Reads a product, archived or not, with every commit that was acknowledged before the call, also by other processes.
    /// It is shared, so that a store can answer from its cache.
    async fn product(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>>;
    /// Reads an order.
    async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>>;

    /// Reads products and the kept answer of an idempotency key in one round trip. Missing products are left out, and an
    /// answer that expired before `now`.
    async fn read_set(
        &self,
        key: &TenantKey,
        products: &[ProductId],
        attempt: Option<&IdemKey>,
        now: Timestamp,
    ) -> Read<ReadSet>;

    /// Lists the products that match the query, in its order.
    async fn products(
        &self,
        key: &TenantKey,
        query: &ProductQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Arc<Product>>>;

    /// Finds the products that have one of the SKUs or names, in any order, each once. Of products that share a name it
    /// returns at least two, or all. Where the store is not one process the answer may be seconds old: the commit checks
    /// again.
    async fn find_products(&self, key: &TenantKey, wanted: &Wanted) -> Read<Vec<Arc<Product>>>;

    /// Lists the orders that match the query, newest first.
    async fn orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Order>>;

    /// Returns the id of the record that bears a name.
    async fn bearer(&self, key: &TenantKey, name: &UniqueName) -> Read<Option<Uuid>>;

    /// Returns a counter; zero if it was never written.
    async fn counter(&self, key: &TenantKey, counter: &Counter) -> Read<u64>;

    /// Reads a document.
    async fn document(&self, key: &TenantKey, kind: DocumentKind) -> Read<Option<Document>>;

    /// Reads a record of a declared kind, by the kind's name.
    async fn resource(&self, key: &TenantKey, kind: &str, id: ResourceId) -> Read<Option<StoredResource>>;
    /// Lists the records of a kind that the query asks for, in its order. A list by an index goes on behind
    /// [`Position::After`] a key and an id, the others behind [`Position::Before`] an id.
    async fn resources(
        &self,
        key: &TenantKey,
        query: &ResourceQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>>;
    /// Lists the tenant's records of all kinds, known to this program or not, by the names of their kinds in descending
    /// order and within each the newest first. It goes on behind [`Position::After`] a kind and an id.
    async fn all_resources(
        &self,
        key: &TenantKey,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>>;

    /// Writes records that the installation keeps for itself, as deliveries of webhooks, which nobody's change is behind: no
    /// journal entry, no name and no counter goes with them. Returns true when all are durable, and false when one was not
    /// as it was read and nothing was written. At most 20 of one call.
    async fn keep(&self, key: &TenantKey, changes: &[ResourceChange]) -> Read<bool>;

    /// Lists the tenant's journal, newest first, older than `before`.
    async fn journal(&self, key: &TenantKey, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>>;

    /// Lists the journal's entries that have events, in the order of the feed, from a mark on. The order is that in which
    /// they were committed, or one that comes to the same: an entry is never given before another one that a later call
    /// from a mark behind it would have to give. So a store that is not one process leaves out what was begun too short
    /// a time before `now` for all that was begun before it to be durable. Marks stay what they are when the tenant moves,
    /// and entries from before a store gave marks are not in the feed.
    async fn feed(&self, key: &TenantKey, from: FeedMark, now: Timestamp, limit: usize) -> Read<Vec<Fed>>;

    /// Applies the effects of an event on the read models, once for each consumer and event: a redelivery changes nothing.
    /// Effects that are too many for one transaction are applied in parts (ADR 42): after an error some may be missing, and
    /// the redelivery applies those. Atomic otherwise.
    async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()>;

    /// Assigns all waiting notices of a kind to one mail, unless it is before [`Claim::opens_at`] (ADR 63). Atomic: no
    /// notice is in two mails, and of concurrent claims one succeeds. A repeated claim gets the same notices.
    async fn claim_notices(&self, key: &TenantKey, claim: &Claim) -> Read<Claimed>;

    /// Publishes the events of the thresholds that the counter has reached since it was last below them (ADR 15).
    /// Comparing the counter, keeping the notified percentage and writing the events is atomic, so each threshold is
    /// notified of once, whatever happens concurrently.
    async fn watch(&self, key: &TenantKey, watch: &Watch) -> Read<()>;

    /// Adds to the usage of days (UTC), and sets the bytes stored at the end of one. Atomic, but not idempotent: a repeated
    /// call adds again.
    async fn add_usage(&self, key: &TenantKey, days: &[(Date, Activity)], measured: Option<(Date, u64)>) -> Read<()>;
    /// Reads the usage of a range of days, both inclusive.
    async fn usage(&self, key: &TenantKey, range: DayRange) -> Read<UsageRows>;
    /// Measures the bytes that are stored of the tenant. It is slow, up to seconds, so no request waits for it but the first
    /// that asks for a tenant's usage.
    async fn bytes_stored(&self, key: &TenantKey) -> Read<u64>;
    /// The same for a caller who waits for it: `None` where it would take too long.
    async fn bytes_to_show(&self, key: &TenantKey) -> Read<Option<u64>> {
        self.bytes_stored(key).await.map(Some)
    }
    /// Goes on measuring the bytes that are stored, by as much as a worker can do beside its work. A store that needs no
    /// pieces measures at once, as this does.
    async fn measure(&self, key: &TenantKey, _now: Timestamp) -> Read<Measured> {
        self.bytes_stored(key).await.map(Measured::Whole)
    }

    /// Reads the sales of each day that had any, oldest first, in days of the tenant's time zone. Sums are exact; one that
    /// does not fit is returned as [`crate::domain::money::Money::MAX`].
    async fn sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<DaySales>>;
    /// Lists the products with the highest revenue in a range of days, highest first.
    async fn top_products(&self, key: &TenantKey, range: DayRange, limit: usize) -> Read<Vec<ProductSales>>;

    /// Returns the number of orders, of any day, in a status that is not final.
    async fn open_orders(&self, key: &TenantKey) -> Read<i64>;
    /// Counts the products that are not archived and have at most `threshold` units in stock.
    async fn low_stock(&self, key: &TenantKey, threshold: u64) -> Read<u64>;

    /// Reads the sales by hour of day and weekday in a range of days.
    async fn hour_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<HourSales>>;

    /// Reads the sales by the present category of the products, highest revenue first.
    async fn category_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<CategorySales>>;
    /// Counts new and returning customers in a range of days.
    async fn customers(&self, key: &TenantKey, range: DayRange) -> Read<Customers>;
    /// The same for two ranges. A store that has to look at each customer for it looks once.
    async fn customers_of_both(
        &self,
        key: &TenantKey,
        range: DayRange,
        before: DayRange,
    ) -> Read<(Customers, Customers)> {
        Ok((self.customers(key, range).await?, self.customers(key, before).await?))
    }

    /// Counts the orders by status; a status without orders may be left out.
    async fn order_counts(&self, key: &TenantKey) -> Read<BTreeMap<Status, u64>>;

    /// Lists the mails that were sent to the customer of an order, oldest first.
    async fn order_mails(&self, key: &TenantKey, order: OrderId) -> Read<Vec<OrderMail>>;

    /// Lists the stock movements of a product, newest first.
    async fn ledger(
        &self,
        key: &TenantKey,
        product: ProductId,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Movement>>;

    /// Returns when the oldest event occurred that is known not to be handled by all consumers; `None` if there is none.
    /// Where a queue service delivers, an event that is in its queue counts as handled.
    async fn oldest_unseen(&self, key: &TenantKey) -> Read<Option<Timestamp>>;
}

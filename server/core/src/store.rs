//! The port to tenant data. Every method takes a [`TenantKey`], which only
//! this crate can make, out of verified claims and an active tenant.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    commit::{Commit, CommitError, Counter, Document, DocumentKind, UniqueName},
    error::Cause,
    handle::TenantKey,
    idempotency::{IdemKey, IdemRecord},
    ids::{EntryId, OrderId, ProductId},
    insights::{CategorySales, Customers, DayRange, DaySales, Effects, HourSales, Movement, OrderMail, ProductSales},
    journal::Entry,
    near::Watch,
    notice::{Claim, Claimed},
    order::{Order, OrderQuery, Status},
    page::{Position, Slice},
    product::{Product, ProductQuery},
    usage::{Activity, UsageRows},
};

/// The store could not be read; the same call may succeed later.
#[derive(Debug, thiserror::Error)]
#[error("the store can't be read just now")]
pub struct StoreError(#[source] pub Cause);

/// The tenant's data lives elsewhere since the key was made.
#[derive(Debug, thiserror::Error)]
#[error("the tenant is being moved")]
struct Moved;

/// What is stored can't be understood, and never will be by this version.
#[derive(Debug, thiserror::Error)]
#[error("what is stored can't be understood")]
struct Damaged(#[source] Cause);

/// The tenant's data is not where its record says that it is: a file or a table
/// is missing, damaged, or another's. Nothing is made in its place.
#[derive(Debug, thiserror::Error)]
#[error("the tenant's data is not there: {0}")]
pub struct DataMissing(#[source] Cause);

impl DataMissing {
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self(cause.into())
    }

    /// Whether this is what an error, or whatever caused it, comes from.
    pub fn caused(error: &(dyn std::error::Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<DataMissing>() {
                return true;
            }
            next = error.source();
        }
        false
    }
}

impl StoreError {
    /// The data is not where the record says; see [`DataMissing`].
    pub fn missing(cause: impl Into<Cause>) -> Self {
        Self(Box::new(DataMissing::new(cause)))
    }

    /// A newer key leads to where the data is.
    pub fn moved() -> Self {
        Self(Box::new(Moved))
    }

    /// Whether a newer key may lead to where the data is: what is missing here may be there.
    pub fn is_moved(&self) -> bool {
        self.0.is::<Moved>() || self.0.is::<DataMissing>()
    }

    /// The same call will fail again.
    pub fn damaged(cause: impl Into<Cause>) -> Self {
        Self(Box::new(Damaged(cause.into())))
    }

    pub fn is_damaged(&self) -> bool {
        self.0.is::<Damaged>()
    }
}

impl From<StoreError> for crate::Error {
    fn from(error: StoreError) -> Self {
        crate::Error::Unavailable(Box::new(error))
    }
}

pub type Read<T> = Result<T, StoreError>;

/// Products that are looked for by what a file calls them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Folded, none of them twice.
    pub skus: Vec<String>,
    /// Folded, none of them twice.
    pub names: Vec<String>,
    /// Looks among the archived products, and only there.
    pub archived: bool,
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        self.skus.is_empty() && self.names.is_empty()
    }
}

/// What placing an order needs to know.
#[derive(Debug, Default)]
pub struct Basis {
    pub products: BTreeMap<ProductId, Arc<Product>>,
    pub kept: Option<IdemRecord>,
}

#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Applies all of the commit or none of it; when it returns, it is durable.
    async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError>;

    /// Applies all of the commits, as if one after the other, or nothing of any
    /// of them; when it returns true, all are durable. False means that a rule
    /// or an expectation refused something, or that a key was used before: the
    /// commits one by one tell which. An error leaves open whether they were
    /// applied. The commits must weigh at most [`Store::batch_weight`] together.
    async fn commit_all(&self, key: &TenantKey, commits: &Arc<[Commit]>) -> Read<bool>;

    /// The most that [`Store::commit_all`] takes at once, in units of
    /// [`Commit::weight`].
    fn batch_weight(&self) -> usize;

    /// Shared, so that a store can answer out of memory.
    async fn product(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>>;
    /// To be shown, not to be decided by: where the store is not one process it
    /// may be seconds old. Without a body of its own: whoever passes calls on would
    /// forget it, and nobody would see.
    async fn product_to_show(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>>;
    async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>>;

    /// Some products and the record of an idempotency key, in one round trip.
    async fn basis(
        &self,
        key: &TenantKey,
        products: &[ProductId],
        attempt: Option<&IdemKey>,
        now: Timestamp,
    ) -> Read<Basis>;

    async fn products(
        &self,
        key: &TenantKey,
        query: &ProductQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Arc<Product>>>;

    /// The products that have one of the SKUs or one of the names, in any order,
    /// each once. Of products that share a name it gives at least two, or as many
    /// as there are. It may be seconds old where the store is not one process: a
    /// commit judges what is decided by it.
    async fn find_products(&self, key: &TenantKey, wanted: &Wanted) -> Read<Vec<Arc<Product>>>;

    async fn orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Order>>;

    /// The id of what bears a name now, as of this moment.
    async fn bearer(&self, key: &TenantKey, name: &UniqueName) -> Read<Option<Uuid>>;

    async fn counter(&self, key: &TenantKey, counter: &Counter) -> Read<u64>;

    async fn document(&self, key: &TenantKey, kind: DocumentKind) -> Read<Option<Document>>;

    /// The tenant's journal, newest first, below `before`.
    async fn journal(&self, key: &TenantKey, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>>;

    /// Applies what an event does to the read models, once per consumer.
    async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()>;

    /// Gives all notices of a kind that wait to the mail of one of them, unless it is too early; [`Claim::opens_at`] says
    /// when it is not. Judged and written as one: no notice is in two mails, and of those who claim at once one is first.
    /// A claim that is made again gets the same notices.
    async fn claim_notices(&self, key: &TenantKey, claim: &Claim) -> Read<Claimed>;

    /// Publishes the events of the steps that the counter has reached and that
    /// were not told since it was below them. The counter, what was told and
    /// the events are judged and written as one.
    async fn watch(&self, key: &TenantKey, watch: &Watch) -> Read<()>;

    /// Adds to the figures of days, and notes what is stored at the end of one.
    /// All of it or nothing.
    async fn add_usage(&self, key: &TenantKey, days: &[(Date, Activity)], measured: Option<(Date, u64)>) -> Read<()>;
    async fn usage(&self, key: &TenantKey, range: DayRange) -> Read<UsageRows>;
    /// The bytes of everything that is kept of the tenant, measured now.
    async fn bytes_stored(&self, key: &TenantKey) -> Read<u64>;

    /// Sums of money are kept exactly, however large; one that does not fit is given as [`crate::money::Money::MAX`].
    async fn sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<DaySales>>;
    async fn top_products(&self, key: &TenantKey, range: DayRange, limit: usize) -> Read<Vec<ProductSales>>;

    /// Orders of any day that have a next step, as far as events have told.
    async fn open_orders(&self, key: &TenantKey) -> Read<i64>;
    /// Products that are not archived and have at most so many pieces.
    async fn low_stock(&self, key: &TenantKey, threshold: u64) -> Read<u64>;

    async fn hour_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<HourSales>>;

    /// By the category that products are in now; what sold for most comes first.
    async fn category_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<CategorySales>>;
    async fn customers(&self, key: &TenantKey, range: DayRange) -> Read<Customers>;

    /// How many orders are in each status at this moment; one that is not
    /// named has none.
    async fn order_counts(&self, key: &TenantKey) -> Read<BTreeMap<Status, u64>>;

    /// What the customer of an order was mailed, oldest first.
    async fn order_mails(&self, key: &TenantKey, order: OrderId) -> Read<Vec<OrderMail>>;

    /// Movements of a product, newest first.
    async fn ledger(
        &self,
        key: &TenantKey,
        product: ProductId,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Movement>>;

    /// When the oldest event was caused that consumers have not seen yet.
    async fn oldest_unseen(&self, key: &TenantKey) -> Read<Option<Timestamp>>;
}

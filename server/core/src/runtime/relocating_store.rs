//! A decorator of the [`Store`] port that retries a call at a tenant's new placement.
//!
//! A tenant can be moved while it is in use. A call that still holds a key to the old placement is rejected by the
//! store; it is repeated once with the key of the tenant's present record.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    domain::{
        error::{Cause, DataMissing},
        event_feed::{Fed, FeedMark},
        idempotency::IdemKey,
        ids::{EntryId, OrderId, ProductId, ResourceId},
        insights::{
            CategorySales, Customers, DayRange, DaySales, Effects, HourSales, Movement, OrderMail, ProductSales,
        },
        journal::Entry,
        notice::{Claim, Claimed},
        operation::{Operation, OperationKind},
        order::{Order, OrderQuery},
        order_status::Status,
        page::{Position, Slice},
        product::{Product, ProductQuery},
        resource::{ResourceQuery, StoredResource},
        usage::{Activity, Measured, UsageRows},
    },
    ports::{
        commit::{Commit, CommitError, Counter, Document, DocumentKind, ResourceChange, UniqueName},
        control::ControlStore,
        store::{Read, ReadSet, Store, StoreError, Wanted},
        tenant_key::TenantKey,
        watch::Watch,
    },
};

/// A store that follows tenants to their present placement.
pub(crate) struct RelocatingStore {
    pub store: Arc<dyn Store>,
    pub control: Arc<dyn ControlStore>,
}

impl RelocatingStore {
    /// Reads the tenant's record and returns a key to its data, if that is newer than `key`.
    async fn newer(&self, key: &TenantKey) -> Read<Option<TenantKey>> {
        let record = self.control.tenant(key.id()).await?;
        Ok(record.and_then(|record| key.renewed(&record)))
    }

    /// Replaces a missing-data error while the tenant is still being provisioned: the data is not lost, only not there yet.
    async fn explain(&self, key: &TenantKey, cause: Cause) -> Cause {
        if !DataMissing::caused(&*cause) {
            return cause;
        }
        let newest = self.control.operations(key.id(), None, 1).await;
        let is_made = |operation: &Operation| operation.kind == OperationKind::Provision && !operation.is_done();
        match newest {
            Ok(page) if page.items.iter().any(is_made) => "the place of the tenant's data is still being made".into(),
            _ => cause,
        }
    }
}

macro_rules! delegate_reads {
    ($($method:ident($($arg:ident: $of:ty),*) -> $answer:ty;)+) => {
        #[async_trait]
        impl Store for RelocatingStore {
            async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError> {
                let (commit, missing) = match self.store.commit(key, commit).await {
                    Err(CommitError::Moved(commit)) => (commit, None),
                    Err(CommitError::DataMissing(commit, cause)) => (commit, Some(cause)),
                    done => return done,
                };
                match (self.newer(key).await, missing) {
                    (Ok(Some(newer)), _) => self.store.commit(&newer, *commit).await,
                    (Ok(None), None) => Err(CommitError::Moved(commit)),
                    (Ok(None), Some(cause)) => Err(CommitError::Unavailable(self.explain(key, cause).await)),
                    (Err(error), _) => Err(CommitError::Unavailable(Box::new(error))),
                }
            }

            fn batch_weight(&self) -> usize {
                self.store.batch_weight()
            }

            async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()> {
                match self.store.apply(key, effects.clone()).await {
                    Err(error) if error.is_moved() => match self.newer(key).await? {
                        Some(newer) => self.store.apply(&newer, effects).await,
                        None => Err(StoreError(self.explain(key, error.0).await)),
                    },
                    done => done,
                }
            }

            $(async fn $method(&self, key: &TenantKey $(, $arg: $of)*) -> Read<$answer> {
                match self.store.$method(key $(, $arg)*).await {
                    Err(error) if error.is_moved() => match self.newer(key).await? {
                        Some(newer) => self.store.$method(&newer $(, $arg)*).await,
                        None => Err(StoreError(self.explain(key, error.0).await)),
                    },
                    answer => answer,
                }
            })+
        }
    };
}

delegate_reads! {
    product(id: ProductId) -> Option<Arc<Product>>;
    order(id: OrderId) -> Option<Order>;
    read_set(products: &[ProductId], attempt: Option<&IdemKey>, now: Timestamp) -> ReadSet;
    commit_all(commits: &Arc<[Commit]>) -> bool;
    find_products(wanted: &Wanted) -> Vec<Arc<Product>>;
    products(query: &ProductQuery, from: Option<&Position>, limit: usize) -> Slice<Arc<Product>>;
    orders(query: &OrderQuery, from: Option<&Position>, limit: usize) -> Slice<Order>;
    bearer(name: &UniqueName) -> Option<Uuid>;
    counter(counter: &Counter) -> u64;
    document(kind: DocumentKind) -> Option<Document>;
    resource(kind: &str, id: ResourceId) -> Option<StoredResource>;
    resources(query: &ResourceQuery, from: Option<&Position>, limit: usize) -> Slice<StoredResource>;
    all_resources(from: Option<&Position>, limit: usize) -> Slice<StoredResource>;
    keep(changes: &[ResourceChange]) -> bool;
    journal(before: Option<EntryId>, limit: usize) -> Vec<Entry>;
    feed(from: FeedMark, now: Timestamp, limit: usize) -> Vec<Fed>;
    claim_notices(claim: &Claim) -> Claimed;
    watch(watch: &Watch) -> ();
    add_usage(days: &[(Date, Activity)], measured: Option<(Date, u64)>) -> ();
    usage(range: DayRange) -> UsageRows;
    bytes_stored() -> u64;
    bytes_to_show() -> Option<u64>;
    measure(now: Timestamp) -> Measured;
    sales(range: DayRange) -> Vec<DaySales>;
    top_products(range: DayRange, limit: usize) -> Vec<ProductSales>;
    open_orders() -> i64;
    low_stock(threshold: u64) -> u64;
    hour_sales(range: DayRange) -> Vec<HourSales>;
    category_sales(range: DayRange) -> Vec<CategorySales>;
    customers(range: DayRange) -> Customers;
    customers_of_both(range: DayRange, before: DayRange) -> (Customers, Customers);
    order_counts() -> BTreeMap<Status, u64>;
    order_mails(order: OrderId) -> Vec<OrderMail>;
    ledger(product: ProductId, from: Option<&Position>, limit: usize) -> Slice<Movement>;
    oldest_unseen() -> Option<Timestamp>;
}

//! The port to tenant data, on DynamoDB: a commit is one transaction, a look-up
//! or a page is one request.

mod analytics;
mod busy;
mod commit;
mod counters;
mod effects;
mod figures;
pub(crate) mod journal;
mod kept;
mod lists;
mod low_stock;
mod measuring;
mod notices;
mod opening;
mod orders;
mod plan;
mod products;
mod refold;
mod resources;
mod send;
mod stale;
mod stock;
mod usage;
mod wanted;
mod watch;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_dynamodb::{Client, types::ReturnConsumedCapacity};
use futures_util::future::try_join_all;
use jiff::{Timestamp, civil::Date};
use tenantry_core::{
    TenantKey,
    domain::{
        error::DataMissing,
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
        store::{Read, ReadSet, Store, StoreError, Wanted},
        watch::Watch,
    },
    runtime::meter::Meter,
};
use uuid::Uuid;

use crate::{
    dynamo::{Clients, Consumption, Fault, Item, Reading, Span, batch_get, query, query_all, query_each, retried},
    partition::{self, Listing, Partition, Table},
};

pub struct DynamoStore {
    partition: Partition,
    clients: Arc<dyn Clients>,
    meter: Arc<Meter>,
    consumption: Arc<Consumption>,
    stale: stale::Stale,
    busy: busy::Busy,
}

impl DynamoStore {
    pub fn new(partition: Partition, clients: Arc<dyn Clients>, meter: Arc<Meter>) -> Self {
        Self {
            partition,
            clients,
            meter,
            consumption: Arc::default(),
            stale: stale::Stale::default(),
            busy: busy::Busy::default(),
        }
    }

    /// Returns the counter of the capacity units that its calls consume.
    pub fn consumption(&self) -> &Arc<Consumption> {
        &self.consumption
    }

    async fn reading(&self, key: &TenantKey) -> Result<Client, Fault> {
        self.stale.check(key)?;
        self.meter.read(key.id());
        self.clients.of(key.id()).await
    }

    async fn writing(&self, key: &TenantKey) -> Result<Client, Fault> {
        self.meter.write(key.id());
        self.clients.of(key.id()).await
    }

    /// One item by its key, as it is now: what a replica does not have yet would
    /// be refused, or taken for removed.
    async fn get(&self, key: &TenantKey, table: Table, id: &str) -> Result<Option<Item>, Fault> {
        let request = self
            .reading(key)
            .await?
            .get_item()
            .table_name(self.partition.table(key, table))
            .set_key(Some(Partition::key(key, table, id)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let answer = retried(|| request.clone().send()).await?;
        self.consumption.read(key.id(), answer.consumed_capacity().map_or(&[], std::slice::from_ref));
        Ok(answer.item)
    }

    /// Some items by their keys.
    async fn get_many(
        &self,
        key: &TenantKey,
        wanted: impl IntoIterator<Item = (Table, String)>,
        consistent: bool,
    ) -> Result<Vec<(Table, Item)>, Fault> {
        let tables = Table::ALL.map(|table| (self.partition.table(key, table), table));
        let name = |table: Table| tables.iter().find(|(_, each)| *each == table).map(|(name, _)| name.clone());
        let keys: Vec<(String, Item)> =
            wanted.into_iter().filter_map(|(table, id)| Some((name(table)?, Partition::key(key, table, id)))).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let client = self.reading(key).await?;
        let found = batch_get(&client, &self.consumption, key.id(), keys, consistent).await?;
        let table = |name: &String| tables.iter().find(|(each, _)| each == name).map(|(_, table)| *table);
        Ok(found
            .into_iter()
            .filter_map(|(name, items)| Some((table(&name)?, items)))
            .flat_map(|(table, items)| items.into_iter().map(move |item| (table, item)))
            .collect())
    }

    /// One request's worth of a listing.
    async fn page(
        &self,
        key: &TenantKey,
        listing: &Listing,
        span: &Span,
        limit: Option<usize>,
        after: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), Fault> {
        let (client, hashes) = (self.reading(key).await?, listing.hashes(key, span));
        query_each(&client, &self.consumption, key.id(), (listing, &hashes), span, limit, after).await
    }

    /// All of a listing, however many requests it takes.
    async fn all(&self, key: &TenantKey, listing: &Listing, span: &Span) -> Result<Vec<Item>, Fault> {
        let (client, hashes) = (self.reading(key).await?, listing.hashes(key, span));
        query_all(&client, &self.consumption, key.id(), (listing, &hashes), span, None).await
    }

    /// Returns the newest items of a listing, at most `limit`.
    async fn newest(&self, key: &TenantKey, listing: &Listing, span: &Span, limit: usize) -> Result<Vec<Item>, Fault> {
        let (client, hashes) = (self.reading(key).await?, listing.hashes(key, span));
        query_all(&client, &self.consumption, key.id(), (listing, &hashes), span, Some(limit)).await
    }

    /// Small items whose keys begin so, page by page, since there may be too many to be held at once. Those under different
    /// hash keys come as they come, and one that is under two comes twice.
    async fn each_aux(
        &self,
        key: &TenantKey,
        span: &Span,
        mut each: impl FnMut(&Item) -> Result<(), Fault> + Send,
    ) -> Result<(), Fault> {
        let listing = self.partition.by_id(key, Table::Aux);
        let client = self.reading(key).await?;
        let mut left: Vec<(String, Option<Item>)> =
            listing.hashes(key, span).into_iter().map(|hash| (hash, None)).collect();
        while !left.is_empty() {
            let pages = left.drain(..).map(|(hash, after)| {
                let (client, listing) = (&client, &listing);
                async move {
                    let page = query(client, &self.consumption, key.id(), (listing, &hash), span, None, after).await;
                    page.map(|page| (hash, page))
                }
            });
            for (hash, (items, next)) in try_join_all(pages).await? {
                items.iter().try_for_each(&mut each)?;
                left.extend(next.map(|next| (hash, Some(next))));
            }
        }
        Ok(())
    }

    /// Small items whose keys begin so.
    async fn aux(&self, key: &TenantKey, span: &Span) -> Result<Vec<Item>, Fault> {
        self.all(key, &self.partition.by_id(key, Table::Aux), span).await
    }
}

#[async_trait]
impl Store for DynamoStore {
    async fn commit(&self, key: &TenantKey, commit: Commit) -> Result<(), CommitError> {
        match self.commit_whole(key, std::slice::from_ref(&commit)).await {
            Err(CommitError::Unavailable(cause)) if matches!(cause.downcast_ref(), Some(Fault::Moved)) => {
                Err(CommitError::Moved(Box::new(commit)))
            }
            Err(CommitError::Unavailable(cause)) if cause.is::<DataMissing>() => {
                Err(CommitError::DataMissing(Box::new(commit), cause))
            }
            done => done,
        }
    }

    /// One transaction.
    async fn commit_all(&self, key: &TenantKey, commits: &Arc<[Commit]>) -> Read<bool> {
        match self.commit_whole(key, commits).await {
            Ok(()) => Ok(true),
            Err(CommitError::Unavailable(cause)) => match cause.downcast_ref() {
                Some(Fault::Moved) => Err(StoreError::moved()),
                _ => Err(StoreError(cause)),
            },
            Err(_) => Ok(false),
        }
    }

    /// A transaction holds a hundred actions: beside the commits' own ones a counter,
    /// the events, the fence and a note for a move.
    fn batch_weight(&self) -> usize {
        95
    }

    /// As it is now, and never out of a container's memory: what a person changed by one function they read by another.
    async fn product(&self, key: &TenantKey, id: ProductId) -> Read<Option<Arc<Product>>> {
        let found = self.product_now(key, id).await?;
        Ok(found.as_ref().map(products::read).transpose()?.map(Arc::new))
    }

    async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>> {
        let found = self.get(key, Table::Orders, &id.to_string()).await?;
        Ok(found.as_ref().map(orders::read).transpose()?)
    }

    async fn read_set(
        &self,
        key: &TenantKey,
        ids: &[ProductId],
        attempt: Option<&IdemKey>,
        now: Timestamp,
    ) -> Read<ReadSet> {
        let beside = attempt.map(partition::idempotency);
        let (found, kept) = self.products_now(key, ids.iter().map(ToString::to_string), beside).await?;
        let mut read_set = ReadSet::default();
        for item in &found {
            let product = products::read(item)?;
            read_set.products.insert(product.id, Arc::new(product));
        }
        let kept: Option<IdemRecord> = kept.as_ref().map(kept::read).transpose()?;
        read_set.kept = kept.filter(|kept| kept.expires_at > now);
        Ok(read_set)
    }

    async fn products(
        &self,
        key: &TenantKey,
        query: &ProductQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Arc<Product>>> {
        Ok(self.list_products(key, query, from, limit).await?)
    }

    async fn find_products(&self, key: &TenantKey, wanted: &Wanted) -> Read<Vec<Arc<Product>>> {
        Ok(self.find_wanted(key, wanted).await?)
    }

    async fn orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Order>> {
        Ok(self.list_orders(key, query, from, limit).await?)
    }

    async fn counter(&self, key: &TenantKey, counter: &Counter) -> Read<u64> {
        Ok(self.counted(key, counter).await?)
    }

    async fn bearer(&self, key: &TenantKey, name: &UniqueName) -> Read<Option<Uuid>> {
        let claim = self.get(key, Table::Aux, &partition::name(name)).await?;
        let owner = |claim: &Item| {
            claim.text("owner")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))
        };
        Ok(claim.as_ref().map(owner).transpose()?)
    }

    async fn document(&self, key: &TenantKey, kind: DocumentKind) -> Read<Option<Document>> {
        let Some(item) = self.get(key, Table::Aux, &partition::document(kind)).await? else { return Ok(None) };
        Ok(Some(Document { kind, version: item.number("version")?, body: item.text("body")?.to_owned() }))
    }

    async fn resource(&self, key: &TenantKey, kind: &str, id: ResourceId) -> Read<Option<StoredResource>> {
        Ok(self.find_resource(key, kind, id).await?)
    }

    async fn resources(
        &self,
        key: &TenantKey,
        query: &ResourceQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>> {
        Ok(self.list_resources(key, query, from, limit).await?)
    }

    async fn all_resources(
        &self,
        key: &TenantKey,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<StoredResource>> {
        Ok(self.walk_all_resources(key, from, limit).await?)
    }

    async fn keep(&self, key: &TenantKey, changes: &[ResourceChange]) -> Read<bool> {
        Ok(self.keep_resources(key, changes).await?)
    }

    async fn journal(&self, key: &TenantKey, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>> {
        let Some(span) = Span::older_than(before.map(|before| before.0)) else { return Ok(Vec::new()) };
        let items = self.newest(key, &self.partition.journal_listing(), &span, limit).await?;
        Ok(items.iter().map(|item| item.json("doc")).collect::<Result<_, _>>()?)
    }

    async fn feed(&self, key: &TenantKey, from: FeedMark, now: Timestamp, limit: usize) -> Read<Vec<Fed>> {
        Ok(self.fed(key, (from, now), limit).await?)
    }

    async fn apply(&self, key: &TenantKey, effects: Effects) -> Read<()> {
        Ok(self.apply_effects(key, &effects).await?)
    }

    async fn claim_notices(&self, key: &TenantKey, claim: &Claim) -> Read<Claimed> {
        Ok(self.claim(key, claim).await?)
    }

    async fn watch(&self, key: &TenantKey, watch: &Watch) -> Read<()> {
        Ok(self.watch_counter(key, watch).await?)
    }

    async fn add_usage(&self, key: &TenantKey, days: &[(Date, Activity)], measured: Option<(Date, u64)>) -> Read<()> {
        Ok(self.add_to_days(key, days, measured).await?)
    }

    async fn usage(&self, key: &TenantKey, range: DayRange) -> Read<UsageRows> {
        Ok(self.usage_of(key, range).await?)
    }

    async fn bytes_stored(&self, key: &TenantKey) -> Read<u64> {
        Ok(self.measure_whole(key).await?)
    }

    async fn bytes_to_show(&self, key: &TenantKey) -> Read<Option<u64>> {
        Ok(self.measure_in_time(key).await?)
    }

    async fn measure(&self, key: &TenantKey, now: Timestamp) -> Read<Measured> {
        Ok(self.measure_on(key, now).await?)
    }

    async fn sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<DaySales>> {
        Ok(self.sales_of(key, range).await?)
    }

    async fn top_products(&self, key: &TenantKey, range: DayRange, limit: usize) -> Read<Vec<ProductSales>> {
        Ok(self.top_of(key, range, limit).await?)
    }

    /// From the same numbers as [`Store::order_counts`], which are right at once.
    async fn open_orders(&self, key: &TenantKey) -> Read<i64> {
        let counts = self.statuses(key).await?;
        let open = counts.iter().filter(|(status, _)| !status.next().is_empty());
        Ok(open.map(|(_, count)| *count as i64).sum())
    }

    async fn low_stock(&self, key: &TenantKey, threshold: u64) -> Read<u64> {
        Ok(self.count_low(key, threshold).await?)
    }

    async fn hour_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<HourSales>> {
        Ok(self.hours_of(key, range).await?)
    }

    async fn category_sales(&self, key: &TenantKey, range: DayRange) -> Read<Vec<CategorySales>> {
        Ok(self.categories_of(key, range).await?)
    }

    async fn customers(&self, key: &TenantKey, range: DayRange) -> Read<Customers> {
        let [customers, _] = self.customers_in(key, [range, range]).await?;
        Ok(customers)
    }

    async fn customers_of_both(
        &self,
        key: &TenantKey,
        range: DayRange,
        before: DayRange,
    ) -> Read<(Customers, Customers)> {
        let [customers, previous] = self.customers_in(key, [range, before]).await?;
        Ok((customers, previous))
    }

    async fn order_counts(&self, key: &TenantKey) -> Read<BTreeMap<Status, u64>> {
        Ok(self.statuses(key).await?)
    }

    async fn order_mails(&self, key: &TenantKey, order: OrderId) -> Read<Vec<OrderMail>> {
        let mails = self.aux(key, &Span::of_prefix(&partition::mails(order))).await?;
        Ok(mails.iter().map(|item| item.json("doc")).collect::<Result<_, _>>()?)
    }

    async fn ledger(
        &self,
        key: &TenantKey,
        product: ProductId,
        from: Option<&Position>,
        limit: usize,
    ) -> Read<Slice<Movement>> {
        Ok(self.movements(key, product, from, limit).await?)
    }

    /// As long as the relay has not published it. What it has published is with
    /// the consumers within moments, or among the dead letters.
    async fn oldest_unseen(&self, key: &TenantKey) -> Read<Option<Timestamp>> {
        let span = Span { consistent: true, ..Span::forward(uuid::Uuid::nil(), uuid::Uuid::max()) };
        let (items, _) = self.page(key, &self.partition.outbox_listing(), &span, Some(1), None).await?;
        let waiting = items.first().map(crate::outbox::Waiting::read).transpose()?;
        Ok(waiting.map(|waiting| waiting.at))
    }
}

//! The items of one tenant at one placement, as a move reaches them: everything that
//! is there, as it is at the moment, and the fences around it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{Client, types::ReturnConsumedCapacity};
use futures_util::{StreamExt, TryStreamExt, stream};
use tenantry_core::TenantKey;

use crate::{
    dynamo::{
        Condition, Consumption, Fault, Item, Reading, Span, batch_delete, batch_get, batch_put, query, retried, text,
    },
    fence::{self, Fence},
    hash_keys,
    partition::{LAST, NOTES, PROGRESS, Partition, SEPARATOR, TENANT, Table},
};

/// Fences that are written concurrently.
const FENCES_AT_ONCE: usize = 16;

/// A page of a table's items, and the key to continue from.
pub(super) type Page = (Vec<Item>, Option<Item>);

#[derive(Clone, Copy)]
pub(crate) struct TenantItems<'a> {
    pub client: &'a Client,
    pub partition: &'a Partition,
    pub used: &'a Consumption,
    pub key: TenantKey,
}

impl TenantItems<'_> {
    fn table(&self, table: Table) -> String {
        self.partition.table(&self.key, table)
    }

    /// A silo's own tables are scanned, since their index lags.
    pub async fn page(&self, table: Table, after: Option<Item>) -> Result<Page, Fault> {
        if self.key.placement().is_shared() {
            return self.shared_page(table, after).await;
        }
        let request = self
            .client
            .scan()
            .table_name(self.table(table))
            .consistent_read(true)
            .set_exclusive_start_key(after)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let page = retried(|| request.clone().send()).await?;
        self.used.read(self.key.id(), page.consumed_capacity().map_or(&[], std::slice::from_ref));
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    /// One hash key after the other; a key to continue from that has no sort key yet stands for the begin of one.
    async fn shared_page(&self, table: Table, after: Option<Item>) -> Result<Page, Fault> {
        let hashes = hash_keys::all(&self.key, table);
        let reached = after.as_ref().and_then(|after| after.maybe_text(TENANT));
        let at = hashes.iter().position(|hash| Some(hash.as_str()) == reached).unwrap_or(0);
        let Some(hash) = hashes.get(at) else { return Ok((Vec::new(), None)) };
        let after = after.filter(|after| after.contains_key(table.id()));
        let all = Span { consistent: true, ..Span::forward(SEPARATOR, LAST) };
        let listing = self.partition.by_id(&self.key, table);
        let (items, next) = query(self.client, self.used, self.key.id(), (&listing, hash), &all, None, after).await?;
        let following = || hashes.get(at + 1).map(|hash| Item::from([(TENANT.to_owned(), text(hash))]));
        Ok((items, next.or_else(following)))
    }

    /// The keys that an item can be under, the one of an earlier version besides.
    fn keys(&self, table: Table, id: &str) -> impl Iterator<Item = Item> + use<> {
        let earlier = Partition::earlier_key(&self.key, table, id);
        [Partition::key(&self.key, table, id)].into_iter().chain(earlier)
    }

    /// Those of the items that are there, as they are now.
    pub async fn get(&self, table: Table, ids: &[String]) -> Result<Vec<Item>, Fault> {
        let name = self.table(table);
        let keys = ids.iter().flat_map(|id| self.keys(table, id)).map(|key| (name.clone(), key)).collect();
        let mut found = batch_get(self.client, self.used, self.key.id(), keys, true).await?;
        Ok(found.remove(&name).unwrap_or_default())
    }

    /// Items of any placement, each under its hash key here.
    pub async fn put(&self, table: Table, items: Vec<Item>) -> Result<(), Fault> {
        // An item that is under two hash keys there is the same record twice, and one here.
        let mut known = BTreeSet::new();
        let mut items: Vec<Item> = items.into_iter().map(|item| Partition::readdress(&self.key, table, item)).collect();
        items.retain(|item| id_of(table, item).is_some_and(|id| known.insert(id.to_owned())));
        batch_put(self.client, self.used, self.key.id(), &self.table(table), items).await
    }

    pub async fn delete(&self, table: Table, ids: impl IntoIterator<Item = &str>) -> Result<(), Fault> {
        let keys = ids.into_iter().flat_map(|id| self.keys(table, id)).collect();
        batch_delete(self.client, self.used, self.key.id(), &self.table(table), keys).await
    }

    /// Removes all data; what holds for the place stays as it is. How many items there were.
    pub async fn empty(&self) -> Result<usize, Fault> {
        let mut removed = 0;
        for table in Table::ALL {
            let mut after = None;
            loop {
                let (items, next) = self.page(table, after).await?;
                let is_ours = |item: &Item| table != Table::Aux || id_of(table, item).is_some_and(is_data);
                let data = items.into_iter().filter(is_ours).map(|item| self.own_key(table, item));
                let data: Vec<Item> = data.collect();
                removed += data.len();
                batch_delete(self.client, self.used, self.key.id(), &self.table(table), data).await?;
                match next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
        }
        Ok(removed)
    }

    /// The key of an item that is here.
    fn own_key(&self, table: Table, mut item: Item) -> Item {
        let is_hashed = self.key.placement().is_shared();
        item.retain(|name, _| name == table.id() || (is_hashed && name == TENANT));
        item
    }

    /// From its end on, no write is made here that does not know of it.
    pub async fn raise(&self, fence: Fence) -> Result<(), Fault> {
        let owned = |k: &str| fence.raise(&Partition::owner(&self.key, Table::Aux, k));
        let all = fence::items().map(|k| (owned(&k), k)).map(|(change, k)| self.change(k, change));
        stream::iter(all).buffer_unordered(FENCES_AT_ONCE).try_collect::<()>().await?;
        // From here on none of a day's is made without it.
        let days =
            self.days().await?.into_iter().map(|(k, _)| (owned(&k), k)).map(|(change, k)| self.change(k, change));
        stream::iter(days).buffer_unordered(FENCES_AT_ONCE).try_collect().await
    }

    /// The items of days' figures that are there and may be fences, and whether each is one.
    async fn days(&self) -> Result<Vec<(String, bool)>, Fault> {
        let wanted: Vec<String> = fence::days().collect();
        let found = self.get(Table::Aux, &wanted).await?;
        let day = |item: &Item| Some((id_of(Table::Aux, item)?.to_owned(), item.contains_key(fence::FENCE)));
        Ok(found.iter().filter_map(day).collect())
    }

    /// Counts of orders stand bare: all data was put into a place after its fences.
    pub async fn raise_bare(&self, fence: Fence) -> Result<(), Fault> {
        let bare = fence::items().map(|k| {
            let mut item = Partition::item(&self.key, Table::Aux, k, Item::new());
            fence.stamp(&mut item);
            item
        });
        self.put(Table::Aux, bare.collect()).await
    }

    /// From its begin on, writes are made here as ever.
    pub async fn lift(&self) -> Result<(), Fault> {
        let (counts, others): (Vec<String>, Vec<String>) = fence::items().partition(|k| fence::is_status(k));
        let counts = counts.into_iter().map(|k| self.change(k, Fence::lift()));
        stream::iter(counts).buffer_unordered(FENCES_AT_ONCE).try_collect::<()>().await?;
        self.delete(Table::Aux, others.iter().map(String::as_str)).await?;
        // After the others, so that none of a day's can be made with a fence any more.
        let days = self.days().await?.into_iter().filter(|(_, is_fence)| *is_fence);
        let days = days.map(|(k, _)| self.change(k, Fence::lift()));
        stream::iter(days).buffer_unordered(FENCES_AT_ONCE).try_collect().await
    }

    async fn change(&self, k: String, change: Condition) -> Result<(), Fault> {
        let request = self
            .client
            .update_item()
            .table_name(self.table(Table::Aux))
            .set_key(Some(Partition::key(&self.key, Table::Aux, k)))
            .update_expression(change.expression)
            .set_expression_attribute_names(Some(change.names).filter(|names| !names.is_empty()))
            .set_expression_attribute_values(Some(change.values).filter(|values| !values.is_empty()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let done = retried(|| request.clone().send()).await?;
        self.used.write(self.key.id(), done.consumed_capacity().map_or(&[], std::slice::from_ref));
        Ok(())
    }
}

pub(super) fn id_of(table: Table, item: &Item) -> Option<&str> {
    item.get(table.id())?.as_s().ok().map(String::as_str)
}

/// Returns whether a small item belongs to the tenant and not to the move.
pub(super) fn is_data(k: &str) -> bool {
    !fence::is_fence(k) && !k.starts_with(NOTES) && k != PROGRESS
}

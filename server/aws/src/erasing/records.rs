//! What is known of a tenant in control data. Lists hold it, and its journal
//! besides, which is always up to date: an index may lag behind.

use tenantry_core::domain::{
    ids::{OperationId, TenantId},
    tenant::TenantRecord,
};
use uuid::Uuid;

use super::shelf::Shelf;
use crate::{
    control::{
        keys::{self, Key},
        table::{ControlTable, List, NOBODY},
        tenant_in_place,
    },
    dynamo::{Condition, Fault, Item, Reading, Transaction, batch_delete, text},
    partition::LAST,
};

/// Items on a page of a list.
const PAGE: usize = 500;
/// The sort key of the lists in the index.
pub(super) const SORT: &str = "gsi1sk";

pub(super) struct Records<'a> {
    pub(super) table: &'a ControlTable,
    pub(super) tenant: &'a TenantRecord,
    /// The operation that this is a step of: what it is found by stays. Ids are in the order of time.
    pub(super) since: Option<OperationId>,
}

impl<'a> Records<'a> {
    pub async fn of(table: &'a ControlTable, tenant: &'a TenantRecord) -> Result<Self, Fault> {
        let running = table.get(&keys::running(tenant.id)).await?;
        let id = |held: Item| held.text("operation").map(str::parse);
        let since = running.map(id).transpose()?.transpose();
        let since = since.map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))?;
        Ok(Self { table, tenant, since })
    }

    pub(super) fn id(&self) -> TenantId {
        self.tenant.id
    }

    /// Deletes what control data holds of the tenant; returns how many items there were.
    pub async fn erase(&self) -> Result<usize, Fault> {
        let mut gone =
            self.members().await? + self.invitations().await? + self.api_keys().await? + self.history().await?;
        gone += self.dead_letters().await? + self.own().await?;
        let (id, before) = (self.id().to_string(), self.before());
        let operations = keys::operations(self.id());
        gone += self.shelf(&self.table.name, ("pk", "sk"), &operations, &before).empty().await?;
        gone += self.shelf(&self.table.outbox, ("tenant_id", "entry_id"), &id, &before).empty().await?;
        Ok(gone)
    }

    /// The tombstone takes the place of the record, if that is still what it was.
    pub async fn bury(&self, tombstone: &TenantRecord) -> Result<(), Fault> {
        let mut transaction = Transaction::new();
        let (item, condition) = tenant_in_place(tombstone, self.tenant.version)?;
        transaction.put((), &self.table.name, item, Some(condition))?;
        match self.table.send(transaction, Uuid::new_v4().to_string()).await? {
            None => Ok(()),
            Some(_) => Err(Fault::Malformed(format!("the record of {} changed while it was erased", self.id()))),
        }
    }

    fn before(&self) -> String {
        self.since.map_or_else(|| LAST.to_string(), |since| since.to_string())
    }

    fn shelf<'b>(
        &'b self,
        table: &'b str,
        key: (&'static str, &'static str),
        first: &'b str,
        below: &'b str,
    ) -> Shelf<'b> {
        let (client, used) = (&self.table.client, &*self.table.used);
        Shelf { client, used, tenant: NOBODY, table, key, first, below: Some(below) }
    }

    async fn api_keys(&self) -> Result<usize, Fault> {
        let gone = self.listed(&keys::api_keys(self.id())).await?;
        let uses = keys::api_key_uses(self.id());
        Ok(gone + self.delete(self.keys_in(&List::of(keys::API_KEY_USES, &uses)).await?).await?)
    }

    async fn invitations(&self) -> Result<usize, Fault> {
        self.listed(&keys::invitations(self.id())).await
    }

    /// Deletes what a list of the index holds.
    async fn listed(&self, list: &str) -> Result<usize, Fault> {
        let (mut below, mut gone) = (None, 0);
        loop {
            let page = self.page(list, below).await?;
            let Some(last) = page.last() else { return Ok(gone) };
            below = Some(last.text(SORT)?.to_owned());
            gone += self.delete(page.iter().map(key_of).collect::<Result<_, _>>()?).await?;
        }
    }

    /// Events that consumers gave up on, of whatever tenant, are in one list.
    async fn dead_letters(&self) -> Result<usize, Fault> {
        let own = Condition::new("contains(#event, :tenant)")
            .name("#event", "event")
            .value(":tenant", text(self.id().to_string()));
        let letters = self.table.list(&List::newest(keys::DEAD_LETTERS), usize::MAX, Some(own)).await?;
        self.delete(letters.iter().map(key_of).collect::<Result<_, _>>()?).await
    }

    /// Deletes what stands beside the record: counts, and who is invited. That the operation runs is ended with it.
    async fn own(&self) -> Result<usize, Fault> {
        let (record, running) = (keys::tenant(self.id()), keys::running(self.id()));
        let list = List { index: false, ..List::newest(&record.pk) };
        let mut own = self.keys_in(&list).await?;
        own.retain(|key| *key != record && *key != running);
        self.delete(own).await
    }

    pub(super) async fn keys_in(&self, list: &List<'_>) -> Result<Vec<Key>, Fault> {
        self.table.list(list, usize::MAX, None).await?.iter().map(key_of).collect()
    }

    /// Of a list of the index; it may show for a moment what is gone already.
    pub(super) async fn page(&self, list: &str, below: Option<String>) -> Result<Vec<Item>, Fault> {
        self.table.list(&List { below, ..List::newest(list) }, PAGE, None).await
    }

    pub(super) async fn delete(&self, keys: Vec<Key>) -> Result<usize, Fault> {
        let count = keys.len();
        let keys = keys.iter().map(Key::item).collect();
        batch_delete(&self.table.client, &self.table.used, NOBODY, &self.table.name, keys).await?;
        Ok(count)
    }
}

pub(super) fn key_of(item: &Item) -> Result<Key, Fault> {
    Ok(Key { pk: item.text("pk")?.to_owned(), sk: item.text("sk")?.to_owned() })
}

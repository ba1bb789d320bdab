//! The one table of control data: items by a two-part key, and lists by an
//! index. Reads by key are strongly consistent; the index follows within
//! moments, so only lists that people look at are read from it.

use std::sync::Arc;

use aws_sdk_dynamodb::{
    Client,
    types::{ReturnConsumedCapacity, ReturnValue},
};
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use super::keys::Key;
use crate::{
    dynamo::{Condition, Consumption, Fault, Item, Transacted, Transaction, retried, text},
    partition::{CONTROL_INDEX, Listing, Partition},
};

/// The owner of consumed capacity where no tenant is concerned.
pub(crate) const NOBODY: TenantId = TenantId(Uuid::nil());

#[derive(Clone)]
pub(crate) struct ControlTable {
    pub client: Client,
    pub name: String,
    pub journal: Listing,
    pub outbox: String,
    pub used: Arc<Consumption>,
}

/// A list in the order of its second key, newest or oldest first.
pub(crate) struct List<'a> {
    pub pk: &'a str,
    pub below: Option<String>,
    pub prefix: Option<&'a str>,
    pub newest_first: bool,
    pub index: bool,
}

impl<'a> List<'a> {
    /// Of the index, newest first.
    pub fn newest(pk: &'a str) -> Self {
        Self { pk, below: None, prefix: None, newest_first: true, index: true }
    }

    /// Items of one thing that begin so.
    pub fn of(pk: &'a str, prefix: &'a str) -> Self {
        Self { pk, below: None, prefix: Some(prefix), newest_first: false, index: false }
    }
}

impl ControlTable {
    pub fn new(client: Client, prefix: &str, used: Arc<Consumption>) -> Self {
        let names = Partition::new(prefix);
        let (name, journal, outbox) = (names.control(), names.control_journal_listing(), names.control_outbox());
        Self { client, name, journal, outbox, used }
    }

    pub async fn get(&self, key: &Key) -> Result<Option<Item>, Fault> {
        let request = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let found = retried(|| request.clone().send()).await?;
        self.used.read(NOBODY, found.consumed_capacity.as_slice());
        Ok(found.item)
    }

    pub async fn put(&self, item: Item) -> Result<(), Fault> {
        let request = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let done = retried(|| request.clone().send()).await?;
        self.used.write(NOBODY, done.consumed_capacity.as_slice());
        Ok(())
    }

    /// Deletes an item and returns whether it was there.
    pub async fn delete(&self, key: &Key) -> Result<bool, Fault> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .return_values(ReturnValue::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let gone = retried(|| request.clone().send()).await?;
        self.used.write(NOBODY, gone.consumed_capacity.as_slice());
        Ok(gone.attributes.is_some())
    }

    /// Updates an item and returns whether the condition held. `token` makes a repeated try one change.
    pub async fn update(
        &self,
        key: &Key,
        change: Condition,
        condition: Condition,
        token: String,
    ) -> Result<bool, Fault> {
        let mut transaction = Transaction::new();
        transaction.update((), &self.name, key.item(), change, Some(condition))?;
        self.send(transaction, token).await.map(|refused| refused.is_none())
    }

    /// Nothing when it is done; else what was refused, in order.
    pub async fn send<M: Clone>(
        &self,
        transaction: Transaction<M>,
        token: String,
    ) -> Result<Option<Vec<(M, Option<Item>)>>, Fault> {
        match transaction.send(&self.client, &self.used, NOBODY, token).await? {
            Transacted::Done { .. } => Ok(None),
            // Nothing of control data moves.
            Transacted::Fenced(_) => Err(Fault::Moved),
            Transacted::Refused(refusals) => Ok(Some(refusals)),
        }
    }

    /// At most `limit` items, with a filter or without, read page by page until
    /// there are enough.
    pub async fn list(&self, list: &List<'_>, limit: usize, filter: Option<Condition>) -> Result<Vec<Item>, Fault> {
        let (pk, sk) = if list.index { ("gsi1pk", "gsi1sk") } else { ("pk", "sk") };
        let range = match (&list.below, list.prefix) {
            (Some(_), _) => " AND #sk < :sk",
            (None, Some(_)) => " AND begins_with(#sk, :sk)",
            (None, None) => "",
        };
        let bound = list.below.as_deref().or(list.prefix);
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .set_index_name(list.index.then(|| CONTROL_INDEX.to_owned()))
            .key_condition_expression(format!("#pk = :pk{range}"))
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", text(list.pk))
            .scan_index_forward(!list.newest_first)
            .consistent_read(!list.index)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        if let Some(bound) = bound {
            request = request.expression_attribute_names("#sk", sk).expression_attribute_values(":sk", text(bound));
        }
        if let Some(filter) = filter {
            request = request.filter_expression(filter.expression);
            for (placeholder, name) in filter.names {
                request = request.expression_attribute_names(placeholder, name);
            }
            for (placeholder, value) in filter.values {
                request = request.expression_attribute_values(placeholder, value);
            }
        } else {
            request = request.limit(i32::try_from(limit).unwrap_or(i32::MAX));
        }
        let mut items = Vec::new();
        let mut after = None;
        loop {
            let request = request.clone().set_exclusive_start_key(after.take());
            let page = retried(|| request.clone().send()).await?;
            self.used.read(NOBODY, page.consumed_capacity.as_slice());
            items.extend(page.items.unwrap_or_default());
            after = page.last_evaluated_key;
            if items.len() >= limit || after.is_none() {
                items.truncate(limit);
                return Ok(items);
            }
        }
    }
}

//! Many items of any tables in one request.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{DeleteRequest, KeysAndAttributes, PutRequest, ReturnConsumedCapacity, WriteRequest},
};
use futures_util::future::try_join_all;
use tenantry_core::domain::ids::TenantId;

use super::{Consumption, Fault, Item, retried, retry::Budget};

/// The most that DynamoDB takes at once.
const AT_ONCE: usize = 100;
/// Items in one `BatchWriteItem`, the most that DynamoDB takes.
const WRITTEN_AT_ONCE: usize = 25;

/// Those of the items that are there, by table. What DynamoDB leaves over when
/// it is busy is asked for again.
pub(crate) async fn batch_get(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    keys: Vec<(String, Item)>,
    consistent: bool,
) -> Result<HashMap<String, Vec<Item>>, Fault> {
    let mut found: HashMap<String, Vec<Item>> = HashMap::new();
    for chunk in keys.chunks(AT_ONCE) {
        let mut wanted = by_table(chunk, consistent)?;
        let mut budget = Budget::new();
        while !wanted.is_empty() {
            budget.begin();
            let request = client
                .batch_get_item()
                .set_request_items(Some(wanted))
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let answer = retried(|| request.clone().send()).await?;
            used.read(tenant, answer.consumed_capacity());
            for (table, items) in answer.responses.unwrap_or_default() {
                found.entry(table).or_default().extend(items);
            }
            wanted = answer.unprocessed_keys.unwrap_or_default();
            if !wanted.is_empty() && !budget.pause().await {
                let detail = "it left items of a batch unread".to_owned();
                return Err(Fault::Service { tries: budget.tries(), detail });
            }
        }
    }
    Ok(found)
}

/// Writes and deletes of one table, each for itself: not for what people change. The same
/// item may not be among them twice.
pub(crate) async fn batch_write(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    table: &str,
    mut writes: Vec<WriteRequest>,
) -> Result<(), Fault> {
    while !writes.is_empty() {
        let rest = writes.split_off(writes.len().min(WRITTEN_AT_ONCE));
        let mut wanted = HashMap::from([(table.to_owned(), std::mem::replace(&mut writes, rest))]);
        let mut budget = Budget::new();
        while !wanted.is_empty() {
            budget.begin();
            let request = client
                .batch_write_item()
                .set_request_items(Some(wanted))
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let answer = retried(|| request.clone().send()).await?;
            used.write(tenant, answer.consumed_capacity());
            wanted = answer.unprocessed_items.unwrap_or_default();
            if !wanted.is_empty() && !budget.pause().await {
                let detail = "it left items of a batch unwritten".to_owned();
                return Err(Fault::Service { tries: budget.tries(), detail });
            }
        }
    }
    Ok(())
}

/// Whole items, none of them twice, each for itself.
pub(crate) async fn batch_put(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    table: &str,
    items: Vec<Item>,
) -> Result<(), Fault> {
    let unbuilt = |error: BuildError| Fault::Malformed(error.to_string());
    let request = |item| PutRequest::builder().set_item(Some(item)).build().map_err(unbuilt);
    let writes: Result<Vec<_>, Fault> =
        items.into_iter().map(|item| Ok(WriteRequest::builder().put_request(request(item)?).build())).collect();
    batch_write(client, used, tenant, table, writes?).await
}

/// The same by one request for each, all at once: a tenant's role may put items, and may not write batches.
pub(crate) async fn put_each(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    table: &str,
    items: Vec<Item>,
) -> Result<(), Fault> {
    let puts = items.into_iter().map(|item| async {
        let request = client
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let done = retried(|| request.clone().send()).await?;
        used.write(tenant, done.consumed_capacity.as_slice());
        Ok(())
    });
    try_join_all(puts).await.map(drop)
}

/// Items by their whole keys, none of them twice; one that is not there is none too many.
pub(crate) async fn batch_delete(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    table: &str,
    keys: Vec<Item>,
) -> Result<(), Fault> {
    let unbuilt = |error: BuildError| Fault::Malformed(error.to_string());
    let request = |key| DeleteRequest::builder().set_key(Some(key)).build().map_err(unbuilt);
    let writes: Result<Vec<_>, Fault> =
        keys.into_iter().map(|key| Ok(WriteRequest::builder().delete_request(request(key)?).build())).collect();
    batch_write(client, used, tenant, table, writes?).await
}

fn by_table(keys: &[(String, Item)], consistent: bool) -> Result<HashMap<String, KeysAndAttributes>, Fault> {
    let mut tables: HashMap<&str, Vec<Item>> = HashMap::new();
    for (table, key) in keys {
        tables.entry(table).or_default().push(key.clone());
    }
    tables
        .into_iter()
        .map(|(table, keys)| {
            let keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(consistent).build();
            Ok((table.to_owned(), keys.map_err(|error| Fault::Malformed(error.to_string()))?))
        })
        .collect()
}

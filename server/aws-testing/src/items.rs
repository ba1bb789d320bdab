//! Everything that is in the tables of an installation, item by item. It takes
//! Scans, which no role of the product may do but in one silo.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::Client;
use tenantry_aws::partition::Partition;

/// Items by their tables' names, without the prefix.
pub type Items = BTreeSet<(String, String)>;

pub async fn tables(client: &Client, partition: &Partition) -> Vec<String> {
    let mut pages = client.list_tables().into_paginator().items().send();
    let mut names = Vec::new();
    while let Some(name) = pages.next().await {
        names.extend(Some(name.expect("a name")).filter(|name| name.starts_with(partition.prefix())));
    }
    names
}

pub async fn all(client: &Client, partition: &Partition) -> Items {
    let mut items = Items::new();
    for table in tables(client, partition).await {
        let name = table.strip_prefix(partition.prefix()).unwrap_or_default().to_owned();
        let mut pages = client.scan().table_name(&table).consistent_read(true).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            let item: BTreeMap<_, _> = item.expect("an item").into_iter().collect();
            items.insert((name.clone(), format!("{item:?}")));
        }
    }
    items
}

//! Copies tables from one region to another as global tables do: later, and item
//! by item, so that a transaction may arrive in parts. It looks at whole tables,
//! which no role of the product may do.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use futures_util::{StreamExt, stream};
use tenantry_aws::partition::Partition;

use crate::items::tables;

const AT_ONCE: usize = 16;

type Item = HashMap<String, AttributeValue>;

/// What became of one item.
pub struct Change {
    table: String,
    key: Item,
    /// Nothing if it is gone.
    item: Option<Item>,
}

struct Mirrored {
    name: String,
    key: Vec<String>,
    /// As it was at the last look.
    known: HashMap<String, Item>,
}

pub struct Replicator {
    from: Client,
    to: Client,
    tables: Vec<Mirrored>,
}

impl Replicator {
    /// Of all tables that are there by now; their copies must be as well.
    pub async fn open(from: Client, to: Client, partition: &Partition) -> Self {
        let mut mirrored = Vec::new();
        for name in tables(&from, partition).await {
            let seen = from.describe_table().table_name(&name).send().await.expect("a table").table.expect("a table");
            let key = seen.key_schema().iter().map(|part| part.attribute_name().to_owned()).collect();
            mirrored.push(Mirrored { name, key, known: HashMap::new() });
        }
        Self { from, to, tables: mirrored }
    }

    /// What changed since the last look, one table after the other.
    pub async fn look(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for table in &mut self.tables {
            let request = self.from.scan().table_name(&table.name).consistent_read(true);
            let mut pages = request.into_paginator().items().send();
            let mut now = HashMap::new();
            while let Some(item) = pages.next().await {
                let item = item.expect("an item");
                now.insert(named(&key_of(&item, &table.key)), item);
            }
            changes.extend(table.differences(&now));
            table.known = now;
        }
        changes
    }

    pub async fn send(&self, changes: Vec<Change>) {
        stream::iter(changes).for_each_concurrent(AT_ONCE, |change| self.write(change)).await;
    }

    async fn write(&self, Change { table, key, item }: Change) {
        match item {
            Some(item) => {
                self.to.put_item().table_name(table).set_item(Some(item)).send().await.expect("a copy");
            }
            None => {
                self.to.delete_item().table_name(table).set_key(Some(key)).send().await.expect("a removal");
            }
        }
    }
}

impl Mirrored {
    fn differences(&self, now: &HashMap<String, Item>) -> Vec<Change> {
        let change = |item: &Item, there: bool| Change {
            table: self.name.clone(),
            key: key_of(item, &self.key),
            item: there.then(|| item.clone()),
        };
        let written = now.iter().filter(|(name, item)| self.known.get(*name) != Some(*item));
        let gone = self.known.iter().filter(|(name, _)| !now.contains_key(*name));
        let written = written.map(|(_, item)| change(item, true));
        written.chain(gone.map(|(_, item)| change(item, false))).collect()
    }
}

fn key_of(item: &Item, key: &[String]) -> Item {
    key.iter().filter_map(|name| Some((name.clone(), item.get(name)?.clone()))).collect()
}

fn named(key: &Item) -> String {
    format!("{:?}", key.iter().collect::<BTreeMap<_, _>>())
}

//! What writes touched while the data was copied. A note is made in the
//! transaction of the write, so a reader finds the item as that write
//! left it, or as a later one did, which left a note of its own.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use super::tenant_items::{TenantItems, id_of, is_data};
use crate::{
    dynamo::{Fault, Item, Reading, Span, query},
    fence::{self, Fence},
    partition::{NOTES, Table},
};

/// As many as one request holds.
pub(super) struct Notes {
    ids: Vec<String>,
    touched: BTreeSet<(Table, String)>,
}

impl Notes {
    /// `pool` is the place of the notes, wherever the data lives.
    pub async fn read(pool: &TenantItems<'_>) -> Result<Self, Fault> {
        let listing = pool.partition.by_id(&pool.key, Table::Aux);
        let span = Span { consistent: true, ..Span::of_prefix(NOTES) };
        let hash = pool.key.id().to_string();
        let (items, _) = query(pool.client, pool.used, pool.key.id(), (&listing, &hash), &span, None, None).await?;
        let mut notes = Self { ids: Vec::new(), touched: BTreeSet::new() };
        for item in &items {
            notes.ids.push(item.text(Table::Aux.id())?.to_owned());
            notes.touched.extend(touched(item)?);
        }
        Ok(notes)
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn len(&self) -> usize {
        self.touched.len()
    }

    /// Brings over what was touched, or takes away what is gone; then the notes are done with.
    pub async fn carry(
        &self,
        from: &TenantItems<'_>,
        to: &TenantItems<'_>,
        pool: &TenantItems<'_>,
    ) -> Result<(), Fault> {
        for table in Table::ALL {
            let ids: Vec<String> =
                self.touched.iter().filter(|(of, _)| *of == table).map(|(_, id)| id.clone()).collect();
            let items = from.get(table, &ids).await?;
            let there: BTreeSet<&str> = items.iter().filter_map(|item| id_of(table, item)).collect();
            to.delete(table, ids.iter().map(String::as_str).filter(|id| !there.contains(id))).await?;
            to.put(table, carried(table, items.clone())).await?;
        }
        self.forget(pool).await
    }

    pub async fn forget(&self, pool: &TenantItems<'_>) -> Result<(), Fault> {
        pool.delete(Table::Aux, self.ids.iter().map(String::as_str)).await
    }
}

fn touched(note: &Item) -> Result<Vec<(Table, String)>, Fault> {
    let unreadable = || Fault::Malformed("a note of what was touched".to_owned());
    let touched = note.get("touched").and_then(|touched| touched.as_l().ok()).ok_or_else(unreadable)?;
    let one = |value: &AttributeValue| {
        let (table, id) = value.as_s().ok()?.split_once('/')?;
        Some((Table::ALL.into_iter().find(|each| each.name() == table)?, id.to_owned()))
    };
    touched.iter().map(one).collect::<Option<_>>().ok_or_else(unreadable)
}

/// Data only; where orders are counted, and figures of these days, the new place stays closed until it is opened.
pub(super) fn carried(table: Table, items: Vec<Item>) -> Vec<Item> {
    if table != Table::Aux {
        return items;
    }
    let near: BTreeSet<String> = fence::days().collect();
    let data = items.into_iter().filter(|item| id_of(table, item).is_some_and(is_data));
    let closed = data.map(|mut item| {
        item.remove(fence::FENCE);
        if id_of(table, &item).is_some_and(|k| fence::is_status(k) || near.contains(k)) {
            Fence::Closed.stamp(&mut item);
        }
        item
    });
    closed.collect()
}

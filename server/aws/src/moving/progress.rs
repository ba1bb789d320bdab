//! How far a tenant's data has been copied. While this is there, all writes at
//! the old place leave notes; it goes before they stop doing so.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::place::Place;
use crate::{
    dynamo::{Fault, Item, Reading, number},
    partition::{PROGRESS, Partition, Table},
};

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Progress {
    /// Of the key to the new place: each move has its own.
    pub epoch: u32,
    /// Tables that are copied whole.
    pub tables: usize,
    /// The last item of the next one that was copied.
    pub after: Option<Item>,
}

impl Progress {
    pub fn begun(epoch: u32) -> Self {
        Self { epoch, tables: 0, after: None }
    }

    pub fn is_copied(&self) -> bool {
        self.tables >= Table::ALL.len()
    }

    pub async fn read(pool: &Place<'_>) -> Result<Option<Self>, Fault> {
        let found = pool.get(Table::Aux, &[PROGRESS.to_owned()]).await?;
        let Some(item) = found.first() else { return Ok(None) };
        let after = item.get("after").and_then(|after| after.as_m().ok()).cloned();
        Ok(Some(Self { epoch: item.number("epoch")?, tables: item.number("tables")?, after }))
    }

    pub async fn write(&self, pool: &Place<'_>) -> Result<(), Fault> {
        let mut attributes =
            HashMap::from([("epoch".to_owned(), number(self.epoch)), ("tables".to_owned(), number(self.tables))]);
        attributes.extend(self.after.clone().map(|after| ("after".to_owned(), AttributeValue::M(after))));
        pool.put(Table::Aux, vec![Partition::item(pool.key, Table::Aux, PROGRESS, attributes)]).await
    }

    pub async fn remove(pool: &Place<'_>) -> Result<(), Fault> {
        pool.delete(Table::Aux, [PROGRESS]).await
    }
}

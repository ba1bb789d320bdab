//! How far a tenant's data has been copied. While this is there, all writes at
//! the old place leave notes; it goes before they stop doing so.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use tenantry_core::{TenantKey, domain::tenant::Placement};

use super::tenant_items::TenantItems;
use crate::{
    dynamo::{Fault, Item, Reading, number, text},
    partition::{PROGRESS, Partition, Table},
};

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Progress {
    /// Of the key to the new place: each move has its own.
    pub epoch: u32,
    /// The two placements, from and to. A move that 0.1.0 began does not say them.
    pub between: Option<(Placement, Placement)>,
    /// Tables that are copied whole.
    pub tables: usize,
    /// The last item of the next one that was copied.
    pub after: Option<Item>,
}

impl Progress {
    pub fn begun(from: &TenantKey, to: &TenantKey) -> Self {
        let between = Some((from.placement(), to.placement()));
        Self { epoch: to.epoch(), between, tables: 0, after: None }
    }

    /// Returns whether it is of the move that leads to `to`. One that failed before the switch has the same epoch as the
    /// next, which may lead elsewhere.
    pub fn is_of(&self, to: &TenantKey) -> bool {
        self.epoch == to.epoch() && self.between.is_none_or(|(_, target)| target == to.placement())
    }

    /// Returns where the data comes from that goes to `target`.
    pub fn source(&self, target: Placement) -> Placement {
        self.between.map_or(target.counterpart(), |(source, _)| source)
    }

    /// Returns where the data goes that comes from `source`.
    pub fn target(&self, source: Placement) -> Placement {
        self.between.map_or(source.counterpart(), |(_, target)| target)
    }

    pub fn is_copied(&self) -> bool {
        self.tables >= Table::ALL.len()
    }

    pub async fn read(pool: &TenantItems<'_>) -> Result<Option<Self>, Fault> {
        let found = pool.get(Table::Aux, &[PROGRESS.to_owned()]).await?;
        let Some(item) = found.first() else { return Ok(None) };
        let after = item.get("after").and_then(|after| after.as_m().ok()).cloned();
        let between = placement(item, "moved_from")?.zip(placement(item, "moved_to")?);
        Ok(Some(Self { epoch: item.number("epoch")?, between, tables: item.number("tables")?, after }))
    }

    pub async fn write(&self, pool: &TenantItems<'_>) -> Result<(), Fault> {
        let mut attributes =
            HashMap::from([("epoch".to_owned(), number(self.epoch)), ("tables".to_owned(), number(self.tables))]);
        if let Some((from, to)) = self.between {
            attributes.insert("moved_from".to_owned(), text(from.name()));
            attributes.insert("moved_to".to_owned(), text(to.name()));
        }
        attributes.extend(self.after.clone().map(|after| ("after".to_owned(), AttributeValue::M(after))));
        pool.put(Table::Aux, vec![Partition::item(&pool.key, Table::Aux, PROGRESS, attributes)]).await
    }

    pub async fn remove(pool: &TenantItems<'_>) -> Result<(), Fault> {
        pool.delete(Table::Aux, [PROGRESS]).await
    }
}

fn placement(item: &Item, name: &str) -> Result<Option<Placement>, Fault> {
    let parse = |text: &str| text.parse().map_err(|_| Fault::Malformed(format!("a move can't be {name} {text}")));
    item.maybe_text(name).map(parse).transpose()
}

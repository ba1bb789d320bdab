//! Orders that came after a file was exported: a stock that is set by the file
//! does not know of them.

use std::collections::HashMap;

use jiff::Timestamp;

use super::plan::{Planned, PlannedChange};
use crate::{
    domain::{
        error::Result,
        ids::ProductId,
        order::OrderQuery,
        order_status::Status,
        page::{MAX_LIMIT, Position},
    },
    transfer::{ImportFile, Remark, RowError},
    usecases::handle::Tenant,
};

/// So many orders are looked through; the importer of an older file is
/// warned of the products that were found.
const MAX_ORDERS: usize = 5_000;

/// Units of a product that orders took, and in how many orders.
#[derive(Default)]
pub(super) struct Taken {
    orders: u64,
    units: u64,
}

pub(super) type TakenSince = HashMap<ProductId, Taken>;

/// Returns whether a row sets the stock of a product that is there.
fn sets_stock(row: &Planned<'_>) -> bool {
    matches!(&row.step, Ok(PlannedChange::Update { current, draft }) if current.inventory != draft.inventory)
}

/// A warning for each row that sets a stock from which orders took since the file
/// was exported.
pub(super) fn remarks(file: &ImportFile, planned: &[Planned<'_>], taken: &TakenSince) -> Vec<Remark> {
    planned.iter().filter(|row| sets_stock(row)).filter_map(|row| remark(file, row, taken)).collect()
}

fn remark(file: &ImportFile, row: &Planned<'_>, taken: &TakenSince) -> Option<Remark> {
    let Ok(PlannedChange::Update { current, draft }) = &row.step else { return None };
    let Taken { orders, units } = taken.get(&current.id)?;
    let (orders, units) = (counted(*orders, "order", "orders"), counted(*units, "unit", "units"));
    let stock = draft.inventory;
    let detail = format!("{orders} took {units} after the file was exported; the stock is set to {stock} all the same");
    let RowError { row, column, value, code, detail } =
        file.blame(row.number, "/inventory", "orders_since_export", &detail);
    Some(Remark { row, column, value, code, detail })
}

impl Tenant {
    /// Nothing where no date is known or no row sets a stock.
    pub(super) async fn taken_since_export(
        &self,
        exported_at: Option<Timestamp>,
        planned: &[Planned<'_>],
    ) -> Result<TakenSince> {
        match exported_at.filter(|_| planned.iter().any(sets_stock)) {
            Some(moment) => self.taken_since(moment).await,
            None => Ok(TakenSince::new()),
        }
    }

    async fn taken_since(&self, moment: Timestamp) -> Result<TakenSince> {
        let (mut taken, mut from): (TakenSince, Option<Position>) = (TakenSince::new(), None);
        let (query, mut looked_at) = (OrderQuery { from: Some(moment), ..OrderQuery::default() }, 0);
        while looked_at < MAX_ORDERS {
            let slice = self.inner.store.orders(&self.key, &query, from.as_ref(), MAX_LIMIT).await?;
            looked_at += slice.items.len();
            for order in slice.items.iter().filter(|order| order.status != Status::Cancelled) {
                for line in &order.lines {
                    let of = taken.entry(line.product).or_default();
                    of.orders += 1;
                    of.units += u64::from(line.quantity);
                }
            }
            from = slice.next;
            if from.is_none() {
                break;
            }
        }
        Ok(taken)
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

//! The richer figures, and how many orders are in each status.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use tenantry_core::{
    TenantKey,
    domain::{
        insights::{CategorySales, Customers, DayRange},
        money::Money,
        order_status::Status,
    },
};

use super::{DynamoStore, figures::part, products};
use crate::{
    dynamo::{Fault, Item, Reading, Span},
    partition::{self, CUSTOMER, STATUS_SHARDS, STATUSES, Table, days},
};

/// The orders of one customer: within a range, and up to its end.
#[derive(Clone, Copy, Default)]
struct Ordered {
    inside: i64,
    ever: i64,
}

impl DynamoStore {
    /// By the category that products are in now.
    pub(super) async fn categories_of(&self, key: &TenantKey, range: DayRange) -> Result<Vec<CategorySales>, Fault> {
        let sold = self.sold_of(key, range).await?;
        let wanted = sold.keys().map(|product| (Table::Products, product.to_string()));
        let mut by_category: BTreeMap<Option<String>, (i128, i64)> = BTreeMap::new();
        for (_, item) in self.get_many(key, wanted, false).await? {
            let product = products::without_stock(&item)?;
            let (revenue, units) = sold.get(&product.id).copied().unwrap_or_default();
            let sum = by_category.entry(product.category).or_default();
            *sum = (sum.0 + revenue, sum.1 + units);
        }
        let mut sums: Vec<_> = by_category.into_iter().collect();
        // Stable, so that equal ones stay in the order of their names.
        sums.sort_by_key(|(_, (revenue, _))| std::cmp::Reverse(*revenue));
        let sale = |(category, (revenue, units))| CategorySales { category, revenue: Money::from_sum(revenue), units };
        Ok(sums.into_iter().map(sale).collect())
    }

    /// Reads who ordered on which day, from the first day on: only there it shows whether a
    /// customer came back. Once for both ranges.
    pub(super) async fn customers_in(&self, key: &TenantKey, ranges: [DayRange; 2]) -> Result<[Customers; 2], Fault> {
        let [first, second] = ranges;
        let ever = DayRange { from: Date::ZERO, to: first.to.max(second.to) };
        let mut orders: HashMap<String, [Ordered; 2]> = HashMap::new();
        let count = |item: &Item| {
            let (day, count): (Date, i64) = (part(item, 1)?, item.number("orders")?);
            let of = orders.entry(part(item, 2)?).or_default();
            for (range, ordered) in ranges.iter().zip(of).filter(|(range, _)| day <= range.to) {
                ordered.ever += count;
                ordered.inside += if day >= range.from { count } else { 0 };
            }
            Ok(())
        };
        self.each_aux(key, &days(CUSTOMER, ever), count).await?;
        let mut customers = [Customers { all: 0, repeat: 0 }; 2];
        for of in orders.into_values() {
            for (sum, ordered) in customers.iter_mut().zip(of).filter(|(_, ordered)| ordered.inside > 0) {
                sum.all += 1;
                sum.repeat += u64::from(ordered.ever >= 2);
            }
        }
        Ok(customers)
    }

    /// The items that count orders by status, as they are now. In a pool they lie side by side, and are read for the price of
    /// one or two; a silo's index might lag.
    pub(super) async fn status_items(&self, key: &TenantKey) -> Result<Vec<Item>, Fault> {
        if key.placement().is_shared() {
            return self.aux(key, &Span { consistent: true, ..Span::of_prefix(STATUSES) }).await;
        }
        let shards = (0..STATUS_SHARDS).map(|shard| (Table::Aux, partition::statuses(shard)));
        Ok(self.get_many(key, shards, true).await?.into_iter().map(|(_, item)| item).collect())
    }

    /// Counted in the transactions that place and move orders, so right at once.
    pub(super) async fn statuses(&self, key: &TenantKey) -> Result<BTreeMap<Status, u64>, Fault> {
        let mut counts: BTreeMap<Status, i64> = BTreeMap::new();
        for item in self.status_items(key).await? {
            for status in Status::ALL {
                *counts.entry(status).or_default() += item.maybe_number::<i64>(status.name())?.unwrap_or(0);
            }
        }
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).map(|(status, count)| (status, count as u64)).collect())
    }
}

//! The richer figures, and how many orders are in each status.

use std::collections::BTreeMap;

use tenantry_core::{
    TenantKey,
    insights::{CategorySales, Customers, DayRange},
    money::Money,
    order::Status,
};

use super::{DynamoStore, figures::part, products};
use crate::{
    dynamo::{Fault, Reading},
    partition::{self, CUSTOMER, STATUS_SHARDS, Table, days},
};

impl DynamoStore {
    /// By the category that products are in now.
    pub(super) async fn categories_of(&self, key: &TenantKey, range: DayRange) -> Result<Vec<CategorySales>, Fault> {
        let sold = self.sold_of(key, range).await?;
        let wanted = sold.keys().map(|product| (Table::Products, product.to_string()));
        let mut by_category: BTreeMap<Option<String>, (i128, i64)> = BTreeMap::new();
        for (_, item) in self.get_many(key, wanted, false).await? {
            let product = products::read(&item)?;
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

    /// Reads who ordered on which day, from the first day on: whether somebody
    /// came back shows only there.
    pub(super) async fn customers_of(&self, key: &TenantKey, range: DayRange) -> Result<Customers, Fault> {
        let ever = DayRange { from: jiff::civil::Date::ZERO, to: range.to };
        let mut orders: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for item in self.aux(key, &days(CUSTOMER, ever)).await? {
            let (inside, all) = orders.entry(part(&item, 2)?).or_default();
            let count: i64 = item.number("orders")?;
            *all += count;
            if part::<jiff::civil::Date>(&item, 1)? >= range.from {
                *inside += count;
            }
        }
        let came = orders.values().filter(|(inside, _)| *inside > 0);
        let (mut all, mut repeat) = (0, 0);
        for (_, ever) in came {
            all += 1;
            repeat += u64::from(*ever >= 2);
        }
        Ok(Customers { all, repeat })
    }

    /// Counted in the transactions that place and move orders, so right at once.
    pub(super) async fn statuses(&self, key: &TenantKey) -> Result<BTreeMap<Status, u64>, Fault> {
        let shards = (0..STATUS_SHARDS).map(|shard| (Table::Aux, partition::statuses(shard)));
        let mut counts: BTreeMap<Status, i64> = BTreeMap::new();
        for (_, item) in self.get_many(key, shards, true).await? {
            for status in Status::ALL {
                *counts.entry(status).or_default() += item.maybe_number::<i64>(status.name())?.unwrap_or(0);
            }
        }
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).map(|(status, count)| (status, count as u64)).collect())
    }
}

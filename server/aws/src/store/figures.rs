//! The figures of a day: what was sold by status and hour, and what was used. They
//! stand in a few items, since many add to them at once, and are only ever added
//! to, so events may come in any order.

use std::collections::BTreeMap;
use tenantry_core::{
    TenantKey,
    domain::{
        ids::ProductId,
        insights::{DayRange, DaySales, HourSales, Movement, ProductSales, SalesFigures},
        money::Money,
        order_status::Status,
        page::{Position, Slice},
    },
};

use super::{DynamoStore, lists::Narrow, products, products::last_before};
use crate::{
    dynamo::{Adding, Fault, Item, Reading, Span},
    fence::FENCE,
    partition::{self, DAY, SOLD, Table, days},
};

/// Numbers of days, by name.
pub(super) type Days = BTreeMap<jiff::civil::Date, BTreeMap<String, i128>>;

pub(super) fn sales(status: Status, orders: i64, revenue: Money, units: i64) -> [(String, i64); 3] {
    let name = |what: &str| format!("{}_{what}", status.name());
    [(name("orders"), orders), (name("revenue"), revenue.minor()), (name("units"), units)]
}

pub(super) fn hour(hour: u8, orders: i64, revenue: Money) -> [(String, i64); 2] {
    [(format!("h{hour:02}_orders"), orders), (format!("h{hour:02}_revenue"), revenue.minor())]
}

/// What there is more of at the end of the day than at its begin, or less.
pub(super) fn tenant_counts(mails: i64, products: i64, members: i64) -> Adding {
    let all = [("mails", mails), ("products", products), ("members", members)];
    all.into_iter().filter(|(_, more)| *more != 0).map(|(name, more)| (name.to_owned(), more)).collect()
}

pub(super) fn sold(revenue: Money, units: i64) -> [(String, i64); 2] {
    [("revenue".to_owned(), revenue.minor()), ("units".to_owned(), units)]
}

/// Of orders and pieces, which are never so many.
pub(super) fn count(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}

/// Returns the day, or the product of a day, that an item is about.
pub(super) fn part<T: std::str::FromStr>(item: &Item, n: usize) -> Result<T, Fault> {
    let k = item.text("k")?;
    let part = k.split('#').nth(n).and_then(|part| part.parse().ok());
    part.ok_or_else(|| Fault::Malformed(format!("the key {k}")))
}

impl DynamoStore {
    /// All numbers of each day, as the sums of its items.
    pub(super) async fn days_of(&self, key: &TenantKey, range: DayRange) -> Result<Days, Fault> {
        let mut sums = Days::new();
        let add = |item: &Item| {
            let sum = sums.entry(part(item, 1)?).or_default();
            for name in item.keys().filter(|name| !matches!(name.as_str(), "k" | "tenant_id" | FENCE)) {
                *sum.entry(name.clone()).or_default() += item.number::<i128>(name)?;
            }
            Ok(())
        };
        self.each_aux(key, &days(DAY, range), add).await?;
        Ok(sums)
    }

    pub(super) async fn sales_of(&self, key: &TenantKey, range: DayRange) -> Result<Vec<DaySales>, Fault> {
        let mut sales = Vec::new();
        for (day, sums) in self.days_of(key, range).await? {
            for status in Status::ALL {
                let figure = |what: &str| sums.get(&format!("{}_{what}", status.name())).copied();
                if let Some(orders) = figure("orders") {
                    let revenue = Money::from_sum(figure("revenue").unwrap_or(0));
                    let (orders, units) = (count(orders), count(figure("units").unwrap_or(0)));
                    let figures = SalesFigures { orders, revenue, units };
                    sales.push(DaySales { day, status, figures });
                }
            }
        }
        Ok(sales)
    }

    pub(super) async fn hours_of(&self, key: &TenantKey, range: DayRange) -> Result<Vec<HourSales>, Fault> {
        let mut sales = Vec::new();
        for (day, sums) in self.days_of(key, range).await? {
            for hour in 0..24 {
                let figure = |what: &str| sums.get(&format!("h{hour:02}_{what}")).copied();
                if let Some(orders) = figure("orders") {
                    let revenue = Money::from_sum(figure("revenue").unwrap_or(0));
                    sales.push(HourSales { day, hour, orders: count(orders), revenue });
                }
            }
        }
        Ok(sales)
    }

    /// What each product sold in the range, without those that sold nothing.
    pub(super) async fn sold_of(
        &self,
        key: &TenantKey,
        range: DayRange,
    ) -> Result<BTreeMap<ProductId, (i128, i64)>, Fault> {
        let mut sold: BTreeMap<ProductId, (i128, i64)> = BTreeMap::new();
        let add = |item: &Item| {
            let (revenue, units) = sold.entry(part(item, 2)?).or_default();
            *revenue += item.number::<i128>("revenue")?;
            *units += item.number::<i64>("units")?;
            Ok(())
        };
        self.each_aux(key, &days(SOLD, range), add).await?;
        sold.retain(|_, (_, units)| *units > 0);
        Ok(sold)
    }

    /// Names are those of now.
    pub(super) async fn top_of(
        &self,
        key: &TenantKey,
        range: DayRange,
        limit: usize,
    ) -> Result<Vec<ProductSales>, Fault> {
        let mut best: Vec<_> = self.sold_of(key, range).await?.into_iter().collect();
        best.sort_by_key(|(product, (revenue, _))| (std::cmp::Reverse(*revenue), *product));
        best.truncate(limit);
        let wanted = best.iter().map(|(product, _)| (Table::Products, product.to_string()));
        let mut names = BTreeMap::new();
        for (_, item) in self.get_many(key, wanted, false).await? {
            let product = products::without_stock(&item)?;
            names.insert(product.id, product.name);
        }
        let top = best.into_iter().filter_map(|(product, (revenue, units))| {
            let name = names.remove(&product)?;
            Some(ProductSales { product, name, revenue: Money::from_sum(revenue), units })
        });
        Ok(top.collect())
    }

    pub(super) async fn movements(
        &self,
        key: &TenantKey,
        product: ProductId,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<Movement>, Fault> {
        let Some(last) = last_before(from) else { return Ok(Slice::empty()) };
        let of_product = partition::movements(product);
        let span = Span::backward(of_product.clone(), format!("{of_product}{last}"));
        let listing = self.partition.by_id(key, Table::Aux);
        let narrow = Narrow {
            fetch: |reach, after| self.page(key, &listing, &span, Some(reach), after),
            matches: |_: &Movement| true,
            position: |movement: &Movement| Position::Before(movement.event.0),
            is_wide: false,
        };
        self.narrowed(limit, |item| item.json("doc"), narrow).await
    }
}

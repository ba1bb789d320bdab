//! What members see of their sales.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::Tenant;
use crate::{
    error::{Error, Result},
    insights::{DayRange, DaySales, Insights, SalesFigures},
    money::Money,
    order::Status,
};

/// Days that one answer can span.
pub const MAX_DAYS: i32 = 366;
const DEFAULT_DAYS: i32 = 30;
const TOP_PRODUCTS: usize = 10;

impl Tenant {
    /// By default the last thirty days up to today.
    pub async fn insights(&self, from: Option<Date>, to: Option<Date>) -> Result<Insights> {
        let now = self.inner.now();
        let range = day_range(from, to, self.record.local_date(now))?;
        // Read first: whatever arrives while the figures are read only adds to them.
        let as_of = self.inner.store.oldest_unseen(&self.key).await?.unwrap_or(now);
        let sales = self.inner.store.sales(&self.key, range).await?;
        let low_stock = self.inner.store.low_stock(&self.key, self.record.settings.low_stock_threshold).await?;
        let open_orders = self.inner.store.open_orders(&self.key).await?;
        let top_products = self.inner.store.top_products(&self.key, range, TOP_PRODUCTS).await?;
        let sum = |keep: &dyn Fn(&DaySales) -> bool| total(sales.iter().filter(|sale| keep(sale)));
        let mut by_day: BTreeMap<Date, SalesFigures> = days(range).map(|day| (day, SalesFigures::default())).collect();
        for sale in sales.iter().filter(|sale| sale.status != Status::Cancelled) {
            add(by_day.entry(sale.day).or_default(), &sale.figures)?;
        }
        let all = sum(&|sale| sale.status != Status::Cancelled)?;
        Ok(Insights {
            range,
            as_of,
            total: all,
            average_order_value: average(all),
            open_orders,
            low_stock,
            by_day: by_day.into_iter().collect(),
            by_status: Status::ALL
                .into_iter()
                .map(|status| Ok((status, sum(&|sale| sale.status == status)?)))
                .collect::<Result<_>>()?,
            top_products,
        })
    }
}

pub(super) fn day_range(from: Option<Date>, to: Option<Date>, today: Date) -> Result<DayRange> {
    let to = to.unwrap_or(today);
    let from = match from {
        Some(from) => from,
        None => to.checked_sub((DEFAULT_DAYS - 1).days()).unwrap_or(to),
    };
    if from > to {
        return Err(Error::invalid("/from", "range", "must not be after to"));
    }
    let span = from.until(to).map(|span| span.get_days()).unwrap_or(i32::MAX);
    if span >= MAX_DAYS {
        return Err(Error::invalid("/from", "range", format!("must be at most {MAX_DAYS} days up to and with to")));
    }
    Ok(DayRange { from, to })
}

pub(super) fn days(range: DayRange) -> impl Iterator<Item = Date> {
    range.from.series(1.day()).take_while(move |day| *day <= range.to)
}

fn total<'a>(sales: impl Iterator<Item = &'a DaySales>) -> Result<SalesFigures> {
    let mut sum = SalesFigures::default();
    for sale in sales {
        add(&mut sum, &sale.figures)?;
    }
    Ok(sum)
}

fn add(sum: &mut SalesFigures, more: &SalesFigures) -> Result<()> {
    sum.orders += more.orders;
    sum.units += more.units;
    sum.revenue = sum.revenue.plus(more.revenue).ok_or_else(|| {
        Error::conflict(
            "revenue_too_large",
            "the revenue of this range is more than can be kept exactly; ask for fewer days",
        )
    })?;
    Ok(())
}

/// Rounded half up to the cent.
fn average(total: SalesFigures) -> Money {
    if total.orders <= 0 {
        return Money::ZERO;
    }
    Money::from_minor(total.revenue.minor().saturating_add(total.orders / 2) / total.orders)
}

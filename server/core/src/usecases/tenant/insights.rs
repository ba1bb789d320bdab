//! What members see of their sales.

use jiff::civil::Date;

use crate::{
    domain::{
        buckets,
        error::{Error, Result},
        figures::{add, all_whole, average, by_day, day_range, live, period, previous, too_large, total, within},
        insights::{
            AdvancedInsights, DayRange, DaySales, HourSales as SoldHour, Insights, SalesFigures, SameHours, SoldWhen,
            Unit,
        },
        money::Money,
        order_status::Status,
        tier::Feature,
    },
    usecases::handle::Tenant,
};

/// Products in the list of the best-selling.
const TOP_PRODUCTS: usize = 10;

impl Tenant {
    /// By default the last thirty days up to today.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn insights(&self, from: Option<Date>, to: Option<Date>) -> Result<Insights> {
        let now = self.inner.now();
        let range = day_range(from, to, self.record.local_date(now))?;
        // Read first: whatever arrives while the figures are read only adds to them.
        let as_of = self.inner.store.oldest_unseen(&self.key).await?.unwrap_or(now);
        let sales = self.sales_with_previous(range).await?;
        let low_stock = self.inner.store.low_stock(&self.key, self.record.settings.low_stock_threshold).await?;
        let open_orders = self.inner.store.open_orders(&self.key).await?;
        let top_products = self.inner.store.top_products(&self.key, range, TOP_PRODUCTS).await?;
        all_whole(top_products.iter().map(|product| product.revenue))?;
        let current = period(range, &sales)?;
        let by_day = by_day(range, &sales)?;
        let buckets = match buckets::unit_of(range) {
            Unit::Hour => buckets::of_hours(range.to, &self.inner.store.hour_sales(&self.key, range).await?)?,
            unit => buckets::of_days(unit, &by_day)?,
        };
        let same_hours =
            if range.to == self.record.local_date(now) { Some(self.same_hours(range, &sales).await?) } else { None };
        Ok(Insights {
            range,
            as_of,
            same_hours,
            buckets,
            total: current.total,
            average_order_value: current.average_order_value,
            previous: period(previous(range), &sales)?,
            by_day,
            open_orders,
            low_stock,
            by_status: Status::ALL
                .into_iter()
                .map(|status| Ok((status, total(within(range, &sales).filter(|sale| sale.status == status))?)))
                .collect::<Result<_>>()?,
            top_products,
        })
    }

    /// Of the period before, up to this hour of its last day.
    async fn same_hours(&self, range: DayRange, sales: &[DaySales]) -> Result<SameHours> {
        let (before, hour) = (previous(range), self.record.local_hour(self.inner.now()));
        let mut sum = match buckets::without_last_day(before) {
            Some(whole) => total(live(whole, sales))?,
            None => SalesFigures::default(),
        };
        let last = DayRange { from: before.to, to: before.to };
        let sold = self.inner.store.hour_sales(&self.key, last).await?;
        for SoldHour { orders, revenue, .. } in sold.into_iter().filter(|sold| sold.hour <= hour) {
            add(&mut sum, &SalesFigures { orders, revenue, units: 0 })?;
        }
        let average_order_value = average(sum);
        Ok(SameHours { hour, orders: sum.orders, revenue: sum.revenue, average_order_value })
    }

    /// The range and the one before it are next to each other: one read.
    async fn sales_with_previous(&self, range: DayRange) -> Result<Vec<DaySales>> {
        let both = DayRange { from: previous(range).from, to: range.to };
        Ok(self.inner.store.sales(&self.key, both).await?)
    }

    /// Takes the feature `advanced_analytics`.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn advanced_insights(&self, from: Option<Date>, to: Option<Date>) -> Result<AdvancedInsights> {
        if !self.record.features().advanced_analytics {
            return Err(Error::FeatureMissing { feature: Feature::AdvancedAnalytics });
        }
        let now = self.inner.now();
        let range = day_range(from, to, self.record.local_date(now))?;
        let before = previous(range);
        let store = &self.inner.store;
        let as_of = store.oldest_unseen(&self.key).await?.unwrap_or(now);
        let sales = self.sales_with_previous(range).await?;
        let mut by_weekday = [SoldWhen::default(); 7];
        let mut by_hour = [SoldWhen::default(); 24];
        for sold in store.hour_sales(&self.key, range).await? {
            let weekday = usize::from(sold.day.weekday().to_monday_zero_offset().unsigned_abs());
            for slot in by_weekday.get_mut(weekday).into_iter().chain(by_hour.get_mut(usize::from(sold.hour))) {
                slot.orders += sold.orders;
                slot.revenue = slot.revenue.plus(sold.revenue).and_then(Money::whole).ok_or_else(too_large)?;
            }
        }
        let by_category = store.category_sales(&self.key, range).await?;
        all_whole(by_category.iter().map(|category| category.revenue))?;
        let (customers, previous_customers) = store.customers_of_both(&self.key, range, before).await?;
        Ok(AdvancedInsights {
            current: period(range, &sales)?,
            previous: period(before, &sales)?,
            previous_by_day: by_day(before, &sales)?,
            as_of,
            by_category,
            by_weekday,
            by_hour,
            customers,
            previous_customers,
        })
    }
}

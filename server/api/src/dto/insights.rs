//! What a tenant sees of its sales.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use tenantry_core::domain::{
    ids::ProductId,
    insights::{Bucket, Buckets, Insights, Period, SalesFigures, SameHours},
    money::Currency,
    order_status::Status,
};
use utoipa::ToSchema;

use super::{
    names::UnitName,
    scalar::{Amount, Day, Time},
};

/// Sales over a range of days, without cancelled orders except in by_status.
#[derive(Serialize, ToSchema)]
#[schema(as = Insights, example = json!({
    "currency": "EUR", "as_of": "2026-11-24T12:00:00.000Z", "from": "2026-11-23", "to": "2026-11-24",
    "revenue": "258.00", "orders": 2, "units": 4, "average_order_value": "129.00",
    "open_orders": 2, "low_stock": 1,
    "previous": {"from": "2026-11-21", "to": "2026-11-22", "revenue": "64.50", "orders": 1, "units": 1,
                 "average_order_value": "64.50"},
    "same_hours": {"hour": 12, "orders": 1, "revenue": "64.50", "average_order_value": "64.50"},
    "buckets": {"unit": "day", "items": [
        {"from": "2026-11-23", "to": "2026-11-23", "hour": null, "orders": 0, "revenue": "0.00"},
        {"from": "2026-11-24", "to": "2026-11-24", "hour": null, "orders": 2, "revenue": "258.00"}]},
    "by_day": [{"day": "2026-11-23", "orders": 0, "revenue": "0.00", "units": 0},
               {"day": "2026-11-24", "orders": 2, "revenue": "258.00", "units": 4}],
    "by_status": {
        "pending": {"orders": 1, "revenue": "129.00", "units": 2},
        "confirmed": {"orders": 0, "revenue": "0.00", "units": 0},
        "shipped": {"orders": 1, "revenue": "129.00", "units": 2},
        "delivered": {"orders": 0, "revenue": "0.00", "units": 0},
        "cancelled": {"orders": 0, "revenue": "0.00", "units": 0}},
    "top_products": [{"product_id": "019ab5d2-7c3e-7a41-9f0e-3b1d5c7e9a10", "name": "Walnut cutting board",
                      "revenue": "258.00", "units": 4}]
}))]
pub struct InsightsResponse<'a> {
    currency: &'static str,
    /// Every order placed before this moment is in the figures.
    as_of: Time,
    from: Day,
    to: Day,
    revenue: Amount,
    orders: i64,
    units: i64,
    /// Rounded half up to the minor unit of the currency; zero without orders.
    average_order_value: Amount,
    /// Orders of any day that are neither delivered nor cancelled.
    open_orders: i64,
    /// Products whose stock is at or below the tenant's low_stock_threshold, those without any included.
    low_stock: u64,
    /// As many days just before, to compare with.
    previous: PeriodResponse,
    /// What the period before had sold by this time of its last day, where the range ends today: compare with this, since
    /// a day that is not over is not like a whole one. Null for other ranges.
    #[schema(required)]
    same_hours: Option<SameHoursResponse>,
    /// The range in as many points as a chart can show.
    buckets: BucketsResponse,
    /// Every day of the range.
    by_day: Vec<DayResponse>,
    /// Every status.
    by_status: BTreeMap<&'static str, FiguresResponse>,
    /// The ten products that sold for most.
    top_products: Vec<TopProductResponse<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DaySales)]
pub struct DayResponse {
    day: Day,
    orders: i64,
    revenue: Amount,
    units: i64,
}

impl DayResponse {
    pub fn of((day, figures): &(Date, SalesFigures), currency: Currency) -> Self {
        Self {
            day: Day(*day),
            orders: figures.orders,
            revenue: Amount::of(figures.revenue, currency),
            units: figures.units,
        }
    }
}

/// The totals of a range of days, without cancelled orders.
#[derive(Serialize, ToSchema)]
#[schema(as = SalesPeriod)]
pub struct PeriodResponse {
    from: Day,
    to: Day,
    revenue: Amount,
    orders: i64,
    units: i64,
    /// Rounded half up to the minor unit of the currency; zero without orders.
    average_order_value: Amount,
}

impl PeriodResponse {
    pub fn of(period: &Period, currency: Currency) -> Self {
        Self {
            from: Day(period.range.from),
            to: Day(period.range.to),
            revenue: Amount::of(period.total.revenue, currency),
            orders: period.total.orders,
            units: period.total.units,
            average_order_value: Amount::of(period.average_order_value, currency),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = SalesFigures)]
struct FiguresResponse {
    orders: i64,
    revenue: Amount,
    units: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TopProduct)]
struct TopProductResponse<'a> {
    #[schema(value_type = Uuid)]
    product_id: ProductId,
    name: &'a str,
    revenue: Amount,
    units: i64,
}

impl FiguresResponse {
    fn of(figures: SalesFigures, currency: Currency) -> Self {
        Self { orders: figures.orders, revenue: Amount::of(figures.revenue, currency), units: figures.units }
    }
}

/// The period before up to the same hour of its last day.
#[derive(Serialize, ToSchema)]
#[schema(as = SameHours)]
struct SameHoursResponse {
    /// The last hour that counts, whole, in the tenant's time zone.
    #[schema(minimum = 0, maximum = 23)]
    hour: u8,
    orders: i64,
    revenue: Amount,
    average_order_value: Amount,
}

/// Points of a chart, in order and without gaps.
#[derive(Serialize, ToSchema)]
#[schema(as = SalesBuckets)]
struct BucketsResponse {
    /// Hours for one day, then days, weeks that begin on Monday, months. The first and the last may be cut by the range.
    #[schema(value_type = UnitName)]
    unit: &'static str,
    items: Vec<BucketResponse>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SalesBucket)]
struct BucketResponse {
    from: Day,
    to: Day,
    /// Null where it is not an hour.
    #[schema(required, minimum = 0, maximum = 23)]
    hour: Option<u8>,
    orders: i64,
    revenue: Amount,
}

impl SameHoursResponse {
    fn of(same: &SameHours, currency: Currency) -> Self {
        Self {
            hour: same.hour,
            orders: same.orders,
            revenue: Amount::of(same.revenue, currency),
            average_order_value: Amount::of(same.average_order_value, currency),
        }
    }
}

impl BucketsResponse {
    fn of(buckets: &Buckets, currency: Currency) -> Self {
        let of = |bucket: &Bucket| BucketResponse {
            from: Day(bucket.from),
            to: Day(bucket.to),
            hour: bucket.hour,
            orders: bucket.figures.orders,
            revenue: Amount::of(bucket.figures.revenue, currency),
        };
        Self { unit: buckets.unit.name(), items: buckets.items.iter().map(of).collect() }
    }
}

impl<'a> InsightsResponse<'a> {
    pub fn of(insights: &'a Insights, currency: Currency) -> Self {
        let status =
            |(status, figures): &(Status, SalesFigures)| (status.name(), FiguresResponse::of(*figures, currency));
        Self {
            currency: currency.code(),
            as_of: Time(insights.as_of),
            from: Day(insights.range.from),
            to: Day(insights.range.to),
            revenue: Amount::of(insights.total.revenue, currency),
            orders: insights.total.orders,
            units: insights.total.units,
            average_order_value: Amount::of(insights.average_order_value, currency),
            open_orders: insights.open_orders,
            low_stock: insights.low_stock,
            previous: PeriodResponse::of(&insights.previous, currency),
            same_hours: insights.same_hours.as_ref().map(|same| SameHoursResponse::of(same, currency)),
            buckets: BucketsResponse::of(&insights.buckets, currency),
            by_day: insights.by_day.iter().map(|day| DayResponse::of(day, currency)).collect(),
            by_status: insights.by_status.iter().map(status).collect(),
            top_products: insights
                .top_products
                .iter()
                .map(|product| TopProductResponse {
                    product_id: product.product,
                    name: &product.name,
                    revenue: Amount::of(product.revenue, currency),
                    units: product.units,
                })
                .collect(),
        }
    }
}

//! The richer figures of the feature `advanced_analytics`.

use serde::Serialize;
use tenantry_core::domain::{
    insights::{AdvancedInsights, CategorySales, Customers, SoldWhen},
    money::Currency,
};
use utoipa::ToSchema;

use super::{
    insights::{DayResponse, PeriodResponse},
    scalar::{Amount, Time},
};

/// Sales over a range of days and the one before, without cancelled orders.
#[derive(Serialize, ToSchema)]
#[schema(as = AdvancedInsights, example = json!({
    "currency": "EUR", "as_of": "2026-11-24T12:00:00.000Z",
    "current": {"from": "2026-11-24", "to": "2026-11-24", "revenue": "258.00", "orders": 2, "units": 4,
                "average_order_value": "129.00"},
    "previous": {"from": "2026-11-23", "to": "2026-11-23", "revenue": "64.50", "orders": 1, "units": 1,
                 "average_order_value": "64.50"},
    "previous_by_day": [{"day": "2026-11-23", "orders": 1, "revenue": "64.50", "units": 1}],
    "change_percent": {"revenue": "300.0", "orders": "100.0", "units": "300.0", "average_order_value": "100.0"},
    "by_category": [{"category": "Kitchen", "revenue": "258.00", "units": 4}],
    "by_weekday": [{"weekday": "monday", "orders": 0, "revenue": "0.00"},
                   {"weekday": "tuesday", "orders": 2, "revenue": "258.00"}],
    "by_hour": [{"hour": 10, "orders": 2, "revenue": "258.00"}],
    "units_per_order": "2.00",
    "customers": {"all": 2, "repeat": 1, "repeat_percent": "50.0"},
    "previous_customers": {"all": 1, "repeat": 0, "repeat_percent": "0.0"}
}))]
pub struct AdvancedInsightsResponse<'a> {
    currency: &'static str,
    /// Every order placed before this moment is in the figures.
    as_of: Time,
    current: PeriodResponse,
    /// As many days just before.
    previous: PeriodResponse,
    /// Every day of the period before.
    previous_by_day: Vec<DayResponse>,
    change_percent: ChangeResponse,
    /// By the category that products are in now; what sold for most comes first.
    by_category: Vec<CategoryResponse<'a>>,
    /// All seven, in the tenant's time zone when the orders were placed.
    by_weekday: Vec<WeekdayResponse>,
    /// All 24, in the tenant's time zone when the orders were placed.
    by_hour: Vec<HourResponse>,
    /// Pieces per order, to two decimals.
    #[schema(example = "2.00")]
    units_per_order: String,
    customers: CustomersResponse,
    previous_customers: CustomersResponse,
}

/// From the period before to this one, to one decimal; null where there was nothing before.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangePercent)]
struct ChangeResponse {
    #[schema(required)]
    revenue: Option<String>,
    #[schema(required)]
    orders: Option<String>,
    #[schema(required)]
    units: Option<String>,
    #[schema(required)]
    average_order_value: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CategorySales)]
struct CategoryResponse<'a> {
    /// Null for products without one.
    #[schema(required)]
    category: Option<&'a str>,
    revenue: Amount,
    units: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WeekdaySales)]
struct WeekdayResponse {
    #[schema(pattern = "^(mon|tues|wednes|thurs|fri|satur|sun)day$")]
    weekday: &'static str,
    orders: i64,
    revenue: Amount,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HourSales)]
struct HourResponse {
    #[schema(minimum = 0, maximum = 23)]
    hour: usize,
    orders: i64,
    revenue: Amount,
}

/// Distinguished by their email address, without regard to case.
#[derive(Serialize, ToSchema)]
#[schema(as = Customers)]
struct CustomersResponse {
    /// Who ordered in the range.
    all: u64,
    /// Those of them who have ordered twice or more, up to the end of the range.
    repeat: u64,
    /// To one decimal.
    #[schema(example = "50.0")]
    repeat_percent: String,
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl<'a> AdvancedInsightsResponse<'a> {
    pub fn of(insights: &'a AdvancedInsights, currency: Currency) -> Self {
        let (now, before) = (&insights.current, &insights.previous);
        Self {
            currency: currency.code(),
            as_of: Time(insights.as_of),
            current: PeriodResponse::of(now, currency),
            previous: PeriodResponse::of(before, currency),
            previous_by_day: insights.previous_by_day.iter().map(|day| DayResponse::of(day, currency)).collect(),
            change_percent: ChangeResponse {
                revenue: change(before.total.revenue.minor(), now.total.revenue.minor()),
                orders: change(before.total.orders, now.total.orders),
                units: change(before.total.units, now.total.units),
                average_order_value: change(before.average_order_value.minor(), now.average_order_value.minor()),
            },
            by_category: insights.by_category.iter().map(|sales| CategoryResponse::of(sales, currency)).collect(),
            by_weekday: WEEKDAYS
                .into_iter()
                .zip(&insights.by_weekday)
                .map(|(weekday, SoldWhen { orders, revenue })| WeekdayResponse {
                    weekday,
                    orders: *orders,
                    revenue: Amount::of(*revenue, currency),
                })
                .collect(),
            by_hour: insights
                .by_hour
                .iter()
                .enumerate()
                .map(|(hour, SoldWhen { orders, revenue })| HourResponse {
                    hour,
                    orders: *orders,
                    revenue: Amount::of(*revenue, currency),
                })
                .collect(),
            units_per_order: ratio(now.total.units, now.total.orders, 1, 2),
            customers: CustomersResponse::of(&insights.customers),
            previous_customers: CustomersResponse::of(&insights.previous_customers),
        }
    }
}

impl<'a> CategoryResponse<'a> {
    fn of(sales: &'a CategorySales, currency: Currency) -> Self {
        Self { category: sales.category.as_deref(), revenue: Amount::of(sales.revenue, currency), units: sales.units }
    }
}

impl CustomersResponse {
    fn of(customers: &Customers) -> Self {
        let (all, repeat) = (customers.all as i64, customers.repeat as i64);
        Self { all: customers.all, repeat: customers.repeat, repeat_percent: ratio(repeat, all, 100, 1) }
    }
}

fn change(before: i64, now: i64) -> Option<String> {
    (before > 0).then(|| ratio(now - before, before, 100, 1))
}

/// `scale * part / whole` to so many decimals, rounded half away from zero; zero of nothing.
fn ratio(part: i64, whole: i64, scale: i128, decimals: u32) -> String {
    let unit = 10i128.pow(decimals);
    let (part, whole) = (i128::from(part) * scale * unit, i128::from(whole));
    let rounded = if whole <= 0 { 0 } else { (part.abs() * 2 + whole) / (whole * 2) };
    let sign = if part < 0 && rounded > 0 { "-" } else { "" };
    format!("{sign}{}.{:0width$}", rounded / unit, rounded % unit, width = decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_never_divide_by_nothing() {
        assert_eq!(ratio(1, 3, 100, 1), "33.3");
        assert_eq!(ratio(2, 3, 100, 1), "66.7");
        assert_eq!(ratio(0, 0, 100, 1), "0.0");
        assert_eq!(ratio(5, 2, 1, 2), "2.50");
        assert_eq!(change(200, 100).as_deref(), Some("-50.0"));
        assert_eq!(change(100_000, 99_999).as_deref(), Some("0.0"));
        assert_eq!(change(0, 100), None);
    }
}

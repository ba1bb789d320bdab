//! Sums over days of sales, exact or refused.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use crate::domain::{
    error::{Error, Result},
    insights::{DayRange, DaySales, Period, SalesFigures},
    money::Money,
    order_status::Status,
};

/// Days that one answer can span.
pub const MAX_DAYS: i32 = 366;
const DEFAULT_DAYS: i32 = 30;

/// As many days, up to the day before.
pub(crate) fn previous(range: DayRange) -> DayRange {
    let days = range.from.until(range.to).map(|span| span.get_days()).unwrap_or(0);
    let to = range.from.yesterday().unwrap_or(range.from);
    DayRange { from: to.checked_sub(days.days()).unwrap_or(to), to }
}

pub(crate) fn within(range: DayRange, sales: &[DaySales]) -> impl Iterator<Item = &DaySales> {
    sales.iter().filter(move |sale| range.from <= sale.day && sale.day <= range.to)
}

pub(crate) fn live(range: DayRange, sales: &[DaySales]) -> impl Iterator<Item = &DaySales> {
    within(range, sales).filter(|sale| sale.status != Status::Cancelled)
}

pub(crate) fn period(range: DayRange, sales: &[DaySales]) -> Result<Period> {
    let total = total(live(range, sales))?;
    Ok(Period { range, total, average_order_value: average(total) })
}

pub(crate) fn by_day(range: DayRange, sales: &[DaySales]) -> Result<Vec<(Date, SalesFigures)>> {
    let mut by_day: BTreeMap<Date, SalesFigures> = days(range).map(|day| (day, SalesFigures::default())).collect();
    for sale in live(range, sales) {
        add(by_day.entry(sale.day).or_default(), &sale.figures)?;
    }
    Ok(by_day.into_iter().collect())
}

pub(crate) fn day_range(from: Option<Date>, to: Option<Date>, today: Date) -> Result<DayRange> {
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

pub(crate) fn days(range: DayRange) -> impl Iterator<Item = Date> {
    range.from.series(1.day()).take_while(move |day| *day <= range.to)
}

pub(crate) fn total<'a>(sales: impl Iterator<Item = &'a DaySales>) -> Result<SalesFigures> {
    let mut sum = SalesFigures::default();
    for sale in sales {
        add(&mut sum, &sale.figures)?;
    }
    Ok(sum)
}

pub(crate) fn add(sum: &mut SalesFigures, more: &SalesFigures) -> Result<()> {
    sum.orders += more.orders;
    sum.units += more.units;
    sum.revenue = sum.revenue.plus(more.revenue).and_then(Money::whole).ok_or_else(too_large)?;
    Ok(())
}

pub(crate) fn all_whole(mut revenues: impl Iterator<Item = Money>) -> Result<()> {
    if revenues.all(|revenue| revenue.whole().is_some()) { Ok(()) } else { Err(too_large()) }
}

pub(crate) fn too_large() -> Error {
    let detail = "the revenue of this range is more than can be kept exactly; ask for fewer days";
    Error::conflict("revenue_too_large", detail)
}

/// Rounded half up to the minor unit of the currency.
pub(crate) fn average(total: SalesFigures) -> Money {
    if total.orders <= 0 {
        return Money::ZERO;
    }
    Money::from_minor(total.revenue.minor().saturating_add(total.orders / 2) / total.orders)
}

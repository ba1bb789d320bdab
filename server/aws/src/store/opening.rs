//! What a tenant had before the days that are shown: products, members and bytes, summed up to a day that lies a month back,
//! so that nobody reads each day since the start. A reader sums up further; an event that comes after all, about a day
//! that is in the sum, takes it away in the transaction that adds to that day.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use tenantry_core::{
    TenantKey,
    domain::{insights::DayRange, usage::UsageRow},
};
use uuid::Uuid;

use super::DynamoStore;
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, number, text},
    partition::{self, Partition, Table},
};

/// Days that are no part of the sum: events about them still come.
const OPEN_DAYS: i64 = 31;

/// The sums of all days before one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sums {
    /// The first day that is not in them.
    pub first_day: Date,
    pub products: i64,
    pub members: i64,
    pub bytes: Option<u64>,
}

/// Of no day.
impl Default for Sums {
    fn default() -> Self {
        Self { first_day: Date::ZERO, products: 0, members: 0, bytes: None }
    }
}

impl Sums {
    pub fn add(&mut self, row: &UsageRow) {
        self.products += row.products;
        self.members += row.members;
        self.bytes = row.bytes_stored.or(self.bytes);
    }
}

/// What is kept.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Kept {
    pub sums: Option<Sums>,
    /// How often a day was added to that was in the sums; nothing where there is no item.
    pub changes: Option<i64>,
}

pub(super) fn read(item: Option<&Item>) -> Result<Kept, Fault> {
    let Some(item) = item else { return Ok(Kept::default()) };
    let changes = Some(item.maybe_number("changes")?.unwrap_or(0));
    let Some(first_day) = item.maybe_text("first_day") else { return Ok(Kept { sums: None, changes }) };
    let unreadable = |_| Fault::Malformed(format!("no day: {first_day}"));
    let sums = Sums {
        first_day: first_day.parse().map_err(unreadable)?,
        products: item.number("products")?,
        members: item.number("members")?,
        bytes: item.maybe_number("bytes")?,
    };
    Ok(Kept { sums: Some(sums), changes })
}

/// Sums that go on from others, up to the first of the open days.
pub(super) struct Next {
    sums: Sums,
    days: u32,
}

impl Next {
    pub fn after(sums: Sums) -> Self {
        let first_day = first_open_day().max(sums.first_day);
        Self { sums: Sums { first_day, ..sums }, days: 0 }
    }

    pub fn add(&mut self, row: &UsageRow) {
        if row.day < self.sums.first_day {
            self.sums.add(row);
            self.days += 1;
        }
    }

    /// Returns them if that saves the next reader a month of days and more, and if all of those days were read.
    pub fn worth_keeping(self, kept: Option<Sums>, range: DayRange) -> Option<Sums> {
        let is_whole = range.to >= self.sums.first_day;
        let is_further = kept.is_none_or(|kept| kept.first_day < self.sums.first_day);
        (is_whole && is_further && i64::from(self.days) > OPEN_DAYS).then_some(self.sums)
    }
}

fn first_open_day() -> Date {
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    today.checked_sub(SignedDuration::from_hours(24 * OPEN_DAYS)).unwrap_or(Date::ZERO)
}

/// Returns whether a day may be in the sums of a reader whose clock is a little ahead.
pub(super) fn may_hold(day: Date) -> bool {
    day < first_open_day().checked_add(SignedDuration::from_hours(48)).unwrap_or(Date::MAX)
}

/// Takes the sums away: a day in them is added to.
pub(super) fn forget<M: Clone>(
    transaction: &mut Transaction<M>,
    reason: M,
    aux: &str,
    key: &TenantKey,
) -> Result<(), Fault> {
    let owner = Partition::owner(key, Table::Aux, partition::OPENING);
    let mut change = adding(&Adding::from([("changes".to_owned(), 1)]), &owner);
    change.expression.push_str(" REMOVE first_day");
    transaction.update(reason, aux, Partition::key(key, Table::Aux, partition::OPENING), change, None)
}

impl DynamoStore {
    /// Nothing happens if a day was added to meanwhile that is in the sums.
    pub(super) async fn keep_opening(&self, key: &TenantKey, changes: Option<i64>, sums: Sums) -> Result<(), Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let Sums { first_day, products, members, bytes } = sums;
        let mut attributes = Item::from([
            ("changes".to_owned(), number(changes.unwrap_or(0))),
            ("first_day".to_owned(), text(first_day.to_string())),
            ("products".to_owned(), number(products)),
            ("members".to_owned(), number(members)),
        ]);
        attributes.extend(bytes.map(|bytes| ("bytes".to_owned(), number(bytes))));
        let build = |_| {
            let mut transaction = Transaction::<()>::new();
            let still = match changes {
                None => Condition::new("attribute_not_exists(k)"),
                Some(changes) => {
                    Condition::new("#changes = :seen").name("#changes", "changes").value(":seen", number(changes))
                }
            };
            let item = Partition::item(key, Table::Aux, partition::OPENING, attributes.clone());
            transaction.put((), &aux, item, Some(still))?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        self.send(&client, key, Uuid::new_v4(), build).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::usage::Activity;

    use super::*;

    #[test]
    fn days_that_events_still_come_about_are_in_no_sum() {
        let open = first_open_day();
        let day = |back: i64| open.checked_sub(SignedDuration::from_hours(24 * back)).expect("a day");
        let row = |day: Date| UsageRow {
            day,
            activity: Activity::default(),
            bytes_stored: None,
            mails: 0,
            orders: 0,
            products: 1,
            members: 2,
        };
        let sums = |days: i64| {
            let mut next = Next::after(Sums::default());
            (-3..days).for_each(|back| next.add(&row(day(back))));
            next
        };
        let range = DayRange { from: open, to: day(-31) };
        let kept = sums(100).worth_keeping(None, range).expect("sums");
        assert_eq!((kept.first_day, kept.products, kept.members), (open, 99, 198), "not the first open day itself");
        assert_eq!(sums(100).worth_keeping(Some(kept), range), None, "they are kept already");
        assert_eq!(sums(20).worth_keeping(None, range), None, "few days are read as fast");
        let past = DayRange { from: day(90), to: day(60) };
        assert_eq!(sums(100).worth_keeping(None, past), None, "days between were not read");
        assert!(may_hold(day(1)) && may_hold(open) && !may_hold(day(-3)));
        let item = Item::from([("changes".to_owned(), number(2))]);
        assert_eq!(read(Some(&item)).expect("no sums"), Kept { sums: None, changes: Some(2) });
    }
}

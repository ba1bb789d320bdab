//! What a tenant used, by day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tenantry_core::{
    TenantKey,
    domain::{
        insights::DayRange,
        order_status::Status,
        usage::{Activity, UsageRow, UsageRows},
    },
};
use uuid::Uuid;

use super::{DynamoStore, figures, opening};
use crate::{
    dynamo::{Adding, Fault, Item, Transaction, adding, number},
    fence::{self, WriteMode},
    partition::{self, Partition, Table},
};

impl DynamoStore {
    /// One transaction with a token, so that a retry adds nothing twice.
    pub(super) async fn add_to_days(
        &self,
        key: &TenantKey,
        days: &[(Date, Activity)],
        measured: Option<(Date, u64)>,
    ) -> Result<(), Fault> {
        let mut by_day: BTreeMap<String, (Adding, Item)> = BTreeMap::new();
        let item = |k: &String| (Adding::new(), Partition::owner(key, Table::Aux, k));
        let shard = partition::use_of(self.busy.is(key.id()));
        for (day, activity) in days {
            let (adding, _) = by_day.entry(partition::day(*day, shard)).or_insert_with_key(item);
            for (name, more) in named(activity) {
                let more = i64::try_from(more).unwrap_or(i64::MAX);
                *adding.entry(name.to_owned()).or_default() += more;
            }
        }
        if let Some((day, bytes)) = measured {
            // Not added to but replaced, so it has to stand in one item.
            let (_, set) = by_day.entry(partition::day(day, 0)).or_insert_with_key(item);
            set.insert("bytes".to_owned(), number(bytes));
        }
        if by_day.is_empty() {
            return Ok(());
        }
        let aux = self.partition.table(key, Table::Aux);
        let build = |gate: WriteMode, carrier: Option<&str>| {
            let mut transaction = Transaction::<()>::new();
            for (day, (amounts, set)) in &by_day {
                let item = Partition::key(key, Table::Aux, day);
                if carrier == Some(day.as_str()) {
                    let change = adding(amounts, set);
                    transaction.update_fence((gate.is_met(), ()), &aux, item, change, gate.of_carrier())?;
                    continue;
                }
                let mut set = set.clone();
                gate.stamp_day(day, &mut set);
                transaction.update((), &aux, item, adding(amounts, &set), None)?;
            }
            Ok(transaction)
        };
        let client = self.clients.of(key.id()).await?;
        if let Some(carrier) = fence::carrier(by_day.keys().map(String::as_str)) {
            let done = self.send(&client, key, Uuid::new_v4(), |gate| build(gate, Some(carrier))).await?;
            if done.is_none() {
                return Ok(());
            }
        }
        // Who makes the item of a day meets a fence of its own.
        self.send(&client, key, Uuid::new_v4(), |gate| build(gate, None)).await?;
        Ok(())
    }

    /// What there was before the range is the sum of all days before it; most of them are summed up already.
    pub(super) async fn usage_of(&self, key: &TenantKey, range: DayRange) -> Result<UsageRows, Fault> {
        let kept = opening::read(self.get(key, Table::Aux, partition::OPENING).await?.as_ref())?;
        let mut before = kept.sums.filter(|sums| sums.first_day <= range.from).unwrap_or_default();
        let mut rows = UsageRows::default();
        let mut next = opening::Next::after(before);
        for (day, sums) in self.days_of(key, DayRange { from: before.first_day, to: range.to }).await? {
            let row = row(day, &sums);
            next.add(&row);
            if row.day < range.from {
                before.add(&row);
            } else {
                rows.days.push(row);
            }
        }
        rows.products_before = before.products;
        rows.members_before = before.members;
        rows.bytes_before = before.bytes;
        if let Some(sums) = next.worth_keeping(kept.sums, range) {
            self.keep_opening(key, kept.changes, sums).await?;
        }
        Ok(rows)
    }
}

fn named(activity: &Activity) -> impl Iterator<Item = (&'static str, u64)> {
    let Activity { requests, errors, client_errors, micros, reads, writes } = *activity;
    let all = [
        ("requests", requests),
        ("errors", errors),
        ("client_errors", client_errors),
        ("micros", micros),
        ("reads", reads),
        ("writes", writes),
    ];
    all.into_iter().filter(|(_, more)| *more > 0)
}

fn row(day: Date, sums: &BTreeMap<String, i128>) -> UsageRow {
    let signed = |name: &str| sums.get(name).copied().map_or(0, figures::count);
    let count = |name: &str| signed(name).max(0).unsigned_abs();
    let orders: i64 = Status::ALL.iter().map(|status| signed(&format!("{}_orders", status.name()))).sum();
    UsageRow {
        day,
        activity: Activity {
            requests: count("requests"),
            errors: count("errors"),
            client_errors: count("client_errors"),
            micros: count("micros"),
            reads: count("reads"),
            writes: count("writes"),
        },
        bytes_stored: sums.get("bytes").map(|bytes| figures::count(*bytes).max(0).unsigned_abs()),
        mails: count("mails"),
        orders: orders.max(0).unsigned_abs(),
        products: signed("products"),
        members: signed("members"),
    }
}

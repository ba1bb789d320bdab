//! The counter of a month's orders. All orders of a tenant would meet at its one item, so where they do, or where
//! there is no limit, it is counted in parts, in the items that count orders by status, which every order writes
//! anyway ([ADR 92](../../../../docs/adr/0092-orders-are-counted-in-parts.md)).
//!
//! `n` of the counter's own item is what was counted there and what was granted to parts, `free` of a part what it
//! has left of that, and `over` what it counted without a limit: the counter is `n` less all `free` and more all
//! `over`. `n` is never above the limit, and nothing is counted above `n` where there is one.

use tenantry_core::{TenantKey, ports::commit::Counter};
use uuid::Uuid;

use super::{DynamoStore, commit::CancellationReason, plan::Plan, send::Refusals};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, number, text},
    fence::WriteMode,
    partition::{self, Partition, Table},
};

/// A part is granted one in so many of what is left, so all parts together never hold more than a quarter of it, in a silo
/// half.
const SHARE: u64 = 64;
/// Where less could be granted, the limit is near, and each order is counted in the counter's own item.
const LEAST: u64 = 2;
/// A plan that allows so many orders a month is for a company that sells so often that parts pay, whether or not orders meet:
/// opening one costs about as much as twenty orders save.
const MANY: u64 = 10_000;
/// Attempts when others move the same counter.
const ROUNDS: u32 = 20;

/// The attribute that says whether parts may hold anything.
const LENT: &str = "lent";
/// How often a part was opened or granted to.
const GRANTS: &str = "grants";

/// How a counter's parts were opened, which is the same for all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lent {
    /// They hold what they were granted.
    Limited,
    /// They count without a limit.
    Unlimited,
}

impl Lent {
    fn name(self) -> &'static str {
        match self {
            Lent::Limited => "limited",
            Lent::Unlimited => "unlimited",
        }
    }
}

/// The counter's own item. One that no part was opened of is as it was before there were parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Own {
    pub n: Option<i64>,
    pub lent: Option<Lent>,
    grants: i64,
}

impl Own {
    pub fn of(item: Option<&Item>) -> Result<Self, Fault> {
        let Some(item) = item else { return Ok(Self { n: None, lent: None, grants: 0 }) };
        let lent = match item.maybe_text(LENT) {
            None => None,
            Some("limited") => Some(Lent::Limited),
            Some("unlimited") => Some(Lent::Unlimited),
            Some(other) => return Err(Fault::Malformed(format!("a counter can't be lent {other}"))),
        };
        Ok(Self { n: item.maybe_number("n")?, lent, grants: item.maybe_number(GRANTS)?.unwrap_or(0) })
    }

    /// That nothing was counted or granted there since.
    pub fn is_still(&self) -> Condition {
        let n = if self.n.is_some() { "n = :n" } else { "attribute_not_exists(n)" };
        let still = Condition::new(format!("#grants = :grants AND {n}"));
        let still = still.name("#grants", GRANTS).value(":grants", number(self.grants));
        match self.n {
            Some(n) => still.value(":n", number(n)),
            None => still,
        }
    }
}

/// What one item holds of a counter.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Part {
    /// The key of the item, and the attribute.
    k: String,
    attribute: String,
    n: i64,
    /// What the counter is more for it, or less.
    counts: i64,
}

/// A commit that counts one order, which it places.
#[derive(Clone, Copy, Debug)]
pub(super) struct One<'a> {
    counter: &'a Counter,
    month: &'a str,
    max: Option<u64>,
}

impl<'a> One<'a> {
    fn of(plan: &Plan<'a>) -> Option<Self> {
        let [(counter, of)] = plan.counters.as_slice() else { return None };
        let [(_, order)] = plan.orders.as_slice() else { return None };
        let counter: &'a Counter = counter;
        let Counter::Orders(month) = counter else { return None };
        let is_placed = matches!(order.moved(), Some((None, Some(_))));
        (is_placed && of.delta == 1).then_some(Self { counter, month, max: of.room.map(|(_, max)| max) })
    }

    fn lent(&self) -> Lent {
        if self.max.is_some() { Lent::Limited } else { Lent::Unlimited }
    }

    fn attribute(&self) -> String {
        match self.lent() {
            Lent::Limited => free(self.month),
            Lent::Unlimited => over(self.month),
        }
    }
}

/// How a commit moves its counters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way<'a> {
    /// Each in its own item.
    Direct,
    /// In the part that the order's status is counted beside.
    Part(One<'a>),
    /// The same, after so much more was granted to it.
    Grant(One<'a>, u64),
}

impl Way<'_> {
    /// Adds the movement of the part to that of the item that it is in.
    pub fn moves(&self, moved: &mut Adding) {
        let (one, granted) = match self {
            Way::Direct => return,
            Way::Part(one) => (one, 0),
            Way::Grant(one, granted) => (one, signed(*granted)),
        };
        let by = match one.lent() {
            Lent::Limited => granted - 1,
            Lent::Unlimited => 1,
        };
        moved.insert(one.attribute(), by);
    }

    /// Adds to the condition of the item that the part is in what the part has to be; `None` where it may be anything.
    pub fn and_has_part(&self, mut condition: Condition) -> Option<Condition> {
        let Way::Part(one) = self else { return None };
        let (more, values) = match one.lent() {
            Lent::Limited => (" AND #part >= :one", Some((":one".to_owned(), number(1)))),
            Lent::Unlimited => (" AND attribute_exists(#part)", None),
        };
        condition.expression.push_str(more);
        condition.values.extend(values);
        Some(condition.name("#part", one.attribute()))
    }

    /// What a grant changes in the counter's own item, and when it may.
    pub fn grant(&self, key: &TenantKey) -> Option<(&Counter, Condition, Condition)> {
        let Way::Grant(one, _) = self else { return None };
        self.granted(Partition::owner(key, Table::Aux, &partition::counter(one.counter)))
    }

    fn granted(&self, owner: Item) -> Option<(&Counter, Condition, Condition)> {
        let Way::Grant(one, granted) = self else { return None };
        let mut amounts = Adding::from([(GRANTS.to_owned(), 1)]);
        let condition = match one.max {
            Some(max) => {
                amounts.insert("n".to_owned(), signed(*granted));
                has_room(one.counter, signed(max.saturating_sub(*granted)))
            }
            None => lent_at_most(Lent::Unlimited),
        };
        let mut set = owner;
        set.insert(LENT.to_owned(), text(one.lent().name()));
        Some((one.counter, adding(&amounts, &set), condition))
    }
}

fn signed(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

fn free(month: &str) -> String {
    format!("free#{month}")
}

fn over(month: &str) -> String {
    format!("over#{month}")
}

/// That a counter is at most `room`, and that none of its parts counts without a limit.
pub(super) fn has_room(counter: &Counter, room: i64) -> Condition {
    let room_only = |expression: String| Condition::new(expression).value(":room", number(room));
    let absent = "attribute_not_exists(n) OR n <= :room";
    match (counter, room >= 0) {
        (Counter::Products | Counter::Resources { .. }, true) => room_only(absent.to_owned()),
        (Counter::Products | Counter::Resources { .. }, false) => room_only("n <= :room".to_owned()),
        (Counter::Orders(_), is_free) => {
            let lent = lent_at_most(Lent::Limited);
            let room = if is_free { format!("({absent})") } else { "n <= :room".to_owned() };
            let mut both = room_only(format!("{room} AND ({})", lent.expression));
            both.names.extend(lent.names);
            both.values.extend(lent.values);
            both
        }
    }
}

/// That a counter's parts were opened in no other way.
fn lent_at_most(lent: Lent) -> Condition {
    let condition = Condition::new("attribute_not_exists(#lent) OR #lent = :lent");
    condition.name("#lent", LENT).value(":lent", text(lent.name()))
}

impl DynamoStore {
    /// Returns how a commit counts at first. A part costs less than the counter's own item and meets nobody, but it
    /// has to be opened: where orders are few that is not worth it.
    pub(super) fn way<'a>(&self, key: &TenantKey, plan: &Plan<'a>) -> Way<'a> {
        let is_worth_it = |one: &One<'_>| match one.max {
            None => true,
            Some(max) if max >= MANY => !self.busy.is_calm(key.id()),
            Some(max) => max / SHARE >= LEAST && self.busy.is(key.id()),
        };
        One::of(plan).filter(is_worth_it).map_or(Way::Direct, Way::Part)
    }

    /// Returns how else to count where a part had nothing left, or parts have what the counter lacks; `None` where the
    /// rejection stands.
    pub(super) async fn other_way<'a>(
        &self,
        key: &TenantKey,
        plan: &Plan<'a>,
        refusals: &Refusals<CancellationReason>,
    ) -> Result<Option<Way<'a>>, Fault> {
        if refusals.iter().any(|(reason, _)| matches!(reason, CancellationReason::Applied)) {
            return Ok(None);
        }
        match refusals.first() {
            // What is judged before the counters.
            None
            | Some((
                CancellationReason::Replay | CancellationReason::Product { .. } | CancellationReason::Order(_),
                _,
            )) => Ok(None),
            Some((CancellationReason::Limit { counter, .. }, found)) => {
                if Own::of(found.as_ref())?.lent.is_none() {
                    return Ok(None);
                }
                self.settle(key, counter).await?;
                Ok(Some(Way::Direct))
            }
            Some(_) => {
                let of_part = refusals.iter().any(|(reason, _)| matches!(reason, CancellationReason::Part));
                match One::of(plan).filter(|_| of_part) {
                    Some(one) => self.granting(key, one).await.map(Some),
                    None => Ok(None),
                }
            }
        }
    }

    async fn granting<'a>(&self, key: &TenantKey, one: One<'a>) -> Result<Way<'a>, Fault> {
        let own = self.own(key, one.counter).await?;
        let is_otherwise = own.lent.is_some_and(|lent| lent != one.lent());
        if is_otherwise {
            self.settle(key, one.counter).await?;
        }
        let Some(max) = one.max else { return Ok(Way::Grant(one, 0)) };
        let left = max.saturating_sub(own.n.unwrap_or(0).max(0).unsigned_abs());
        let more = left / SHARE;
        if is_otherwise || more < LEAST {
            self.busy.calm(key.id());
            return Ok(Way::Direct);
        }
        Ok(Way::Grant(one, more))
    }

    /// Takes back what all parts hold, so that the counter's own item says it all.
    async fn settle(&self, key: &TenantKey, counter: &Counter) -> Result<(), Fault> {
        for _ in 0..ROUNDS {
            // Before the parts, so that one that was opened meanwhile shows.
            let own = self.own(key, counter).await?;
            if own.lent.is_none() {
                return Ok(());
            }
            let parts = self.parts(key, counter).await?;
            if parts.is_empty() && self.close(key, counter, &own).await? {
                return Ok(());
            }
            for part in &parts {
                self.take_back(key, counter, part).await?;
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "a counter's parts moved each time".to_owned() })
    }

    /// Nothing happens if it moved meanwhile: it is read again.
    async fn take_back(&self, key: &TenantKey, counter: &Counter, part: &Part) -> Result<(), Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let build = |gate: WriteMode| {
            let mut transaction = Transaction::<()>::new();
            let mut seen = gate.condition();
            seen.expression.push_str(" AND #part = :seen");
            let seen = seen.value(":seen", number(part.n));
            let gone = Condition::new("REMOVE #part").name("#part", &part.attribute);
            transaction.update_fence((gate.is_met(), ()), &aux, of(&part.k), gone, seen)?;
            let own = partition::counter(counter);
            let owner = Partition::owner(key, Table::Aux, &own);
            let counted = adding(&Adding::from([("n".to_owned(), part.counts)]), &owner);
            transaction.update((), &aux, of(&own), counted, None)?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        self.send(&client, key, Uuid::new_v4(), build).await.map(drop)
    }

    /// False if a part was opened since the counter was read.
    async fn close(&self, key: &TenantKey, counter: &Counter, own: &Own) -> Result<bool, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let build = |_| {
            let mut transaction = Transaction::<()>::new();
            let change = Condition::new("REMOVE #lent").name("#lent", LENT);
            let still = Condition::new("#grants = :grants").name("#grants", GRANTS);
            let still = still.value(":grants", number(own.grants));
            let item = Partition::key(key, Table::Aux, partition::counter(counter));
            transaction.update((), &aux, item, change, Some(still))?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        Ok(self.send(&client, key, Uuid::new_v4(), build).await?.is_none())
    }

    async fn own(&self, key: &TenantKey, counter: &Counter) -> Result<Own, Fault> {
        Own::of(self.get(key, Table::Aux, &partition::counter(counter)).await?.as_ref())
    }

    async fn parts(&self, key: &TenantKey, counter: &Counter) -> Result<Vec<Part>, Fault> {
        let Counter::Orders(month) = counter else { return Ok(Vec::new()) };
        let mut parts = Vec::new();
        for item in self.status_items(key).await? {
            for (attribute, sign) in [(free(month), -1), (over(month), 1)] {
                if let Some(n) = item.maybe_number::<i64>(&attribute)? {
                    parts.push(Part { k: item.text("k")?.to_owned(), attribute, n, counts: sign * n });
                }
            }
        }
        Ok(parts)
    }

    /// Returns where a counter stands, whose own item was just read.
    pub(super) async fn used(&self, key: &TenantKey, counter: &Counter, own: &Own) -> Result<u64, Fault> {
        let parts = if own.lent.is_some() { self.parts(key, counter).await? } else { Vec::new() };
        let counted = own.n.unwrap_or(0) + parts.iter().map(|part| part.counts).sum::<i64>();
        Ok(counted.max(0).unsigned_abs())
    }

    /// Returns where a counter stands; one that was never moved stands at nothing. While orders are placed it may be
    /// off by what is granted meanwhile.
    pub(super) async fn counted(&self, key: &TenantKey, counter: &Counter) -> Result<u64, Fault> {
        let own = self.own(key, counter).await?;
        self.used(key, counter, &own).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(counter: &Counter, max: Option<u64>) -> One<'_> {
        let Counter::Orders(month) = counter else { unreachable!("a counter of orders") };
        One { counter, month, max }
    }

    #[test]
    fn a_grant_moves_the_counter_by_as_much_as_the_part_has_more() {
        let counter = Counter::Orders("2026-11".to_owned());
        let mut moved = Adding::new();
        let way = Way::Grant(one(&counter, Some(1_000)), 15);
        way.moves(&mut moved);
        assert_eq!(moved, Adding::from([("free#2026-11".to_owned(), 14)]), "one of them is taken at once");
        let (_, change, condition) = way.granted(Item::new()).expect("a grant");
        assert_eq!(change.values.values().filter(|value| **value == number(15)).count(), 1);
        assert_eq!(condition.values.get(":room"), Some(&number(985)), "never above the limit");
        assert_eq!(condition.values.get(":lent"), Some(&text("limited")));
    }

    #[test]
    fn a_part_without_a_limit_counts_what_is_placed() {
        let counter = Counter::Orders("2026-11".to_owned());
        for way in [Way::Part(one(&counter, None)), Way::Grant(one(&counter, None), 0)] {
            let mut moved = Adding::new();
            way.moves(&mut moved);
            assert_eq!(moved, Adding::from([("over#2026-11".to_owned(), 1)]));
        }
        let (_, change, _) = Way::Grant(one(&counter, None), 0).granted(Item::new()).expect("a grant");
        assert!(!change.names.values().any(|name| name == "n"), "the counter's own number stays");
    }

    #[test]
    fn an_item_of_an_earlier_version_has_no_parts() {
        let own = Own::of(Some(&Item::from([("n".to_owned(), number(7))]))).expect("a counter");
        assert_eq!((own.n, own.lent), (Some(7), None));
        assert_eq!(Own::of(None).expect("no counter").n, None);
    }
}

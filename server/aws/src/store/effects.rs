//! What consumers keep: each event counts once for each of them. What says that
//! it was applied and what it does are one transaction. What is too much for one
//! is done in parts, each of which says so for itself, and a retry does those
//! that are missing.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    TenantKey,
    domain::{
        event::Event,
        ids::{EventId, ProductId},
        insights::{Effect, Effects},
        journal::Entry,
    },
    policy::retention::event_mark_until,
};

use super::{
    DynamoStore, figures,
    journal::{self, Committing},
    opening,
    stock::INVENTORY,
};
use crate::{
    control::keys::expires,
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, batch_get, flag, json, number, put_each},
    fence::{self, WriteMode},
    hash_keys,
    outbox::Waiting,
    partition::{self, Partition, Shards, Table},
};

/// Products in one part: each takes at most four actions (movement, stock, mark, entry), and there are a few more.
const PRODUCTS: usize = 23;
/// Attempts when others mark the same products.
const ROUNDS: u32 = 20;

#[derive(Clone, Copy, PartialEq, Debug)]
enum CancellationReason {
    Seen,
    /// The item of a day is not there yet.
    Carrier,
    Other,
}

/// What a transaction of effects has to do with.
#[derive(Clone, Copy)]
struct With<'a> {
    mark: Option<&'a str>,
    /// Whether the records were put already.
    is_recorded: bool,
    /// The item that says whether the place is open (see `fence`).
    carrier: Option<&'a str>,
}

/// The changes of one part by item, since a transaction acts on each item once.
#[derive(Default)]
struct Part<'a> {
    adding: BTreeMap<String, Adding>,
    records: BTreeMap<String, Item>,
    levels: BTreeMap<ProductId, (u64, &'a Event)>,
    /// A record that bears the event's id, comes from this consumer alone, and stays.
    lasting: Option<String>,
    has_notice: bool,
    /// Whether it adds to a day that may be in the sums of a tenant's days (see `opening`).
    is_late: bool,
    /// Whether an earlier version added to an item what is a record now, and so said that it was applied in a mark.
    was_added: bool,
}

/// The stock levels of a part's products, and their marks.
#[derive(Default)]
struct Levels {
    low: BTreeSet<ProductId>,
    /// Those whose stock is in the product's own item, as an earlier version kept it.
    inside: BTreeSet<ProductId>,
    marked: BTreeSet<String>,
}

impl DynamoStore {
    pub(super) async fn apply_effects(&self, key: &TenantKey, effects: &Effects) -> Result<(), Fault> {
        let shards = partition::figures_of(effects.event, effects.consumer, self.busy.is(key.id()));
        let committing = Committing::begin();
        for (number, part) in parts(effects, shards)?.iter().enumerate() {
            self.apply_part(key, effects, number, part, &committing).await?;
        }
        Ok(())
    }

    async fn apply_part(
        &self,
        key: &TenantKey,
        effects: &Effects,
        n: usize,
        part: &Part<'_>,
        committing: &Committing,
    ) -> Result<(), Fault> {
        let mark = part.mark(effects, n);
        if self.was_applied_before(key, effects, n, part, mark.as_deref()).await? {
            return Ok(());
        }
        let is_recorded = mark.is_none() && self.put_records(key, part).await?;
        let mut carrier = part.carrier();
        for round in 0..ROUNDS {
            committing.go_on(round)?;
            let Some(levels) = self.levels(key, mark.as_deref(), part).await? else { return Ok(()) };
            if part.changes_nothing(&levels, is_recorded) {
                return Ok(());
            }
            let client = self.writing(key).await?;
            let with = With { mark: mark.as_deref(), is_recorded, carrier };
            let build = |gate| self.effects_of(key, effects, part, &levels, with, gate);
            let Some(refusals) = self.send(&client, key, uuid::Uuid::new_v4(), build).await? else { return Ok(()) };
            if refusals.iter().any(|(reason, _)| *reason == CancellationReason::Seen) {
                return Ok(());
            }
            // Who makes the item meets a fence of its own.
            if refusals.iter().any(|(reason, _)| *reason == CancellationReason::Carrier) {
                carrier = None;
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "others marked the same products each time".to_owned() })
    }

    /// Returns whether an earlier version applied it, which said so in another item, or under another hash key.
    async fn was_applied_before(
        &self,
        key: &TenantKey,
        effects: &Effects,
        n: usize,
        part: &Part<'_>,
        mark: Option<&str>,
    ) -> Result<bool, Fault> {
        let seen = || Partition::key(key, Table::Aux, partition::seen(effects.consumer, effects.event, n));
        let moved = mark.and_then(|mark| Partition::earlier_key(key, Table::Aux, mark));
        let table = self.partition.table(key, Table::Aux);
        let marks = part.was_added.then(seen).into_iter().chain(moved);
        let marks: Vec<(String, Item)> = marks.map(|mark| (table.clone(), mark)).collect();
        if marks.is_empty() {
            return Ok(false);
        }
        let client = self.reading(key).await?;
        let found = batch_get(&client, &self.consumption, key.id(), marks, true).await?;
        Ok(found.values().any(|items| !items.is_empty()))
    }

    /// Puts records that say themselves that they were written, each by itself: half the price of a transaction. False
    /// where the place is not as ever: then a transaction has to put them once more, with a note.
    ///
    /// A fence that is not up afterwards was not up before, so a mover that copies the data begins later and finds them.
    async fn put_records(&self, key: &TenantKey, part: &Part<'_>) -> Result<bool, Fault> {
        if part.records.is_empty() {
            return Ok(true);
        }
        // Not even for a moment at a place that was left long ago.
        if !self.is_open(key).await? {
            return Ok(false);
        }
        let owned = |(k, attributes): (&String, &Item)| Partition::item(key, Table::Aux, k, attributes.clone());
        let items = part.records.iter().map(owned).collect();
        let client = self.writing(key).await?;
        put_each(&client, &self.consumption, key.id(), &self.partition.table(key, Table::Aux), items).await?;
        self.is_open(key).await
    }

    async fn is_open(&self, key: &TenantKey) -> Result<bool, Fault> {
        let fence = self.get(key, Table::Aux, &fence::any()).await?;
        Ok(WriteMode::Open.is_met()(fence.as_ref()))
    }

    /// What is marked and what is low; nothing if the event was applied.
    async fn levels(&self, key: &TenantKey, mark: Option<&str>, part: &Part<'_>) -> Result<Option<Levels>, Fault> {
        let mut levels = Levels::default();
        if part.levels.is_empty() {
            return Ok(Some(levels));
        }
        let marks = part.levels.keys().map(|product| (Table::Aux, partition::low(*product)));
        let stocks = part.levels.keys().map(|product| (Table::Products, partition::stock(product)));
        let wanted = marks.chain(stocks).chain(mark.map(|mark| (Table::Aux, mark.to_owned())));
        let is_low =
            |item: &Item, threshold| Ok(!item.flag("archived")? && item.number::<u64>(INVENTORY)? <= threshold);
        let mut without: BTreeMap<String, (ProductId, u64)> = BTreeMap::new();
        without.extend(part.levels.iter().map(|(id, (threshold, _))| (id.to_string(), (*id, *threshold))));
        for (table, item) in self.get_many(key, wanted, true).await? {
            if table == Table::Products {
                let of = partition::product_of_stock(item.text("product_id")?).and_then(|id| without.remove(id));
                if let Some((id, threshold)) = of
                    && is_low(&item, threshold)?
                {
                    levels.low.insert(id);
                }
            } else if Some(item.text("k")?) == mark {
                return Ok(None);
            } else {
                levels.marked.insert(item.text("k")?.to_owned());
            }
        }
        if !without.is_empty() {
            let (inside, _) = self.products_now(key, without.keys().cloned(), None).await?;
            for item in &inside {
                let Some((id, threshold)) = without.remove(item.text("product_id")?) else { continue };
                levels.inside.insert(id);
                if is_low(item, threshold)? {
                    levels.low.insert(id);
                }
            }
        }
        Ok(Some(levels))
    }

    fn effects_of(
        &self,
        key: &TenantKey,
        effects: &Effects,
        part: &Part<'_>,
        levels: &Levels,
        With { mark, is_recorded, carrier }: With<'_>,
        gate: WriteMode,
    ) -> Result<Transaction<CancellationReason>, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let owned = |k: &str, attributes: Item| Partition::item(key, Table::Aux, k, attributes);
        let new = || Some(Condition::new("attribute_not_exists(k)"));
        let mut transaction = Transaction::new();
        if let Some(mark) = mark.filter(|mark| !part.records.contains_key(*mark)) {
            let mark = owned(mark, Item::from([expires(event_mark_until(effects.at))]));
            transaction.put(CancellationReason::Seen, &aux, mark, new())?;
        }
        for (k, amounts) in &part.adding {
            let mut set = Partition::owner(key, Table::Aux, k);
            if carrier == Some(k.as_str()) {
                let reason = (gate.is_met(), CancellationReason::Carrier);
                transaction.update_fence(reason, &aux, of(k), adding(amounts, &set), gate.of_carrier())?;
                continue;
            }
            gate.stamp_day(k, &mut set);
            transaction.update(CancellationReason::Other, &aux, of(k), adding(amounts, &set), None)?;
        }
        if part.is_late {
            opening::forget(&mut transaction, CancellationReason::Other, &aux, key)?;
        }
        for (k, attributes) in part.records.iter().filter(|_| !is_recorded) {
            let (reason, condition) = if mark == Some(k.as_str()) {
                (CancellationReason::Seen, new())
            } else {
                (CancellationReason::Other, None)
            };
            transaction.put(reason, &aux, owned(k, attributes.clone()), condition)?;
        }
        let mut became_low = Vec::new();
        for (product, (threshold, event)) in &part.levels {
            let k = partition::low(*product);
            let (low, marked) = (levels.low.contains(product), levels.marked.contains(&k));
            // The next movement of the stock evaluates it.
            if low == marked {
                continue;
            }
            let table = self.partition.table(key, Table::Products);
            let id = if levels.inside.contains(product) { product.to_string() } else { partition::stock(product) };
            let of_product = Partition::key(key, Table::Products, id);
            transaction.check(CancellationReason::Other, &table, of_product, still(low, *threshold))?;
            if low {
                transaction.put(CancellationReason::Other, &aux, owned(&k, Item::new()), new())?;
                let number = hash_keys::number_of_entry(key, event.id.0);
                let entry = journal::item(key.id(), number, &Entry::noticed(event))?;
                let unwritten = Condition::new("attribute_not_exists(entry_id)");
                transaction.put(CancellationReason::Other, &self.partition.journal(), entry, Some(unwritten))?;
                became_low.push((*event).clone());
            } else {
                let marked = Condition::new("attribute_exists(k)");
                transaction.delete(CancellationReason::Other, &aux, of(&k), Some(marked))?;
            }
        }
        if let Some(first) = became_low.first() {
            let waiting = Waiting::of(key, first.id.0, became_low.clone(), first.at);
            transaction.put(CancellationReason::Other, &self.partition.outbox(), waiting.item()?, None)?;
        }
        Ok(transaction)
    }
}

/// That the stock is as it was judged.
fn still(low: bool, threshold: u64) -> Condition {
    let expression = if low {
        "inventory <= :threshold AND archived = :live"
    } else {
        "attribute_not_exists(product_id) OR inventory > :threshold OR archived <> :live"
    };
    Condition::new(expression).value(":threshold", number(threshold)).value(":live", flag(false))
}

/// By product, in the order in which they are named: a retry finds the same parts.
fn parts(effects: &Effects, shards: Shards) -> Result<Vec<Part<'_>>, Fault> {
    let mut products: Vec<ProductId> = Vec::new();
    let mut parts: Vec<Part<'_>> = vec![Part::default()];
    for effect in &effects.effects {
        let number = match product_of(effect) {
            Some(product) => {
                let at = products.iter().position(|known| *known == product).unwrap_or_else(|| {
                    products.push(product);
                    products.len() - 1
                });
                at / PRODUCTS
            }
            None => 0,
        };
        while parts.len() <= number {
            parts.push(Part::default());
        }
        if let Some(part) = parts.get_mut(number) {
            part.take(effects.event, effect, shards)?;
        }
    }
    Ok(parts)
}

fn product_of(effect: &Effect) -> Option<ProductId> {
    match effect {
        Effect::ProductSales { product, .. } | Effect::StockLevel { product, .. } => Some(*product),
        Effect::Movement(movement) => Some(movement.product),
        Effect::Sales { .. }
        | Effect::HourSales { .. }
        | Effect::CustomerOrders { .. }
        | Effect::Mailed(_)
        | Effect::Notice(_)
        | Effect::Usage { .. } => None,
    }
}

impl<'a> Part<'a> {
    /// The key of what says that the part was applied. Where that is a record it is known by its key whether it was
    /// written, so it takes no mark; and records that are written again, and stock that is judged again, change nothing.
    fn mark(&self, effects: &Effects, n: usize) -> Option<String> {
        if self.adding.is_empty() && !self.has_notice {
            return None;
        }
        Some(self.lasting.clone().unwrap_or_else(|| partition::seen(effects.consumer, effects.event, n)))
    }

    /// The one item of a day's figures that it adds to, if there is one.
    fn carrier(&self) -> Option<&str> {
        fence::carrier(self.adding.keys().map(String::as_str))
    }

    fn changes_nothing(&self, levels: &Levels, is_recorded: bool) -> bool {
        let is_marked = |product: &ProductId| levels.marked.contains(&partition::low(*product));
        self.adding.is_empty()
            && (self.records.is_empty() || is_recorded)
            && self.levels.keys().all(|product| levels.low.contains(product) == is_marked(product))
    }

    fn add(&mut self, k: String, amounts: impl IntoIterator<Item = (String, i64)>) {
        let adding = self.adding.entry(k).or_default();
        for (name, amount) in amounts {
            *adding.entry(name).or_default() += amount;
        }
    }

    fn take(&mut self, event: EventId, effect: &'a Effect, shards: Shards) -> Result<(), Fault> {
        match effect {
            Effect::Sales { day, status, orders, revenue, units } => {
                self.add(partition::day(*day, shards.day), figures::sales(*status, *orders, *revenue, *units));
            }
            Effect::HourSales { day, hour, orders, revenue } => {
                self.add(partition::day(*day, shards.day), figures::hour(*hour, *orders, *revenue));
            }
            Effect::Usage { day, mails, products, members } => {
                self.is_late |= (*products != 0 || *members != 0) && opening::may_hold(*day);
                let mails = i64::try_from(*mails).unwrap_or(i64::MAX);
                self.add(partition::day(*day, shards.day), figures::tenant_counts(mails, *products, *members));
            }
            Effect::ProductSales { day, product, revenue, units } => {
                self.add(partition::sold(*day, *product, shards.sold), figures::sold(*revenue, *units));
            }
            Effect::CustomerOrders { customer, day, orders } => {
                let k = partition::customer(*day, customer, event);
                self.lasting.get_or_insert_with(|| k.clone());
                self.was_added = true;
                self.records.insert(k, Item::from([("orders".to_owned(), number(orders))]));
            }
            Effect::Mailed(mail) => {
                let k = partition::mail(mail.order, mail.event);
                self.lasting.get_or_insert_with(|| k.clone());
                self.records.insert(k, doc(mail)?);
            }
            Effect::Notice(notice) => {
                self.has_notice = true;
                self.records.insert(partition::notice(notice.kind, notice.event.id), doc(&notice.event)?);
            }
            Effect::Movement(movement) => {
                let k = partition::movement(movement.product, movement.event);
                self.lasting.get_or_insert_with(|| k.clone());
                self.records.insert(k, doc(movement)?);
            }
            Effect::StockLevel { product, threshold, event } => {
                self.levels.insert(*product, (*threshold, event));
            }
        }
        Ok(())
    }
}

fn doc(record: &impl serde::Serialize) -> Result<Item, Fault> {
    Ok(Item::from([("doc".to_owned(), json(record)?)]))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::domain::{
        event::EventKind,
        ids::{EventId, OrderId},
        insights::{Movement, MovementReason, OrderMail},
        notice::{Notice, NoticeKind},
    };
    use uuid::Uuid;

    use super::*;

    fn effects(effects: Vec<Effect>) -> Effects {
        Effects { consumer: "tests", event: EventId(Uuid::from_u128(7)), at: Timestamp::UNIX_EPOCH, effects }
    }

    fn mark(all: Vec<Effect>) -> Option<String> {
        let effects = effects(all);
        let parts = parts(&effects, partition::figures_of(effects.event, effects.consumer, false)).expect("parts");
        parts[0].mark(&effects, 0)
    }

    #[test]
    fn only_what_would_count_twice_is_marked() {
        let (event, at) = (EventId(Uuid::from_u128(7)), Timestamp::UNIX_EPOCH);
        let (product, order) = (ProductId(Uuid::from_u128(1)), OrderId(Uuid::from_u128(2)));
        let movement = Effect::Movement(Movement {
            event,
            product,
            delta: -1,
            reason: MovementReason::Sold,
            order: Some(order),
            at,
        });
        let usage = || Effect::Usage { day: jiff::civil::date(2026, 11, 30), mails: 1, products: 0, members: 0 };
        let mailed = Effect::Mailed(OrderMail { order, event, subject: "Thanks".to_owned(), at });
        let low = Event { id: event, tenant: None, at, kind: EventKind::InventoryLow { product, threshold: 5 } };
        let notice = Effect::Notice(Notice { kind: NoticeKind::LowStock, event: low });

        assert_eq!(mark(vec![movement]), None, "the same record once more");
        assert_eq!(mark(vec![usage(), mailed]), Some(partition::mail(order, event)), "the record says it");
        let seen = Some(partition::seen("tests", event, 0));
        assert_eq!(mark(vec![usage()]), seen);
        assert_eq!(mark(vec![notice]), seen, "a notice is gone once it was mailed");
    }
}

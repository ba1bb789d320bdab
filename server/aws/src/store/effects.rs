//! What consumers keep: each event counts once for each of them. The mark that
//! it was seen and what it does are one transaction. What is too much for one
//! is done in parts, each with a mark of its own, and a retry does those that
//! are missing.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    TenantKey,
    event::Event,
    ids::ProductId,
    insights::{Effect, Effects},
};

use super::{DynamoStore, figures, products};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, flag, json, number},
    outbox::Waiting,
    partition::{self, Partition, Table},
};

/// Products in one part: each takes at most four actions, and there are a few more.
const PRODUCTS: usize = 23;
/// Days for which a mark is kept: longer than any queue keeps a message.
const KEEP_DAYS: i64 = 90;
/// How often it is tried anew when others mark the same products.
const ROUNDS: u32 = 20;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Meaning {
    Seen,
    Other,
}

/// What one part does, thing by thing, since a transaction acts on each once.
#[derive(Default)]
struct Part<'a> {
    adding: BTreeMap<String, Adding>,
    records: BTreeMap<String, Item>,
    levels: BTreeMap<ProductId, (u64, &'a Event)>,
}

/// How the stock of a part's products stands, and their marks.
#[derive(Default)]
struct Levels {
    low: BTreeSet<ProductId>,
    marked: BTreeSet<String>,
}

impl DynamoStore {
    pub(super) async fn apply_effects(&self, key: &TenantKey, effects: &Effects) -> Result<(), Fault> {
        for (number, part) in parts(effects)?.iter().enumerate() {
            self.apply_part(key, effects, number, part).await?;
        }
        Ok(())
    }

    async fn apply_part(&self, key: &TenantKey, effects: &Effects, n: usize, part: &Part<'_>) -> Result<(), Fault> {
        let seen = partition::seen(effects.consumer, effects.event, n);
        for _ in 0..ROUNDS {
            let Some(levels) = self.levels(key, &seen, part).await? else { return Ok(()) };
            let client = self.writing(key).await?;
            let build = |_| self.effects_of(key, effects, &seen, part, &levels);
            match self.send(&client, key, uuid::Uuid::new_v4(), build).await? {
                Some(refusals) if refusals.iter().all(|(meaning, _)| *meaning != Meaning::Seen) => {}
                _ => return Ok(()),
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "others marked the same products each time".to_owned() })
    }

    /// What is marked and what is low; nothing if the event was seen.
    async fn levels(&self, key: &TenantKey, seen: &str, part: &Part<'_>) -> Result<Option<Levels>, Fault> {
        let mut levels = Levels::default();
        if part.levels.is_empty() {
            return Ok(Some(levels));
        }
        let marks = part.levels.keys().map(|product| (Table::Aux, partition::low(*product)));
        let products = part.levels.keys().map(|product| (Table::Products, product.to_string()));
        let wanted = marks.chain(products).chain([(Table::Aux, seen.to_owned())]);
        for (table, item) in self.get_many(key, wanted, true).await? {
            if table == Table::Products {
                let product = products::read(&item)?;
                let threshold = part.levels.get(&product.id).map(|(threshold, _)| *threshold);
                if threshold.is_some_and(|threshold| !product.archived && product.inventory <= threshold) {
                    levels.low.insert(product.id);
                }
            } else if item.text("k")? == seen {
                return Ok(None);
            } else {
                levels.marked.insert(item.text("k")?.to_owned());
            }
        }
        Ok(Some(levels))
    }

    fn effects_of(
        &self,
        key: &TenantKey,
        effects: &Effects,
        seen: &str,
        part: &Part<'_>,
        levels: &Levels,
    ) -> Result<Transaction<Meaning>, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let owned = |k: &str, attributes: Item| Partition::item(key, Table::Aux, k, attributes);
        let new = || Some(Condition::new("attribute_not_exists(k)"));
        let mut transaction = Transaction::new();
        let until = effects.at.as_second().saturating_add(KEEP_DAYS * 86_400);
        let mark = owned(seen, Item::from([("expires_at".to_owned(), number(until))]));
        transaction.put(Meaning::Seen, &aux, mark, new())?;
        for (k, amounts) in &part.adding {
            transaction.update(Meaning::Other, &aux, of(k), adding(amounts, &Partition::owner(key)), None)?;
        }
        for (k, attributes) in &part.records {
            transaction.put(Meaning::Other, &aux, owned(k, attributes.clone()), None)?;
        }
        for (product, (threshold, event)) in &part.levels {
            let k = partition::low(*product);
            let (low, marked) = (levels.low.contains(product), levels.marked.contains(&k));
            // Whoever moves the stock later judges it then.
            if low == marked {
                continue;
            }
            let table = self.partition.table(key, Table::Products);
            let of_product = Partition::key(key, Table::Products, product.to_string());
            transaction.check(Meaning::Other, &table, of_product, still(low, *threshold))?;
            if low {
                transaction.put(Meaning::Other, &aux, owned(&k, Item::new()), new())?;
                let waiting = Waiting::of_event(key.id(), event);
                transaction.put(Meaning::Other, &self.partition.outbox(), waiting.item()?, None)?;
            } else {
                let marked = Condition::new("attribute_exists(k)");
                transaction.delete(Meaning::Other, &aux, of(&k), Some(marked))?;
            }
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
fn parts(effects: &Effects) -> Result<Vec<Part<'_>>, Fault> {
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
            part.take(effect, partition::figures_of(effects.event))?;
        }
    }
    Ok(parts)
}

fn product_of(effect: &Effect) -> Option<ProductId> {
    match effect {
        Effect::ProductSales { product, .. } | Effect::StockLevel { product, .. } => Some(*product),
        Effect::Movement(movement) => Some(movement.product),
        _ => None,
    }
}

impl<'a> Part<'a> {
    fn add(&mut self, k: String, amounts: impl IntoIterator<Item = (String, i64)>) {
        let adding = self.adding.entry(k).or_default();
        for (name, amount) in amounts {
            *adding.entry(name).or_default() += amount;
        }
    }

    fn take(&mut self, effect: &'a Effect, shard: u8) -> Result<(), Fault> {
        match effect {
            Effect::Sales { day, status, orders, revenue, units } => {
                self.add(partition::day(*day, shard), figures::sales(*status, *orders, *revenue, *units));
            }
            Effect::HourSales { day, hour, orders, revenue } => {
                self.add(partition::day(*day, shard), figures::hour(*hour, *orders, *revenue));
            }
            Effect::Usage { day, mails, products, members } => {
                let mails = i64::try_from(*mails).unwrap_or(i64::MAX);
                self.add(partition::day(*day, shard), figures::standing(mails, *products, *members));
            }
            Effect::ProductSales { day, product, revenue, units } => {
                self.add(partition::sold(*day, *product, shard), figures::sold(*revenue, *units));
            }
            Effect::CustomerOrders { customer, day, orders } => {
                self.add(partition::customer(*day, customer), [("orders".to_owned(), *orders)]);
            }
            Effect::Mailed(mail) => {
                self.records.insert(partition::mail(mail.order, mail.event), doc(mail)?);
            }
            Effect::Notice(notice) => {
                self.records.insert(partition::notice(notice.kind, notice.event.id), doc(&notice.event)?);
            }
            Effect::Movement(movement) => {
                self.records.insert(partition::movement(movement.product, movement.event), doc(movement)?);
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

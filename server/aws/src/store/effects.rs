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

use super::{DynamoStore, figures};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transacted, Transaction, adding, json, number},
    outbox::Waiting,
    partition::{self, Partition, Table},
    trace,
};

/// Products in one part: each takes at most three actions.
const PRODUCTS: usize = 30;
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
    low: BTreeMap<ProductId, Option<&'a Event>>,
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
            let marked = match self.marked(key, &seen, part).await? {
                Some(marked) => marked,
                None => return Ok(()),
            };
            let transaction = self.effects_of(key, effects, &seen, part, &marked)?;
            let client = self.writing(key).await?;
            let token = uuid::Uuid::new_v4().to_string();
            match transaction.send(&client, &self.consumption, key.id(), token).await? {
                Transacted::Done => return Ok(()),
                Transacted::Refused(refusals) if refusals.iter().any(|(meaning, _)| *meaning == Meaning::Seen) => {
                    return Ok(());
                }
                Transacted::Refused(_) => {}
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "others marked the same products each time".to_owned() })
    }

    /// The products that are marked as low; nothing if the event was seen.
    async fn marked(&self, key: &TenantKey, seen: &str, part: &Part<'_>) -> Result<Option<BTreeSet<String>>, Fault> {
        if part.low.is_empty() {
            return Ok(Some(BTreeSet::new()));
        }
        let wanted = part.low.keys().map(|product| partition::low(*product)).chain([seen.to_owned()]);
        let found = self.get_many(key, wanted.map(|k| (Table::Aux, k)), true).await?;
        let found: BTreeSet<String> =
            found.iter().filter_map(|(_, item)| item.maybe_text("k")).map(str::to_owned).collect();
        Ok(Some(found).filter(|found| !found.contains(seen)))
    }

    fn effects_of(
        &self,
        key: &TenantKey,
        effects: &Effects,
        seen: &str,
        part: &Part<'_>,
        marked: &BTreeSet<String>,
    ) -> Result<Transaction<Meaning>, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let owned = |k: &str, attributes: Item| {
            let mut item = of(k);
            item.insert("tenant_id".to_owned(), partition::tenant(key.id()));
            item.extend(attributes);
            item
        };
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
        for (product, event) in &part.low {
            let k = partition::low(*product);
            match (event, marked.contains(&k)) {
                (Some(event), false) => {
                    transaction.put(Meaning::Other, &aux, owned(&k, Item::new()), new())?;
                    let waiting = Waiting {
                        tenant: key.id(),
                        id: event.id.0,
                        events: vec![Event::clone(event)],
                        at: event.at,
                        trace: trace::header(),
                    };
                    transaction.put(Meaning::Other, &self.partition.outbox(), waiting.item()?, None)?;
                }
                (None, true) => transaction.delete(Meaning::Other, &aux, of(&k))?,
                (Some(_), true) | (None, false) => {}
            }
        }
        Ok(transaction)
    }
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
            part.take(effect)?;
        }
    }
    Ok(parts)
}

fn product_of(effect: &Effect) -> Option<ProductId> {
    match effect {
        Effect::ProductSales { product, .. } | Effect::MarkLow { product, .. } | Effect::ClearLow { product } => {
            Some(*product)
        }
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

    fn take(&mut self, effect: &'a Effect) -> Result<(), Fault> {
        match effect {
            Effect::Sales { day, status, orders, revenue, units } => {
                self.add(partition::day(*day), figures::sales(*status, *orders, *revenue, *units));
            }
            Effect::HourSales { day, hour, orders, revenue } => {
                self.add(partition::day(*day), figures::hour(*hour, *orders, *revenue));
            }
            Effect::Usage { day, mails, products, members } => {
                let mails = i64::try_from(*mails).unwrap_or(i64::MAX);
                self.add(partition::day(*day), figures::standing(mails, *products, *members));
            }
            Effect::ProductSales { day, product, revenue, units } => {
                self.add(partition::sold(*day, *product), figures::sold(*revenue, *units));
            }
            Effect::CustomerOrders { customer, day, orders } => {
                self.add(partition::customer(*day, customer), [("orders".to_owned(), *orders)]);
            }
            Effect::Mailed(mail) => {
                self.records.insert(partition::mail(mail.order, mail.event), doc(mail)?);
            }
            Effect::Movement(movement) => {
                self.records.insert(partition::movement(movement.product, movement.event), doc(movement)?);
            }
            Effect::MarkLow { product, event } => drop(self.low.insert(*product, Some(event))),
            Effect::ClearLow { product } => drop(self.low.insert(*product, None)),
        }
        Ok(())
    }
}

fn doc(record: &impl serde::Serialize) -> Result<Item, Fault> {
    Ok(Item::from([("doc".to_owned(), json(record)?)]))
}

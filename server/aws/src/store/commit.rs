//! One commit is one transaction: data, stock, counters, names, journal, outbox
//! and the kept answer, all or nothing.

use std::collections::BTreeMap;

use tenantry_core::{
    TenantKey,
    commit::{Commit, CommitError, Counter, Document, DocumentKind, Expect, Subject, UniqueName, Write},
    event::EventKind,
    idempotency::IdemRecord,
    ids::{OrderId, ProductId},
    order::{Order, Status},
    product::Product,
};

use super::{
    DynamoStore, orders,
    plan::{OfCounter, OfName, OfProduct, OfRecord, Plan},
    products, watch,
};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, flag, json, number, text},
    fence::Gate,
    outbox::Waiting,
    partition::{self, Partition, Table},
};

/// What it means that an action was refused.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Replay,
    Product {
        id: ProductId,
        seen: Option<u64>,
        need: i64,
    },
    Order(OrderId),
    Document(DocumentKind),
    Limit {
        max: u64,
    },
    Name(UniqueName),
    /// The entry stands already: this very commit was applied by an earlier try.
    Applied,
    /// Has no condition.
    Free,
}

impl DynamoStore {
    /// All of the commits in one transaction, which bears the name of the first.
    pub(super) async fn commit_whole(&self, key: &TenantKey, commits: &[Commit]) -> Result<(), CommitError> {
        let Some(first) = commits.first() else { return Ok(()) };
        let plan = match Plan::of(commits.iter().flat_map(|commit| &commit.writes)) {
            Ok(plan) => plan,
            Err(refused) => return Err(self.kept(key, first).await?.unwrap_or(refused)),
        };
        let client = self.writing(key).await?;
        commits.iter().skip(1).for_each(|_| self.meter.write(key.id()));
        let build = |gate| self.transaction(key, commits, &plan, gate);
        self.send(&client, key, first.entry.id.0, build).await?.map_or(Ok(()), explain)
    }

    /// An earlier answer goes before whatever else is wrong.
    async fn kept(&self, key: &TenantKey, commit: &Commit) -> Result<Option<CommitError>, CommitError> {
        let Some(record) = &commit.idempotency else { return Ok(None) };
        let found = self.get(key, Table::Aux, &partition::idempotency(&record.key)).await?;
        let kept: Option<IdemRecord> = found.map(|item| item.json("record")).transpose()?;
        let kept = kept.filter(|kept| kept.expires_at > commit.entry.at);
        Ok(kept.map(|kept| CommitError::Replay(Box::new(kept))))
    }

    /// In the order in which refusals are told.
    fn transaction(
        &self,
        key: &TenantKey,
        commits: &[Commit],
        plan: &Plan<'_>,
        gate: Gate,
    ) -> Result<Transaction<Meaning>, Fault> {
        let mut to = Writing { partition: &self.partition, key, transaction: Transaction::new() };
        for commit in commits {
            if let Some(record) = &commit.idempotency {
                to.keep(record, commit)?;
            }
        }
        for (id, of) in &plan.products {
            to.product(*id, of)?;
        }
        for (id, of) in &plan.orders {
            to.order(*id, of)?;
        }
        for (counter, of) in &plan.counters {
            to.count(counter, of)?;
        }
        for (name, of) in &plan.names {
            to.name(name, of)?;
        }
        for (kind, of) in &plan.documents {
            to.document(*kind, of)?;
        }
        for (shard, moved) in statuses(commits) {
            let (key, change) = (to.aux_key(partition::statuses(shard)), adding(&moved, &Partition::owner(key)));
            to.transaction.update(None, &to.aux(), key, change, Some(gate.condition()))?;
        }
        for commit in commits {
            to.journal(commit)?;
        }
        to.outbox(commits)?;
        Ok(to.transaction)
    }
}

struct Writing<'a> {
    partition: &'a Partition,
    key: &'a TenantKey,
    transaction: Transaction<Meaning>,
}

impl Writing<'_> {
    fn aux(&self) -> String {
        self.partition.table(self.key, Table::Aux)
    }

    fn aux_key(&self, k: String) -> Item {
        Partition::key(self.key, Table::Aux, k)
    }

    fn keep(&mut self, record: &IdemRecord, commit: &Commit) -> Result<(), Fault> {
        let until = record.expires_at.as_millisecond();
        let item = Partition::item(
            self.key,
            Table::Aux,
            partition::idempotency(&record.key),
            [
                ("record".to_owned(), json(record)?),
                ("until".to_owned(), number(until)),
                // Deleted some time after; until then the condition looks at the exact moment.
                ("expires_at".to_owned(), number(until.div_euclid(1_000) + 1)),
            ],
        );
        let free = Condition::new("attribute_not_exists(k) OR #until <= :now")
            .name("#until", "until")
            .value(":now", number(commit.entry.at.as_millisecond()));
        self.transaction.put(Meaning::Replay, &self.aux(), item, Some(free))
    }

    fn product(&mut self, id: ProductId, of: &OfProduct<'_>) -> Result<(), Fault> {
        let table = self.partition.table(self.key, Table::Products);
        let key = Partition::key(self.key, Table::Products, id.to_string());
        if let Some((product, Expect::Absent)) = of.put {
            let absent = Condition::new("attribute_not_exists(product_id)");
            let meaning = Meaning::Product { id, seen: None, need: 0 };
            if of.removed.is_some() {
                return self.transaction.check(meaning, &table, key, absent);
            }
            let inventory = (product.inventory as i64).saturating_add(of.delta);
            let mut attributes = products::catalogue(product);
            attributes.insert("inventory".to_owned(), number(inventory));
            let item = Partition::item(self.key, Table::Products, id.to_string(), attributes);
            return self.transaction.put(meaning, &table, item, Some(absent));
        }
        let put = of.put.map(|(product, _)| product);
        let seen = put.map(|product| product.version - 1).or(of.at_version).or(of.removed);
        let mut condition = Condition::new("attribute_exists(product_id)");
        let mut and = |more: &str| condition.expression.push_str(more);
        if seen.is_some() {
            and(" AND catalog_version = :seen");
        }
        if of.at_version.is_some() {
            and(" AND archived = :live");
        }
        if of.need > 0 {
            and(" AND inventory >= :need");
        }
        condition.values.extend(seen.map(|seen| (":seen".to_owned(), number(seen))));
        condition.values.extend(of.at_version.map(|_| (":live".to_owned(), flag(false))));
        condition.values.extend((of.need > 0).then(|| (":need".to_owned(), number(of.need))));
        let meaning = Meaning::Product { id, seen, need: of.need };
        if of.removed.is_some() {
            return self.transaction.delete(meaning, &table, key, Some(condition));
        }
        self.transaction.update(meaning, &table, key, revision(put, of.delta), Some(condition))
    }

    fn order(&mut self, id: OrderId, of: &OfRecord<'_, Order>) -> Result<(), Fault> {
        let table = self.partition.table(self.key, Table::Orders);
        let item = of.after.map(|order| orders::item(self.key, order)).transpose()?;
        let key = Partition::key(self.key, Table::Orders, id.to_string());
        self.record(Meaning::Order(id), &table, key, item, expected(of.before, "order_id"))
    }

    fn document(&mut self, kind: DocumentKind, of: &OfRecord<'_, Document>) -> Result<(), Fault> {
        let key = self.aux_key(partition::document(kind));
        let attributes = |document: &Document| {
            [("version".to_owned(), number(document.version)), ("body".to_owned(), text(&document.body))]
        };
        let item = of
            .after
            .map(|document| Partition::item(self.key, Table::Aux, partition::document(kind), attributes(document)));
        self.record(Meaning::Document(kind), &self.aux(), key, item, expected(of.before, "k"))
    }

    /// Written whole, or taken away.
    fn record(
        &mut self,
        meaning: Meaning,
        table: &str,
        key: Item,
        item: Option<Item>,
        (expect, condition): (Expect, Condition),
    ) -> Result<(), Fault> {
        match (item, expect) {
            (Some(item), _) => self.transaction.put(meaning, table, item, Some(condition)),
            (None, Expect::Version(_)) => self.transaction.delete(meaning, table, key, Some(condition)),
            // It came and went in one commit.
            (None, Expect::Absent) => self.transaction.check(meaning, table, key, condition),
        }
    }

    fn count(&mut self, counter: &Counter, of: &OfCounter) -> Result<(), Fault> {
        let change = adding(&Adding::from([("n".to_owned(), of.delta)]), &Partition::owner(self.key));
        let condition = of.room.map(|(room, _)| {
            let absent = if room >= 0 { "attribute_not_exists(n) OR " } else { "" };
            Condition::new(format!("{absent}n <= :room")).value(":room", number(room))
        });
        let meaning = of.room.map_or(Meaning::Free, |(_, max)| Meaning::Limit { max });
        self.transaction.update(meaning, &self.aux(), self.aux_key(partition::counter(counter)), change, condition)
    }

    fn name(&mut self, name: &UniqueName, of: &OfName) -> Result<(), Fault> {
        let (table, key) = (self.aux(), self.aux_key(partition::name(name)));
        let free = of.must_be_free.then(|| Condition::new("attribute_not_exists(k)"));
        let meaning = Meaning::Name(name.clone());
        match (of.owner, free) {
            (Some(owner), free) => {
                let owner = [("owner".to_owned(), text(owner.to_string()))];
                let item = Partition::item(self.key, Table::Aux, partition::name(name), owner);
                self.transaction.put(meaning, &table, item, free)
            }
            (None, Some(free)) => self.transaction.check(meaning, &table, key, free),
            (None, None) => self.transaction.delete(Meaning::Free, &table, key, None),
        }
    }

    fn journal(&mut self, commit: &Commit) -> Result<(), Fault> {
        let mut item = Waiting::key(self.key.id(), commit.entry.id.0);
        item.insert("doc".to_owned(), json(&commit.entry)?);
        let new = Condition::new("attribute_not_exists(entry_id)");
        self.transaction.put(Meaning::Applied, &self.partition.journal(), item, Some(new))
    }

    /// The events of all of them wait as one.
    fn outbox(&mut self, commits: &[Commit]) -> Result<(), Fault> {
        let mut entries = commits.iter().map(|commit| &commit.entry).filter(|entry| !entry.events.is_empty());
        let Some(first) = entries.next() else { return Ok(()) };
        let events = first.events.iter().chain(entries.flat_map(|entry| &entry.events)).cloned().collect();
        let waiting = Waiting::new(self.key.id(), first.id.0, events, first.at);
        self.transaction.put(Meaning::Free, &self.partition.outbox(), waiting.item()?, None)
    }
}

/// Writes the catalogue's attributes and takes away those that are gone; moves the stock.
pub(super) fn revision(product: Option<&Product>, delta: i64) -> Condition {
    let mut change = Condition::default();
    let (mut set, mut remove) = (Vec::new(), Vec::new());
    if let Some(product) = product {
        let attributes = products::catalogue(product);
        for (n, name) in products::OPTIONAL.into_iter().filter(|name| !attributes.contains_key(*name)).enumerate() {
            remove.push(format!("#r{n}"));
            change.names.insert(format!("#r{n}"), name.to_owned());
        }
        for (n, (name, value)) in attributes.into_iter().enumerate() {
            set.push(format!("#s{n} = :s{n}"));
            change.names.insert(format!("#s{n}"), name);
            change.values.insert(format!(":s{n}"), value);
        }
    }
    if delta != 0 || product.is_none() {
        set.push("inventory = inventory + :delta".to_owned());
        change.values.insert(":delta".to_owned(), number(delta));
    }
    change.expression = format!("SET {}", set.join(", "));
    if !remove.is_empty() {
        change.expression.push_str(&format!(" REMOVE {}", remove.join(", ")));
    }
    change
}

/// How the numbers of orders by status move, by shard.
fn statuses(commits: &[Commit]) -> BTreeMap<u8, Adding> {
    let mut moved: BTreeMap<u8, Adding> = BTreeMap::new();
    let mut add = |order: OrderId, status: Status, by: i64| {
        let shard = moved.entry(partition::shard_of(order)).or_default();
        *shard.entry(status.name().to_owned()).or_default() += by;
    };
    for (commit, write) in commits.iter().flat_map(|commit| commit.writes.iter().map(move |write| (commit, write))) {
        match write {
            Write::Order { order, expect: Expect::Absent } => add(order.id, order.status, 1),
            Write::Order { order, expect: Expect::Version(_) } => {
                for event in &commit.entry.events {
                    if let EventKind::OrderMoved { order: id, from, to } = &event.kind
                        && *id == order.id
                    {
                        add(*id, *from, -1);
                        add(*id, *to, 1);
                    }
                }
            }
            Write::RemoveOrder { order, .. } => {
                for event in &commit.entry.events {
                    if let EventKind::SampleOrderRemoved { order: id, status } = &event.kind
                        && id == order
                    {
                        add(*id, *status, -1);
                    }
                }
            }
            _ => {}
        }
    }
    moved
}

/// `id` is an attribute that every item of the table has.
fn expected(expect: Expect, id: &str) -> (Expect, Condition) {
    let condition = match expect {
        Expect::Absent => Condition::new(format!("attribute_not_exists({id})")),
        Expect::Version(seen) => {
            Condition::new("#version = :seen").name("#version", "version").value(":seen", number(seen))
        }
    };
    (expect, condition)
}

fn explain(refusals: Vec<(Meaning, Option<Item>)>) -> Result<(), CommitError> {
    if refusals.iter().any(|(meaning, _)| matches!(meaning, Meaning::Applied)) {
        return Ok(());
    }
    let Some((meaning, found)) = refusals.into_iter().next() else {
        return Err(Fault::Malformed("a transaction was refused without a reason".to_owned()).into());
    };
    Err(match meaning {
        Meaning::Replay => match found.map(|item| item.json("record")).transpose()? {
            Some(record) => CommitError::Replay(Box::new(record)),
            None => Fault::Malformed("a kept answer was refused without telling it".to_owned()).into(),
        },
        Meaning::Product { id, seen, need } => of_product(id, seen, need, found)?,
        Meaning::Order(id) => CommitError::Unexpected(Subject::Order(id)),
        Meaning::Document(kind) => CommitError::Unexpected(Subject::Document(kind)),
        Meaning::Limit { max } => CommitError::OverLimit { max, used: watch::count(found.as_ref())? },
        Meaning::Name(name) => CommitError::Taken(name),
        Meaning::Applied | Meaning::Free => {
            Fault::Malformed("an action without condition was refused".to_owned()).into()
        }
    })
}

/// What is not there or has moved on goes before what is too little.
fn of_product(id: ProductId, seen: Option<u64>, need: i64, found: Option<Item>) -> Result<CommitError, Fault> {
    let unexpected = CommitError::Unexpected(Subject::Product(id));
    let Some(item) = found.filter(|_| need > 0) else { return Ok(unexpected) };
    let product = products::read(&item)?;
    if seen.is_some_and(|seen| seen != product.version || product.archived) || product.inventory as i64 >= need {
        return Ok(unexpected);
    }
    Ok(CommitError::OutOfStock { product: id, available: product.inventory })
}

//! One commit is one transaction: data, stock, counters, names, journal, outbox
//! and the kept answer, all or nothing.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    TenantKey,
    domain::{
        idempotency::IdemRecord,
        ids::{OrderId, ProductId, ResourceId},
        product::Product,
        resource::IndexKey,
    },
    ports::commit::{
        Commit, CommitError, Counter, Document, DocumentKind, Expect, OrderTransition, ResourceChange, Subject,
        UniqueName,
    },
};
use uuid::Uuid;

use super::{
    DynamoStore,
    counters::{Way, has_room},
    journal::{self, Committing},
    kept, orders,
    plan::{OfCounter, OfName, OfOrder, OfProduct, OfRecord, OfResource, Plan},
    products, resources,
    send::Refusals,
    stock::{self, INVENTORY},
    watch,
};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, flag, number, text},
    fence::WriteMode,
    hash_keys,
    outbox::Waiting,
    partition::{self, Partition, Table},
};

/// Attempts when a counter's parts have to be moved first.
const ROUNDS: u32 = 20;

/// The reason for the cancellation of a transaction, by its action.
#[derive(Clone, Debug)]
pub(super) enum CancellationReason {
    Replay,
    Product {
        id: ProductId,
        seen: Option<u64>,
        need: i64,
    },
    Order(OrderId),
    Document(DocumentKind),
    Resource(ResourceId),
    Limit {
        counter: Counter,
        max: u64,
    },
    /// The part of a counter is not open, or has nothing left (see `counters`).
    Part,
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
        let (mut way, mut token) = (self.way(key, &plan), first.entry.id.0);
        let committing = Committing::begin();
        for round in 0..ROUNDS {
            committing.go_on(round)?;
            let build = |gate| self.transaction(key, commits, &plan, way, gate);
            let Some(refusals) = self.send(&client, key, token, build).await? else { return Ok(()) };
            if self.separated(key, &refusals).await? {
                token = Uuid::new_v4();
                continue;
            }
            let Some(other) = self.other_way(key, &plan, &refusals).await? else { return explain(refusals) };
            // Another request, which DynamoDB would not take under the same token.
            (way, token) = (other, Uuid::new_v4());
        }
        Err(Fault::Service { tries: ROUNDS, detail: "a counter's parts moved each time".to_owned() }.into())
    }

    /// Records alone, in one transaction: false where one is not as it was read.
    pub(super) async fn keep_resources(&self, key: &TenantKey, changes: &[ResourceChange]) -> Result<bool, Fault> {
        let client = self.writing(key).await?;
        let build = |_| {
            let mut to = Writing { partition: &self.partition, key, transaction: Transaction::new() };
            for ResourceChange { before, after } in changes {
                let Some(either) = after.as_ref().or(before.as_ref()) else { continue };
                to.resource(&either.kind, either.id, &OfRecord { before: before.as_ref(), after: after.as_ref() })?;
            }
            Ok(to.transaction)
        };
        Ok(self.send(&client, key, Uuid::new_v4(), build).await?.is_none())
    }

    /// Returns whether what was rejected missed the stock of products that are there, which it will find now.
    async fn separated(&self, key: &TenantKey, refusals: &Refusals<CancellationReason>) -> Result<bool, Fault> {
        if !matches!(refusals.first(), Some((CancellationReason::Product { .. }, None))) {
            return Ok(false);
        }
        let mut all = true;
        for (reason, found) in refusals {
            if let (CancellationReason::Product { id, .. }, None) = (reason, found) {
                all &= self.separate(key, *id).await?;
            }
        }
        Ok(all)
    }

    /// An earlier answer goes before whatever else is wrong.
    async fn kept(&self, key: &TenantKey, commit: &Commit) -> Result<Option<CommitError>, CommitError> {
        let Some(record) = &commit.idempotency else { return Ok(None) };
        let found = self.get(key, Table::Aux, &partition::idempotency(&record.key)).await?;
        let kept: Option<IdemRecord> = found.as_ref().map(kept::read).transpose()?;
        let kept = kept.filter(|kept| kept.expires_at > commit.entry.at);
        Ok(kept.map(|kept| CommitError::Replay(Box::new(kept))))
    }

    /// In the order in which rejections are reported.
    fn transaction(
        &self,
        key: &TenantKey,
        commits: &[Commit],
        plan: &Plan<'_>,
        way: Way<'_>,
        gate: WriteMode,
    ) -> Result<Transaction<CancellationReason>, Fault> {
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
        for ((kind, id), of) in &plan.resources {
            to.resource(kind, *id, of)?;
        }
        to.ahead(plan)?;
        to.counters(plan, way)?;
        for (name, of) in &plan.names {
            to.name(name, of)?;
        }
        for (kind, of) in &plan.documents {
            to.document(*kind, of)?;
        }
        for (shard, mut moved) in statuses(key, plan) {
            way.moves(&mut moved);
            let k = partition::statuses(shard);
            let mut change = adding(&moved, &Partition::owner(key, Table::Aux, &k));
            change.expression.push_str(Partition::unlist(key, Table::Aux, &k));
            let (aux, item) = (to.aux(), to.aux_key(k));
            match way.and_has_part(gate.condition()) {
                Some(both) => {
                    let reason = (gate.is_met(), CancellationReason::Part);
                    to.transaction.update_fence(reason, &aux, item, change, both)?;
                }
                None => to.transaction.update(None, &aux, item, change, Some(gate.condition()))?,
            }
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
    transaction: Transaction<CancellationReason>,
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
                kept::attribute(record)?,
                ("until".to_owned(), number(until)),
                // Deleted some time after; until then the condition looks at the exact moment.
                ("expires_at".to_owned(), number(until.div_euclid(1_000) + 1)),
            ],
        );
        let free = Condition::new("attribute_not_exists(k) OR #until <= :now")
            .name("#until", "until")
            .value(":now", number(commit.entry.at.as_millisecond()));
        self.transaction.put(CancellationReason::Replay, &self.aux(), item, Some(free))
    }

    fn product(&mut self, id: ProductId, of: &OfProduct<'_>) -> Result<(), Fault> {
        let table = self.partition.table(self.key, Table::Products);
        let key = Partition::key(self.key, Table::Products, id.to_string());
        if let Some((product, Expect::Absent)) = of.put {
            let absent = Condition::new("attribute_not_exists(product_id)");
            let reason = CancellationReason::Product { id, seen: None, need: 0 };
            if of.removed.is_some() {
                return self.transaction.check(reason, &table, key, absent);
            }
            let inventory = (product.inventory as i64).saturating_add(of.delta);
            let attributes = products::catalogue(product);
            let item = Partition::item(self.key, Table::Products, id.to_string(), attributes);
            self.transaction.put(reason, &table, item, Some(absent))?;
            let stock = stock::item(self.key, product, inventory);
            return self.transaction.put(CancellationReason::Free, &table, stock, None);
        }
        let put = of.put.map(|(product, _)| product);
        let seen = put.map(|product| product.version - 1).or(of.at_version).or(of.removed);
        if let Some(seen) = seen.filter(|_| put.is_some() || of.removed.is_some()) {
            let still = Condition::new("catalog_version = :seen").value(":seen", number(seen));
            let reason = CancellationReason::Product { id, seen: Some(seen), need: 0 };
            match put.filter(|_| of.removed.is_none()) {
                Some(product) => self.transaction.update(reason, &table, key, revision(product), Some(still))?,
                None => self.transaction.delete(reason, &table, key, Some(still))?,
            }
        }
        // Its stock bears the version too, so a sale asks nothing of the product itself.
        let key = Partition::key(self.key, Table::Products, partition::stock(id));
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
        let reason = CancellationReason::Product { id, seen, need: of.need };
        if of.removed.is_some() {
            return self.transaction.delete(reason, &table, key, Some(condition));
        }
        self.transaction.update(reason, &table, key, stock::change(put, of.delta), Some(condition))
    }

    fn order(&mut self, id: OrderId, of: &OfOrder<'_>) -> Result<(), Fault> {
        let table = self.partition.table(self.key, Table::Orders);
        let item = of.after.map(|order| orders::item(self.key, order)).transpose()?;
        let key = Partition::key(self.key, Table::Orders, id.to_string());
        let expected = match of.before {
            OrderTransition::Placed => expected(Expect::Absent, "order_id"),
            OrderTransition::From { version, status } => {
                let (expect, condition) = expected(Expect::Version(version), "order_id");
                (expect, orders::and_in_status(condition, id, status))
            }
        };
        self.record(CancellationReason::Order(id), &table, key, item, expected)
    }

    /// Marks that ids are ahead, which happens once a clock was set back.
    fn ahead(&mut self, plan: &Plan<'_>) -> Result<(), Fault> {
        let placed = plan.orders.iter().filter(|(_, of)| of.before == OrderTransition::Placed);
        let powers: BTreeSet<u32> = placed.filter_map(|(_, of)| of.after.and_then(orders::ahead)).collect();
        for power in powers {
            let mark = [("power".to_owned(), number(power))];
            let item = Partition::item(self.key, Table::Aux, partition::ahead(power), mark);
            self.transaction.put(CancellationReason::Free, &self.aux(), item, None)?;
        }
        Ok(())
    }

    fn document(&mut self, kind: DocumentKind, of: &OfRecord<'_, Document>) -> Result<(), Fault> {
        let key = self.aux_key(partition::document(kind));
        let attributes = |Document { kind: _, version, body }: &Document| {
            [("version".to_owned(), number(version)), ("body".to_owned(), text(body))]
        };
        let item = of
            .after
            .map(|document| Partition::item(self.key, Table::Aux, partition::document(kind), attributes(document)));
        self.record(CancellationReason::Document(kind), &self.aux(), key, item, expected(of.before, "k"))
    }

    fn resource(&mut self, kind: &str, id: ResourceId, of: &OfResource<'_>) -> Result<(), Fault> {
        let key = self.aux_key(partition::resource(kind, id));
        let item = of.after.map(|resource| resources::item(self.key, resource)).transpose()?;
        self.record(CancellationReason::Resource(id), &self.aux(), key, item, expected(of.expect(), "k"))?;
        let place = |key: &IndexKey| partition::place(&partition::index(kind, &key.index), &key.key, id.0);
        let (gone, new) = of.moved();
        for key in gone {
            let key = self.aux_key(place(key));
            self.transaction.delete(CancellationReason::Free, &self.aux(), key, None)?;
        }
        for key in new {
            let item = Partition::item(self.key, Table::Aux, place(key), Item::new());
            self.transaction.put(CancellationReason::Free, &self.aux(), item, None)?;
        }
        Ok(())
    }

    /// Written whole, or taken away.
    fn record(
        &mut self,
        reason: CancellationReason,
        table: &str,
        key: Item,
        item: Option<Item>,
        (expect, condition): (Expect, Condition),
    ) -> Result<(), Fault> {
        match (item, expect) {
            (Some(item), _) => self.transaction.put(reason, table, item, Some(condition)),
            (None, Expect::Version(_)) => self.transaction.delete(reason, table, key, Some(condition)),
            // It came and went in one commit.
            (None, Expect::Absent) => self.transaction.check(reason, table, key, condition),
        }
    }

    fn counters(&mut self, plan: &Plan<'_>, way: Way<'_>) -> Result<(), Fault> {
        match way {
            Way::Direct => plan.counters.iter().try_for_each(|(counter, of)| self.count(counter, of)),
            Way::Part(_) => Ok(()),
            Way::Grant(..) => {
                let Some((counter, change, condition)) = way.grant(self.key) else { return Ok(()) };
                let key = self.aux_key(partition::counter(counter));
                self.transaction.update(CancellationReason::Part, &self.aux(), key, change, Some(condition))
            }
        }
    }

    fn count(&mut self, counter: &Counter, of: &OfCounter) -> Result<(), Fault> {
        let k = partition::counter(counter);
        let owner = Partition::owner(self.key, Table::Aux, &k);
        let change = adding(&Adding::from([("n".to_owned(), of.delta)]), &owner);
        let condition = of.room.map(|(room, _)| has_room(counter, room));
        let limit = |(_, max)| CancellationReason::Limit { counter: counter.clone(), max };
        let reason = of.room.map_or(CancellationReason::Free, limit);
        self.transaction.update(reason, &self.aux(), self.aux_key(k), change, condition)
    }

    fn name(&mut self, name: &UniqueName, of: &OfName) -> Result<(), Fault> {
        let (table, key) = (self.aux(), self.aux_key(partition::name(name)));
        let free = of.must_be_free.then(|| Condition::new("attribute_not_exists(k)"));
        let reason = CancellationReason::Name(name.clone());
        match (of.owner, free) {
            (Some(owner), free) => {
                let owner = [("owner".to_owned(), text(owner.to_string()))];
                let item = Partition::item(self.key, Table::Aux, partition::name(name), owner);
                self.transaction.put(reason, &table, item, free)
            }
            (None, Some(free)) => self.transaction.check(reason, &table, key, free),
            (None, None) => self.transaction.delete(CancellationReason::Free, &table, key, None),
        }
    }

    fn journal(&mut self, commit: &Commit) -> Result<(), Fault> {
        let number = hash_keys::number_of_entry(self.key, commit.entry.id.0);
        let item = journal::item(self.key.id(), number, &commit.entry)?;
        let new = Condition::new("attribute_not_exists(entry_id)");
        self.transaction.put(CancellationReason::Applied, &self.partition.journal(), item, Some(new))
    }

    /// The events of all of them wait as one.
    fn outbox(&mut self, commits: &[Commit]) -> Result<(), Fault> {
        let mut entries = commits.iter().map(|commit| &commit.entry).filter(|entry| !entry.events.is_empty());
        let Some(first) = entries.next() else { return Ok(()) };
        let events = first.events.iter().chain(entries.flat_map(|entry| &entry.events)).cloned().collect();
        let waiting = Waiting::of(self.key, first.id.0, events, first.at);
        self.transaction.put(CancellationReason::Free, &self.partition.outbox(), waiting.item()?, None)
    }
}

/// Writes the catalogue's attributes and takes away those that are gone.
pub(super) fn revision(product: &Product) -> Condition {
    let mut change = Condition::default();
    let (mut set, mut remove) = (Vec::new(), Vec::new());
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
    change.expression = format!("SET {}", set.join(", "));
    if !remove.is_empty() {
        change.expression.push_str(&format!(" REMOVE {}", remove.join(", ")));
    }
    change
}

/// How the numbers of orders by status move, by shard.
fn statuses(key: &TenantKey, plan: &Plan<'_>) -> BTreeMap<u8, Adding> {
    let mut moved: BTreeMap<u8, Adding> = BTreeMap::new();
    for (order, of) in &plan.orders {
        let Some((left, now)) = of.moved() else { continue };
        let shard = moved.entry(partition::shard_of(key.placement(), *order)).or_default();
        for (status, by) in left.map(|left| (left, -1)).into_iter().chain(now.map(|now| (now, 1))) {
            *shard.entry(status.name().to_owned()).or_default() += by;
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

fn explain(refusals: Vec<(CancellationReason, Option<Item>)>) -> Result<(), CommitError> {
    if refusals.iter().any(|(reason, _)| matches!(reason, CancellationReason::Applied)) {
        return Ok(());
    }
    let Some((reason, found)) = refusals.into_iter().next() else {
        return Err(Fault::Malformed("a transaction was rejected without a reason".to_owned()).into());
    };
    Err(match reason {
        CancellationReason::Replay => match found.as_ref().map(kept::read).transpose()? {
            Some(record) => CommitError::Replay(Box::new(record)),
            None => Fault::Malformed("a kept answer was rejected without returning it".to_owned()).into(),
        },
        CancellationReason::Product { id, seen, need } => of_product(id, seen, need, found)?,
        CancellationReason::Order(id) => CommitError::Unexpected(Subject::Order(id)),
        CancellationReason::Document(kind) => CommitError::Unexpected(Subject::Document(kind)),
        CancellationReason::Resource(id) => CommitError::Unexpected(Subject::Resource(id)),
        CancellationReason::Limit { max, .. } => CommitError::OverLimit { max, used: watch::count(found.as_ref())? },
        CancellationReason::Name(name) => CommitError::Taken(name),
        CancellationReason::Applied | CancellationReason::Free | CancellationReason::Part => {
            Fault::Malformed("an action was rejected that is never reported".to_owned()).into()
        }
    })
}

/// What is not there or has moved on goes before what is too little.
fn of_product(id: ProductId, seen: Option<u64>, need: i64, found: Option<Item>) -> Result<CommitError, Fault> {
    let unexpected = CommitError::Unexpected(Subject::Product(id));
    let Some(item) = found.filter(|_| need > 0) else { return Ok(unexpected) };
    let (version, inventory): (u64, u64) = (item.number("catalog_version")?, item.number(INVENTORY)?);
    if seen.is_some_and(|seen| seen != version)
        || (seen.is_some() && item.flag("archived")?)
        || inventory as i64 >= need
    {
        return Ok(unexpected);
    }
    Ok(CommitError::OutOfStock { product: id, available: inventory })
}

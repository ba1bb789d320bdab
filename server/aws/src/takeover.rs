//! What does not agree in a tenant's data after its region was lost. Replication
//! goes item by item, so of the last transactions a part may be there: an order
//! without its stock, a count without its order. Orders are what is believed:
//! counts and stock can be corrected by them, the rest is for a person to know.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client, operation::update_item::builders::UpdateItemFluentBuilder, types::ReturnConsumedCapacity,
};
use jiff::Timestamp;
use serde::Serialize;
use tenantry_core::{
    TenantKey,
    domain::{
        ids::{OrderId, ProductId},
        insights::{Movement, MovementReason},
        order::Order,
        order_status::Status,
    },
};

use crate::{
    dynamo::{Clients, Consumption, Deadline, Fault, Item, Reading, flag, number},
    moving::TenantItems,
    partition::{self, Partition, STATUS_SHARDS, Table},
};

/// How long one correction may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Compares what a tenant's tables say of one thing.
pub struct Takeover {
    clients: Arc<dyn Clients>,
    partition: Partition,
    used: Arc<Consumption>,
}

/// What was found.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Disagreement {
    /// Items that count orders by status, and are wrong.
    pub counts: usize,
    /// Orders that the ledger names since that time and that are not there.
    pub lost_orders: BTreeSet<OrderId>,
    /// Orders since that time which the ledger does not name: their events are lost, so nobody was mailed.
    pub unrecorded_orders: BTreeSet<OrderId>,
    /// Products whose stock is not what is left by the orders that are there.
    pub stock: Vec<StockDifference>,
    /// Products whose stock is not there, or that of another version: they can't be sold or edited until it is corrected.
    pub without_stock: BTreeSet<ProductId>,
}

/// A stock that is not what it should be by the books; only a look at the shelf says what it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StockDifference {
    pub product: ProductId,
    pub stock: i64,
    /// Opening stock and adjustments, less what orders took.
    pub expected: i64,
    /// Whether the product was saved since, perhaps with a stock that the ledger does not have yet. It is left to a person.
    pub saved_since: bool,
}

/// A product's item, as far as its stock goes.
struct Shelf {
    version: i64,
    archived: bool,
    updated_at: i64,
    /// As an earlier version kept it.
    inside: Option<i64>,
}

/// A product that lacks the stock of its version.
struct Unstocked {
    product: ProductId,
    version: i64,
    archived: bool,
    expected: i64,
}

/// What is to be set right.
#[derive(Default)]
struct Wrong {
    counts: Vec<Count>,
    unstocked: Vec<Unstocked>,
}

/// One item of counts, which two looks have to find the same.
#[derive(PartialEq, Eq)]
struct Count {
    k: String,
    /// What both items say that count the same orders: one of a pool and a silo, the other of silos alone.
    counted: Vec<(Option<i64>, Option<i64>)>,
    /// What it says of each status that is wrong, and what it should say.
    wrong: Vec<(Status, Option<i64>, i64)>,
}

impl Disagreement {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What the orders of a tenant say.
#[derive(Default)]
struct Orders {
    present: HashSet<OrderId>,
    /// Their stock never moved, but the ledger says so.
    samples: HashSet<OrderId>,
    counts: HashMap<([u8; 2], Status), i64>,
    /// What they hold of each product.
    taken: BTreeMap<ProductId, i64>,
    unrecorded: BTreeSet<OrderId>,
}

impl Orders {
    fn note(&mut self, order: &Order, since: Timestamp) {
        self.present.insert(order.id);
        *self.counts.entry((partition::shards_of(order.id), order.status)).or_default() += 1;
        if order.sample {
            self.samples.insert(order.id);
            return;
        }
        if order.created_at >= since {
            self.unrecorded.insert(order.id);
        }
        if order.status != Status::Cancelled {
            for line in &order.lines {
                *self.taken.entry(line.product).or_default() += i64::from(line.quantity);
            }
        }
    }
}

impl Takeover {
    pub fn new(clients: Arc<dyn Clients>, partition: Partition) -> Self {
        Self { clients, partition, used: Arc::default() }
    }

    /// Looks at all orders, movements and products of a tenant, once its events are worked off. `since` lies before the
    /// last moments of the lost region. While the tenant is written to, differences may be reported that are none.
    pub async fn check(&self, key: &TenantKey, since: Timestamp) -> Result<Disagreement, Fault> {
        let client = self.clients.of(key.id()).await?;
        Ok(self.look(&client, key, since).await?.0)
    }

    /// The same, and sets counts and stock right; returns what it found. What is written meanwhile is left for another
    /// call: a stock is changed only if two looks found the same difference and nobody saved it since, a count only if it
    /// did not move.
    pub async fn correct(&self, key: &TenantKey, since: Timestamp) -> Result<Disagreement, Fault> {
        let client = self.clients.of(key.id()).await?;
        let (first, seen) = self.look(&client, key, since).await?;
        if first.is_none() {
            return Ok(first);
        }
        let (second, wrong) = self.look(&client, key, since).await?;
        for count in wrong.counts.into_iter().filter(|count| seen.counts.contains(count)) {
            self.set_count(&client, key, count).await?;
        }
        for unstocked in wrong.unstocked.iter().filter(|one| first.without_stock.contains(&one.product)) {
            self.restock(&client, key, unstocked).await?;
        }
        let stands = |one: &&StockDifference| one.expected >= 0 && !one.saved_since && first.stock.contains(one);
        for difference in second.stock.iter().filter(stands) {
            self.set_stock(&client, key, difference).await?;
        }
        Ok(first)
    }

    async fn look(&self, client: &Client, key: &TenantKey, since: Timestamp) -> Result<(Disagreement, Wrong), Fault> {
        let at = TenantItems { client, partition: &self.partition, used: &self.used, key: *key };
        let mut found = Disagreement::default();
        // Before the orders: a count that moves meanwhile is known by having moved.
        let counted = at.get(Table::Aux, &(0..STATUS_SHARDS).map(partition::statuses).collect::<Vec<_>>()).await?;
        let mut orders = Orders::default();
        each(&at, Table::Orders, |item| {
            orders.note(&item.json("doc")?, since);
            Ok(())
        })
        .await?;
        let mut expected: BTreeMap<ProductId, i64> = BTreeMap::new();
        each(&at, Table::Aux, |item| {
            if item.text("k")?.starts_with(partition::MOVEMENTS) {
                weigh(&item.json("doc")?, since, &mut orders, &mut expected, &mut found);
            }
            Ok(())
        })
        .await?;
        for (product, taken) in &orders.taken {
            *expected.entry(*product).or_default() -= taken;
        }
        let (mut shelves, mut stocks) = (BTreeMap::new(), HashMap::new());
        each(&at, Table::Products, |item| {
            let id = item.text("product_id")?;
            let of = partition::product_of_stock(id);
            let product = of.unwrap_or(id);
            let product: ProductId =
                product.parse().map_err(|_| Fault::Malformed(format!("{id} is no product's id")))?;
            let version = item.number("catalog_version")?;
            if of.is_some() {
                stocks.insert(product, (version, item.number::<i64>("inventory")?));
                return Ok(());
            }
            let (archived, updated_at) = (item.flag("archived")?, item.number("updated_at")?);
            shelves.insert(product, Shelf { version, archived, updated_at, inside: item.maybe_number("inventory")? });
            Ok(())
        })
        .await?;
        let mut wrong = Wrong { counts: wrong_counts(&counted, &orders.counts)?, unstocked: Vec::new() };
        for (product, Shelf { version, archived, updated_at, inside }) in shelves {
            let expected = expected.get(&product).copied().unwrap_or_default();
            let apart: Option<(i64, i64)> = stocks.get(&product).copied();
            if apart.map_or(inside.is_none(), |(of, _)| of != version) {
                found.without_stock.insert(product);
                wrong.unstocked.push(Unstocked { product, version, archived, expected: expected.max(0) });
            }
            let stock = apart.map(|(_, stock)| stock).or(inside);
            let saved_since = updated_at >= since.as_millisecond();
            if let Some(stock) = stock.filter(|stock| *stock != expected) {
                found.stock.push(StockDifference { product, stock, expected, saved_since });
            }
        }
        found.counts = wrong.counts.len();
        found.unrecorded_orders = orders.unrecorded;
        Ok((found, wrong))
    }

    /// Gives a product the stock of its version; one that has none what is expected.
    async fn restock(&self, client: &Client, key: &TenantKey, one: &Unstocked) -> Result<(), Fault> {
        let mut sets = "catalog_version = :version, archived = :archived, \
                        inventory = if_not_exists(inventory, :expected)"
            .to_owned();
        let mut request = client
            .update_item()
            .table_name(self.partition.table(key, Table::Products))
            .set_key(Some(Partition::key(key, Table::Products, partition::stock(one.product))))
            .condition_expression("attribute_not_exists(product_id) OR catalog_version <> :version")
            .expression_attribute_values(":version", number(one.version))
            .expression_attribute_values(":archived", flag(one.archived))
            .expression_attribute_values(":expected", number(one.expected));
        let owner = Partition::owner(key, Table::Products, &partition::stock(one.product));
        for (n, (name, value)) in owner.into_iter().enumerate() {
            sets.push_str(&format!(", #o{n} = :o{n}"));
            request = request
                .expression_attribute_names(format!("#o{n}"), name)
                .expression_attribute_values(format!(":o{n}"), value);
        }
        self.send(key, request.update_expression(format!("SET {sets}"))).await
    }

    async fn set_count(&self, client: &Client, key: &TenantKey, Count { k, wrong, .. }: Count) -> Result<(), Fault> {
        let (mut sets, mut conditions) = (Vec::new(), Vec::new());
        let mut request = client.update_item().table_name(self.partition.table(key, Table::Aux));
        for (n, (status, before, wanted)) in wrong.iter().enumerate() {
            sets.push(format!("#s{n} = :w{n}"));
            request = request
                .expression_attribute_names(format!("#s{n}"), status.name())
                .expression_attribute_values(format!(":w{n}"), number(wanted));
            match before {
                Some(before) => {
                    conditions.push(format!("#s{n} = :b{n}"));
                    request = request.expression_attribute_values(format!(":b{n}"), number(before));
                }
                None => conditions.push(format!("attribute_not_exists(#s{n})")),
            }
        }
        for (n, (name, value)) in Partition::owner(key, Table::Aux, &k).into_iter().enumerate() {
            sets.push(format!("#o{n} = :o{n}"));
            request = request
                .expression_attribute_names(format!("#o{n}"), name)
                .expression_attribute_values(format!(":o{n}"), value);
        }
        let request = request
            .set_key(Some(Partition::key(key, Table::Aux, k)))
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression(conditions.join(" AND "));
        self.send(key, request).await
    }

    async fn set_stock(&self, client: &Client, key: &TenantKey, one: &StockDifference) -> Result<(), Fault> {
        // In the product's own item an earlier version kept it: only one of the two has that number.
        for id in [partition::stock(one.product), one.product.to_string()] {
            let request = client
                .update_item()
                .table_name(self.partition.table(key, Table::Products))
                .set_key(Some(Partition::key(key, Table::Products, id)))
                .update_expression("SET inventory = :expected")
                .condition_expression("inventory = :stock")
                .expression_attribute_values(":expected", number(one.expected))
                .expression_attribute_values(":stock", number(one.stock));
            self.send(key, request).await?;
        }
        Ok(())
    }

    /// What moved meanwhile stays as it is.
    async fn send(&self, key: &TenantKey, request: UpdateItemFluentBuilder) -> Result<(), Fault> {
        let request = request.return_consumed_capacity(ReturnConsumedCapacity::Total);
        let done = Deadline::new(TIMEOUT).call("ConditionalCheckFailedException", || request.clone().send()).await?;
        if let Some(done) = &done {
            self.used.write(key.id(), done.consumed_capacity().map_or(&[], std::slice::from_ref));
        }
        Ok(())
    }
}

/// Where a tenant was moved, or its silo is of an earlier version, two items count the same orders; what both are off by is
/// put right in the first.
fn wrong_counts(counted: &[Item], counts: &HashMap<([u8; 2], Status), i64>) -> Result<Vec<Count>, Fault> {
    let item = |k: &str| counted.iter().find(|item| item.maybe_text("k") == Some(k));
    let number = |shard: u8, status: Status| {
        let known = item(&partition::statuses(shard)).map(|item| item.maybe_number::<i64>(status.name()));
        known.transpose().map(Option::flatten)
    };
    let mut all = Vec::new();
    for shards in partition::pairs_of_shards() {
        let [first, second] = shards;
        let (mut wrong, mut known) = (Vec::new(), Vec::new());
        for status in Status::ALL {
            let (before, other) = (number(first, status)?, number(second, status)?);
            known.push((before, other));
            let wanted = counts.get(&(shards, status)).copied().unwrap_or_default() - other.unwrap_or_default();
            if before.unwrap_or_default() != wanted {
                wrong.push((status, before, wanted));
            }
        }
        if !wrong.is_empty() {
            all.push(Count { k: partition::statuses(first), counted: known, wrong });
        }
    }
    Ok(all)
}

/// Counts a movement for the stock that is expected, unless it is an order's: what that holds is known by itself.
fn weigh(
    movement: &Movement,
    since: Timestamp,
    orders: &mut Orders,
    expected: &mut BTreeMap<ProductId, i64>,
    found: &mut Disagreement,
) {
    if let Some(order) = movement.order {
        if movement.reason == MovementReason::Sold {
            orders.unrecorded.remove(&order);
        }
        let is_there = orders.present.contains(&order);
        if !is_there && movement.at >= since {
            found.lost_orders.insert(order);
            return;
        }
        if is_there && !orders.samples.contains(&order) {
            return;
        }
    }
    *expected.entry(movement.product).or_default() += movement.delta;
}

/// All items of a table, a page at a time.
async fn each(
    at: &TenantItems<'_>,
    table: Table,
    mut take: impl FnMut(&Item) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut after = None;
    loop {
        let (items, next) = at.page(table, after).await?;
        items.iter().try_for_each(&mut take)?;
        match next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

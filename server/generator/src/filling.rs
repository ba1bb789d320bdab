//! Writes a tenant's year through its store: each change with its journal entry and its events, as the use cases write
//! them, in batches that the store takes at once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::Timestamp;
use tenantry_core::{
    TenantKey,
    domain::{
        event::{Cause, Event, EventKind},
        ids::ProductId,
        journal::{Actor, Entry},
        order::{AddressInput, Order, OrderChange, OrderDraft, OrderInput, Placing},
        order_status::Status,
        product::Product,
        tenant::TenantRecord,
        zone,
    },
    ports::{
        commit::{Commit, CommitError, Counter, Expect, OrderTransition, UniqueName, Write},
        store::{Store, StoreError},
    },
};
use uuid::Uuid;

use crate::{
    Shape,
    agenda::{Agenda, PlannedOrder, Work},
    dice::Dice,
    goods,
};

/// Units of a product that are put on the shelf at a time.
const SHELF: std::ops::RangeInclusive<i64> = 60..=400;

/// Why a tenant could not be filled; what was written before stays.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store rejected a commit: another caller writes to the tenant, or it was filled before.
    #[error("a commit was rejected")]
    Rejected(#[from] CommitError),
    /// What was made up breaks a rule.
    #[error(transparent)]
    Rule(#[from] tenantry_core::Error),
}

/// How far a filling has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Orders that were placed.
    pub orders: usize,
    /// Commits that were written.
    pub commits: u64,
}

/// A product on sale, and what is left of it.
struct Goods {
    product: Arc<Product>,
    stock: i64,
}

/// Commits that are written together.
#[derive(Default)]
struct Batch {
    commits: Vec<Commit>,
    weight: usize,
}

impl Batch {
    fn push(&mut self, commit: Commit) {
        self.weight += commit.weight();
        self.commits.push(commit);
    }
}

/// A tenant that is being filled. The caller asks for one batch after the other, so that it can let events be delivered
/// in between.
pub struct Filling<'a> {
    store: &'a dyn Store,
    key: TenantKey,
    record: Arc<TenantRecord>,
    by: Actor,
    agenda: Agenda,
    /// Not that of the agenda, so that what is written changes nothing that is planned.
    dice: Dice,
    goods: Vec<Goods>,
    /// Orders that are still on their way, by their number.
    open: HashMap<usize, Order>,
    progress: Progress,
}

impl<'a> Filling<'a> {
    /// Makes the products. The tenant must be empty, and `by` names who did it all in its journal.
    pub async fn begin(
        store: &'a dyn Store,
        key: TenantKey,
        record: Arc<TenantRecord>,
        by: Actor,
        shape: &Shape,
    ) -> Result<Self, FillError> {
        let agenda = Agenda::new(shape, &zone::of(&record.time_zone));
        let opening = shape.until - jiff::SignedDuration::from_hours(24 * (i64::from(shape.days) + 2));
        let mut filling = Self {
            store,
            key,
            record,
            by,
            agenda,
            dice: Dice::new(!shape.seed),
            goods: Vec::with_capacity(shape.products),
            open: HashMap::new(),
            progress: Progress { orders: 0, commits: 0 },
        };
        let mut batch = Batch::default();
        for n in 0..shape.products {
            let stock = filling.dice.between(*SHELF.start(), *SHELF.end());
            let draft = goods::product(n, stock, &mut filling.dice)?;
            let product = Product::create(filling.id(opening).into(), draft, opening);
            batch.push(filling.create(&product, opening));
            filling.goods.push(Goods { product: Arc::new(product), stock });
            if filling.is_full(&batch) {
                filling.write(std::mem::take(&mut batch)).await?;
            }
        }
        filling.write(batch).await?;
        Ok(filling)
    }

    /// Writes the next batch; nothing once the year is over.
    pub async fn step(&mut self) -> Result<Option<Progress>, FillError> {
        let mut batch = Batch::default();
        while !self.is_full(&batch) {
            let Some((at, work)) = self.agenda.next() else { break };
            match work {
                Work::Place(planned) => self.place(at, &planned, &mut batch)?,
                Work::Move { order, to, tracking } => {
                    if let Some(commit) = self.advance(at, order, to, tracking.as_deref())? {
                        batch.push(commit);
                    }
                }
            }
        }
        if batch.commits.is_empty() {
            return Ok(None);
        }
        self.write(batch).await?;
        Ok(Some(self.progress))
    }

    fn create(&mut self, product: &Product, at: Timestamp) -> Commit {
        let sku = product.sku_fold().map(|sku| Write::Claim { name: UniqueName::Sku(sku), owner: product.id.0 });
        let counted = Write::Count { counter: Counter::Products, delta: 1, max: None };
        let written = Write::Product { product: product.clone(), expect: Expect::Absent };
        let writes = [counted, written].into_iter().chain(sku).collect();
        let stock = product.inventory;
        self.commit(at, writes, EventKind::ProductCreated { product: product.id, stock, cause: Cause::Edit })
    }

    fn place(&mut self, at: Timestamp, planned: &PlannedOrder, batch: &mut Batch) -> Result<(), FillError> {
        for (nth, quantity) in &planned.lines {
            if self.goods[*nth].stock < *quantity {
                batch.push(self.restock(at, *nth));
            }
            self.goods[*nth].stock -= quantity;
        }
        let order = self.order(at, planned)?;
        let month = Counter::Orders(self.record.month(at));
        let mut writes = vec![
            Write::Count { counter: month, delta: 1, max: None },
            Write::Order { order: order.clone(), transition: OrderTransition::Placed },
        ];
        writes.extend(order.lines.iter().map(|line| Write::Stock {
            product: line.product,
            delta: -i64::from(line.quantity),
            at_version: Some(1),
        }));
        let reference = order.external_ref.clone().map(UniqueName::ExternalRef);
        writes.extend(reference.map(|name| Write::Claim { name, owner: order.id.0 }));
        batch.push(self.commit(at, writes, EventKind::OrderPlaced { order: order.id }));
        self.open.insert(planned.nth, order);
        self.progress.orders += 1;
        Ok(())
    }

    fn order(&mut self, at: Timestamp, planned: &PlannedOrder) -> Result<Order, FillError> {
        let on_sale = planned.lines.iter().map(|(nth, _)| &self.goods[*nth].product);
        let products: BTreeMap<ProductId, Arc<Product>> =
            on_sale.map(|product| (product.id, product.clone())).collect();
        let lines: Vec<(ProductId, i64)> =
            planned.lines.iter().map(|(nth, quantity)| (self.goods[*nth].product.id, *quantity)).collect();
        let (email, street) =
            (format!("customer-{}@example.com", planned.customer), format!("{} Mill Lane", 1 + planned.customer % 180));
        let reference = planned.has_reference.then(|| format!("WEB-{:08}", planned.nth));
        let draft = OrderDraft::new(OrderInput {
            external_ref: reference.as_deref(),
            customer_email: &email,
            lines: &lines,
            shipping_address: Some(AddressInput {
                street: &street,
                city: "Leeds",
                state: None,
                zip: "LS1 4AP",
                country: Some("GB"),
            }),
            note: planned.note,
        })?;
        let placing = Placing {
            id: self.id(at).into(),
            number_prefix: &self.record.settings.order_number_prefix,
            products: &products,
            currency: self.record.currency,
            placed_on: self.record.local_date(at),
            placed_hour: self.record.local_hour(at),
            by: self.by,
            now: at,
        };
        Ok(Order::place(&draft, &placing)?)
    }

    fn restock(&mut self, at: Timestamp, nth: usize) -> Commit {
        let delta = self.dice.between(*SHELF.start(), *SHELF.end());
        self.goods[nth].stock += delta;
        let product = self.goods[nth].product.id;
        let writes = vec![Write::Stock { product, delta, at_version: None }];
        self.commit(at, writes, EventKind::ProductUpdated { product, stock_delta: delta, cause: Cause::Edit })
    }

    fn advance(
        &mut self,
        at: Timestamp,
        nth: usize,
        to: Status,
        tracking: Option<&str>,
    ) -> Result<Option<Commit>, FillError> {
        let Some(order) = self.open.remove(&nth) else { return Ok(None) };
        let tracking = tracking.or(order.tracking.as_deref());
        let next = order.revise(&OrderChange::new(to, order.note.as_deref(), tracking)?, self.by, at)?;
        let mut writes = vec![Write::Order { order: next.clone(), transition: OrderTransition::of(&order) }];
        if to == Status::Cancelled {
            writes.extend(next.lines.iter().map(|line| Write::Stock {
                product: line.product,
                delta: i64::from(line.quantity),
                at_version: None,
            }));
        }
        let commit = self.commit(at, writes, EventKind::OrderMoved { order: order.id, from: order.status, to });
        if !to.next().is_empty() {
            self.open.insert(nth, next);
        }
        Ok(Some(commit))
    }

    fn commit(&mut self, at: Timestamp, writes: Vec<Write>, kind: EventKind) -> Commit {
        let tenant = Some(self.record.id);
        let entry = Entry {
            id: self.id(at).into(),
            tenant,
            actor: self.by,
            at,
            action: kind.name().to_owned(),
            subject: kind.subject(),
            reason: None,
            changes: Vec::new(),
            request_id: None,
            events: vec![Event { id: self.id(at).into(), tenant, at, kind }],
        };
        Commit { writes, entry, idempotency: None }
    }

    /// An id of the past.
    fn id(&mut self, at: Timestamp) -> Uuid {
        let mut noise = [0; 10];
        noise.fill_with(|| self.dice.between(0, 255) as u8);
        let millis = at.as_millisecond().max(0).unsigned_abs();
        uuid::Builder::from_unix_timestamp_millis(millis, &noise).into_uuid()
    }

    /// Half of what the store takes: what comes next may weigh as much as an order with many lines does.
    fn is_full(&self, batch: &Batch) -> bool {
        batch.weight >= self.store.batch_weight() / 2
    }

    /// A store that can't take a batch as one, as where two commits of it meet in a record, takes it one by one.
    async fn write(&mut self, Batch { commits, weight: _ }: Batch) -> Result<(), FillError> {
        if commits.is_empty() {
            return Ok(());
        }
        self.progress.commits += commits.len() as u64;
        let commits: Arc<[Commit]> = commits.into();
        if !self.store.commit_all(&self.key, &commits).await? {
            for commit in commits.iter() {
                self.store.commit(&self.key, commit.clone()).await?;
            }
        }
        Ok(())
    }
}

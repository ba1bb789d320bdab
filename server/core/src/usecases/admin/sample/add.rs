//! Products first, then orders, youngest first.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{MAX_COMMITS, ORDERS_AT_ONCE, SampleState, counted};
use crate::{
    domain::{
        error::{Error, Result},
        event::{Cause, EventKind},
        money::Money,
        order::Order,
        product::{Product, ProductDraft, ProductInput},
        sample::{GOODS, ORDERS, Planned, Sample, SampleData, planned},
    },
    ports::commit::{CommitError, Counter, Expect, OrderTransition, UniqueName, Write},
    runtime::{committed::Committed, retry::WaitsFor},
    usecases::{
        handle::TenantAdmin,
        tenant::{conclude::said, documents::Opened, products::over_limit},
    },
};

/// Removed orders are remembered so long at least, and so many at most.
const REMEMBER: SignedDuration = SignedDuration::from_mins(10);
/// The largest number of removed sample orders that are remembered.
const MAX_REMEMBERED: usize = 4 * ORDERS;

/// What one commit added.
enum Added {
    /// Nothing: all of it is there.
    Nothing(SampleState),
    /// A part of it.
    Part,
    /// Nothing: the company has one of the SKUs itself.
    SkuTaken,
}

impl TenantAdmin {
    /// Adds what is missing; nothing, if all of it is there.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn add_sample_data(&self) -> Result<SampleState> {
        let mut with_skus = true;
        for _ in 0..MAX_COMMITS {
            let add = |_| self.add_part(with_skus);
            match self.tenant.inner.retry_on_conflict(WaitsFor::Nobody, add).await? {
                Added::Nothing(state) => return Ok(state),
                Added::Part => {}
                Added::SkuTaken => with_skus = false,
            }
        }
        Err(Error::Unavailable("the sample data changed too often to be added".into()))
    }

    async fn add_part(&self, with_skus: bool) -> Result<Committed<Added>> {
        let opened = self.opened_sample().await?;
        let committed = match &opened.content.current {
            Some(sample) if sample.leaving => {
                let detail = "the sample data is being removed; finish that first";
                return Err(Error::conflict("sample_data_leaving", detail));
            }
            Some(sample) if sample.is_whole() => {
                return Ok(Committed::Done(Added::Nothing(SampleState::of(Some(sample)))));
            }
            Some(sample) => self.add_orders(&opened, sample).await?,
            None => self.add_products(&opened, with_skus).await?,
        };
        match committed {
            Committed::Refused(CommitError::Taken(_)) => Ok(Committed::Done(Added::SkuTaken)),
            Committed::Refused(CommitError::OverLimit { max, used }) => Err(match opened.content.current {
                Some(_) => self.too_many_orders(max, used),
                None => over_limit(max, used),
            }),
            committed => Ok(committed.map(|()| Added::Part)),
        }
    }

    async fn add_products(&self, opened: &Opened<SampleData>, with_skus: bool) -> Result<Committed<()>> {
        let tenant = &self.tenant;
        let now = tenant.inner.now();
        self.check_room(now).await?;
        let removed = self.still_awaited(&opened.content, now).await?;
        let mut products = Vec::with_capacity(GOODS.len());
        for (n, good) in GOODS.iter().enumerate() {
            // Older than their orders, and than what the company makes itself.
            let at = now - SignedDuration::from_hours(30 * 24) - SignedDuration::from_mins(n as i64);
            let draft = ProductDraft::new(ProductInput {
                description: Some(good.description),
                category: Some(good.category),
                sku: with_skus.then_some(good.sku),
                inventory: good.stock as i64,
                ..ProductInput::named(good.name, Money::from_minor(good.price))
            })?;
            products.push(Product::create(self.id_at(at), draft, at));
        }
        let max = tenant.limits().max_products;
        let mut writes = vec![Write::Count { counter: Counter::Products, delta: products.len() as i64, max }];
        for product in &products {
            let sku = product.sku_fold().map(UniqueName::Sku);
            writes.extend(sku.map(|name| Write::Claim { name, owner: product.id.0 }));
            writes.push(Write::Product { product: product.clone(), expect: Expect::Absent });
        }
        let created = |product: &Product| EventKind::ProductCreated {
            product: product.id,
            stock: product.inventory,
            cause: Cause::Edit,
        };
        let events = products.iter().map(created).collect();
        let ids = products.iter().map(|product| product.id).collect();
        let current = Some(Sample { added_at: now, with_skus, products: ids, orders: Vec::new(), leaving: false });
        let said = said(&[("products", products.len() as u64)]);
        self.commit_sample(opened, &SampleData { current, removed }, writes, "sample_data.added", said, events).await
    }

    async fn add_orders(&self, opened: &Opened<SampleData>, sample: &Sample) -> Result<Committed<()>> {
        let begun = sample.orders.len();
        let order = |n: usize| {
            let planned = planned(n, sample.added_at);
            planned.order(self.id_at(planned.placed_at), sample, &self.tenant.record)
        };
        let orders: Vec<Order> = (begun..ORDERS.min(begun + ORDERS_AT_ONCE)).map(order).collect();
        let counted = counted(&orders, 1, self.tenant.limits().max_orders);
        let written =
            orders.iter().map(|order| Write::Order { order: order.clone(), transition: OrderTransition::Placed });
        let writes = counted.chain(written).collect();
        let events =
            orders.iter().map(|order| EventKind::SampleOrderAdded { order: order.id, status: order.status }).collect();
        let mut next = opened.content.clone();
        if let Some(current) = &mut next.current {
            current.orders.extend(orders.iter().map(|order| order.id));
        }
        let said = said(&[("orders", orders.len() as u64)]);
        self.commit_sample(opened, &next, writes, "sample_data.added", said, events).await
    }

    /// All or nothing is better than a shop that ends in the middle. The
    /// commits judge again, exactly.
    async fn check_room(&self, now: Timestamp) -> Result<()> {
        let (store, key) = (&self.tenant.inner.store, &self.tenant.key);
        let limits = self.tenant.limits();
        if let Some(max) = limits.max_products {
            let used = store.counter(key, &Counter::Products).await?;
            if used + GOODS.len() as u64 > max {
                return Err(over_limit(max, used));
            }
        }
        let Some(max) = limits.max_orders else { return Ok(()) };
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        for Planned { placed_at, .. } in (0..ORDERS).map(|n| planned(n, now)) {
            *months.entry(self.tenant.record.month(placed_at)).or_default() += 1;
        }
        for (month, wanted) in months {
            let used = store.counter(key, &Counter::Orders(month)).await?;
            if used + wanted > max {
                return Err(self.too_many_orders(max, used));
            }
        }
        Ok(())
    }

    fn too_many_orders(&self, max: u64, used: u64) -> Error {
        Error::LimitReached {
            limit: "max_orders",
            max,
            used,
            resets_at: self.tenant.record.next_month(self.tenant.inner.now()),
            remedy: "the sample data counts like other orders, in their months; ask for a higher tier",
        }
    }

    /// Of the orders that were removed, those that some consumer may yet ask for.
    async fn still_awaited(&self, data: &SampleData, now: Timestamp) -> Result<Vec<crate::domain::sample::Removed>> {
        if data.removed.is_empty() {
            return Ok(Vec::new());
        }
        let oldest = self.tenant.inner.store.oldest_unseen(&self.tenant.key).await?;
        let mut removed = data.removed.clone();
        removed.retain(|order| order.at > now - REMEMBER || oldest.is_some_and(|oldest| oldest <= order.at));
        if removed.len() + ORDERS > MAX_REMEMBERED {
            // Adding and removing over and over.
            return Err(Error::Throttled { retry_after_s: REMEMBER.as_secs().unsigned_abs() });
        }
        Ok(removed)
    }

    /// An id of the past. Those that rise within a process can't be.
    fn id_at<T: From<Uuid>>(&self, at: Timestamp) -> T {
        let mut noise = [0; 10];
        self.tenant.inner.random.fill(&mut noise);
        let millis = at.as_millisecond().max(0).unsigned_abs();
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &noise).into_uuid())
    }
}

//! The products are archived first, so that nothing more is ordered of them;
//! then the orders go, then the products that no real order names.

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::try_join_all;
use jiff::SignedDuration;

use super::{MAX_COMMITS, ORDERS_AT_ONCE, counted};
use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::ProductId,
        order::{Order, OrderQuery},
        product::Product,
        sample::{Removed, Sample, SampleData},
    },
    ports::commit::{Counter, Expect, UniqueName, Write},
    runtime::{committed::Committed, retry::WaitsFor},
    usecases::{
        handle::TenantAdmin,
        tenant::{
            conclude::said,
            documents::Opened,
            pages::{OrderPages, Pages},
        },
    },
};

/// Real orders that are looked through; past that, the products are kept.
const MAX_PAGES: usize = 100;
/// Clocks of one installation may be so far apart.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// The outcome of removing sample data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SampleRemoval {
    pub orders_removed: usize,
    pub products_removed: usize,
    /// Real orders name them, so they stay, archived.
    pub products_kept: usize,
}

impl SampleRemoval {
    fn and(self, part: Self) -> Self {
        Self {
            orders_removed: self.orders_removed + part.orders_removed,
            products_removed: self.products_removed + part.products_removed,
            products_kept: self.products_kept + part.products_kept,
        }
    }
}

impl TenantAdmin {
    /// Nothing, if there is none.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn remove_sample_data(&self) -> Result<SampleRemoval> {
        let mut removal = SampleRemoval::default();
        for _ in 0..MAX_COMMITS {
            let remove = |_| self.remove_part();
            match self.tenant.inner.retry_on_conflict(WaitsFor::Nobody, remove).await? {
                Some(part) => removal = removal.and(part),
                None => return Ok(removal),
            }
        }
        Err(Error::Unavailable("the sample data changed too often to be removed".into()))
    }

    /// Commits what comes next; returns nothing once there is nothing left.
    async fn remove_part(&self) -> Result<Committed<Option<SampleRemoval>>> {
        let opened = self.opened_sample().await?;
        let Some(sample) = &opened.content.current else { return Ok(Committed::Done(None)) };
        let products = self.products_of(sample).await?;
        let on_sale: Vec<&Product> = products.iter().map(Arc::as_ref).filter(|product| !product.archived).collect();
        let part = if !sample.leaving || !on_sale.is_empty() {
            self.close_shop(&opened, &on_sale).await?.map(|()| SampleRemoval::default())
        } else if !sample.orders.is_empty() {
            let removed = self.remove_orders(&opened, sample).await?;
            removed.map(|orders_removed| SampleRemoval { orders_removed, ..SampleRemoval::default() })
        } else {
            let named = self.named_by_orders(sample).await?;
            let (kept, unused): (Vec<_>, Vec<_>) = products.iter().partition(|product| named.contains(&product.id));
            let (products_removed, products_kept) = (unused.len(), kept.len());
            let removal = SampleRemoval { orders_removed: 0, products_removed, products_kept };
            self.remove_products(&opened, &unused).await?.map(|()| removal)
        };
        Ok(part.map(Some))
    }

    async fn products_of(&self, sample: &Sample) -> Result<Vec<Arc<Product>>> {
        let (store, key) = (&self.tenant.inner.store, &self.tenant.key);
        let found = try_join_all(sample.products.iter().map(|id| store.product(key, *id))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn close_shop(&self, opened: &Opened<SampleData>, on_sale: &[&Product]) -> Result<Committed<()>> {
        let now = self.tenant.inner.now();
        let mut writes = Vec::new();
        if !on_sale.is_empty() {
            writes.push(Write::Count { counter: Counter::Products, delta: -(on_sale.len() as i64), max: None });
        }
        for product in on_sale {
            let next =
                Product { archived: true, version: product.version + 1, updated_at: now, ..Product::clone(product) };
            writes.push(Write::Product { product: next, expect: Expect::Version(product.version) });
            writes.extend(product.sku_fold().map(|sku| Write::Release { name: UniqueName::Sku(sku) }));
        }
        let events = on_sale.iter().map(|product| EventKind::ProductArchived { product: product.id }).collect();
        let mut next = opened.content.clone();
        if let Some(current) = &mut next.current {
            current.leaving = true;
        }
        self.commit_sample(opened, &next, writes, "sample_data.removed", Vec::new(), events).await
    }

    /// Returns how many went.
    async fn remove_orders(&self, opened: &Opened<SampleData>, sample: &Sample) -> Result<Committed<usize>> {
        let (store, key) = (&self.tenant.inner.store, &self.tenant.key);
        let ids = &sample.orders[..sample.orders.len().min(ORDERS_AT_ONCE)];
        let found = try_join_all(ids.iter().map(|id| store.order(key, *id))).await?;
        let orders: Vec<Order> = found.into_iter().flatten().collect();
        let gone = orders.iter().map(|order| Write::RemoveOrder {
            order: order.id,
            expect: order.version,
            status: order.status,
        });
        let writes = counted(&orders, -1, None).chain(gone).collect();
        let removed = |order: &Order| EventKind::SampleOrderRemoved { order: order.id, status: order.status };
        let events = orders.iter().map(removed).collect();
        let now = self.tenant.inner.now();
        let mut next = opened.content.clone();
        next.removed.extend(orders.iter().map(|order| Removed::of(order, now)));
        if let Some(current) = &mut next.current {
            current.orders.drain(..ids.len());
        }
        let said = said(&[("orders", orders.len() as u64)]);
        let done = self.commit_sample(opened, &next, writes, "sample_data.removed", said, events).await?;
        Ok(done.map(|()| orders.len()))
    }

    async fn remove_products(&self, opened: &Opened<SampleData>, unused: &[&Arc<Product>]) -> Result<Committed<()>> {
        let gone = |product: &&Arc<Product>| Write::RemoveProduct { product: product.id, expect: product.version };
        let writes = unused.iter().map(gone).collect();
        let next = SampleData { current: None, ..opened.content.clone() };
        let said = said(&[("products", unused.len() as u64)]);
        self.commit_sample(opened, &next, writes, "sample_data.removed", said, Vec::new()).await
    }

    /// Which of the products real orders name. The products are archived and
    /// were read before, so what is not named by now never will be.
    async fn named_by_orders(&self, sample: &Sample) -> Result<BTreeSet<ProductId>> {
        let all: BTreeSet<ProductId> = sample.products.iter().copied().collect();
        let query = OrderQuery { from: Some(sample.added_at - SKEW), ..OrderQuery::default() };
        let mut pages = OrderPages::new(self.tenant.clone(), query);
        let mut named = BTreeSet::new();
        for _ in 0..MAX_PAGES {
            let Some(orders) = pages.next().await? else { return Ok(named) };
            let lines = orders.iter().flat_map(|order| &order.lines);
            named.extend(lines.map(|line| line.product).filter(|product| all.contains(product)));
            if named.len() == all.len() {
                return Ok(named);
            }
        }
        Ok(all)
    }
}

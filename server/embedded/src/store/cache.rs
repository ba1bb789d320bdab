//! Products and pages of them, as they were last read. One process owns the
//! files, so what it writes it can also forget, and nothing here is ever stale:
//! after a commit and before its answer, what the commit changed is removed,
//! and an earlier reader can't put back what it read.
//!
//! Every key begins with the tenant. Memory is bounded by bytes.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{Weighter, sync::Cache};
use tenantry_core::{
    domain::{
        ids::{ProductId, TenantId},
        page::{Position, Slice},
        product::{Product, ProductQuery},
    },
    ports::commit::{Commit, Write},
};

/// Tenants share so many clocks. Two that meet at one only forget each other's
/// pages too often.
const CLOCKS: usize = 4_096;
/// A quarter of the memory is for pages.
const PAGES: u64 = 4;
/// The estimated bytes of an entry besides its value.
const OVERHEAD: u64 = 64;

pub(crate) struct ReadCache {
    products: Cache<(TenantId, ProductId), Arc<Product>, Bytes>,
    pages: Cache<(TenantId, PageKey), Page, Bytes>,
    clocks: Vec<Clock>,
    hasher: RandomState,
}

/// Ticks with each change of the products of its tenants.
#[derive(Default)]
struct Clock {
    now: AtomicU64,
    /// Held while something is put in or forgotten, so that the two can't cross.
    turn: Mutex<()>,
}

/// The state of a tenant's products before they are read.
#[derive(Clone, Copy)]
pub(crate) struct Seen(u64);

/// Which page of a tenant.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    pub query: ProductQuery,
    pub from: Option<Position>,
    pub limit: usize,
}

#[derive(Clone)]
struct Page {
    seen: u64,
    slice: Slice<Arc<Product>>,
}

impl ReadCache {
    pub fn with_bytes(bytes: u64) -> Self {
        let pages = bytes / PAGES;
        let count = |bytes: u64, each: u64| usize::try_from(bytes / each).unwrap_or(usize::MAX);
        Self {
            products: Cache::with_weighter(count(bytes - pages, 512), bytes - pages, Bytes),
            pages: Cache::with_weighter(count(pages, 8_192), pages, Bytes),
            clocks: (0..CLOCKS).map(|_| Clock::default()).collect(),
            hasher: RandomState::new(),
        }
    }

    /// To be asked before reading what shall be kept.
    pub fn look(&self, tenant: TenantId) -> Seen {
        Seen(self.clock(tenant).now.load(Ordering::Acquire))
    }

    pub fn product(&self, tenant: TenantId, id: ProductId) -> Option<Arc<Product>> {
        self.products.get(&(tenant, id))
    }

    pub fn keep_product(&self, tenant: TenantId, seen: Seen, product: &Arc<Product>) {
        if let Some(_turn) = self.clock(tenant).turn_if(seen) {
            self.products.insert((tenant, product.id), product.clone());
        }
    }

    pub fn page(&self, tenant: TenantId, key: &PageKey) -> Option<Slice<Arc<Product>>> {
        let seen = self.look(tenant);
        let page = self.pages.get(&(tenant, key.clone()))?;
        (page.seen == seen.0).then_some(page.slice)
    }

    /// The items of a page are not kept one by one: who turns pages would push
    /// out what others read.
    pub fn keep_page(&self, tenant: TenantId, seen: Seen, key: PageKey, slice: &Slice<Arc<Product>>) {
        if let Some(_turn) = self.clock(tenant).turn_if(seen) {
            self.pages.insert((tenant, key), Page { seen: seen.0, slice: slice.clone() });
        }
    }

    /// After the commit, before its answer.
    pub fn forget(&self, tenant: TenantId, changed: &[ProductId]) {
        if changed.is_empty() {
            return;
        }
        let clock = self.clock(tenant);
        let _turn = clock.turn();
        clock.now.fetch_add(1, Ordering::AcqRel);
        for product in changed {
            self.products.remove(&(tenant, *product));
        }
    }

    /// All of a tenant.
    pub fn forget_tenant(&self, tenant: TenantId) {
        let clock = self.clock(tenant);
        let _turn = clock.turn();
        clock.now.fetch_add(1, Ordering::AcqRel);
        self.products.retain(|(of, _), _| *of != tenant);
        self.pages.retain(|(of, _), _| *of != tenant);
    }

    fn clock(&self, tenant: TenantId) -> &Clock {
        &self.clocks[self.hasher.hash_one(tenant) as usize % CLOCKS]
    }
}

impl Clock {
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The turn to put something in, if nothing has changed since.
    fn turn_if(&self, seen: Seen) -> Option<MutexGuard<'_, ()>> {
        let turn = self.turn();
        (self.now.load(Ordering::Acquire) == seen.0).then_some(turn)
    }
}

/// The products that a commit changes.
pub(super) fn changed(commit: &Commit) -> Vec<ProductId> {
    let product = |write: &Write| match write {
        Write::Product { product, .. } => Some(product.id),
        Write::Stock { product, .. } | Write::RemoveProduct { product, .. } => Some(*product),
        Write::Order { .. }
        | Write::RemoveOrder { .. }
        | Write::Count { .. }
        | Write::Claim { .. }
        | Write::Release { .. }
        | Write::Document { .. }
        | Write::Resource { .. }
        | Write::RemoveResource { .. } => None,
    };
    commit.writes.iter().filter_map(product).collect()
}

#[derive(Clone)]
struct Bytes;

fn size(product: &Product) -> u64 {
    (size_of::<Product>() + product.text_bytes()) as u64
}

impl Weighter<(TenantId, ProductId), Arc<Product>> for Bytes {
    fn weight(&self, _: &(TenantId, ProductId), product: &Arc<Product>) -> u64 {
        OVERHEAD + size(product)
    }
}

impl Weighter<(TenantId, PageKey), Page> for Bytes {
    fn weight(&self, _: &(TenantId, PageKey), page: &Page) -> u64 {
        4 * OVERHEAD + page.slice.items.iter().map(|product| size(product)).sum::<u64>()
    }
}

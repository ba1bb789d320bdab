//! Products that were shown a moment ago, in the place of DAX. Only what is
//! shown comes from here, never what is decided by: what another container
//! changed may be missing for two seconds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use tenantry_core::{TenantKey, commit::Write, ids::ProductId, product::Product};

const FRESH: SignedDuration = SignedDuration::from_secs(2);
/// About ten megabytes of products with long descriptions.
const CAPACITY: usize = 5_000;

/// By the key of the tenant, so nobody is shown what another one has, nor what
/// was there before a move.
pub(super) struct Hot {
    products: Cache<(TenantKey, ProductId), (Timestamp, Arc<Product>)>,
    changes: Mutex<Changes>,
}

/// What was read before a change, or during it, may be either side of it.
#[derive(Default)]
struct Changes {
    under_way: usize,
    begun: u64,
}

impl Default for Hot {
    fn default() -> Self {
        Self { products: Cache::new(CAPACITY), changes: Mutex::default() }
    }
}

impl Hot {
    pub fn product(&self, key: &TenantKey, id: ProductId, now: Timestamp) -> Option<Arc<Product>> {
        let (read_at, product) = self.products.get(&(*key, id))?;
        (now.duration_since(read_at).abs() < FRESH).then_some(product)
    }

    /// Asked before a product is read that is to be kept: of which changes it can know all.
    pub fn knows(&self) -> Option<u64> {
        let changes = self.changes();
        (changes.under_way == 0).then_some(changes.begun)
    }

    /// Unless something was changed since it was read.
    pub fn keep(&self, key: &TenantKey, product: &Arc<Product>, now: Timestamp, knows: Option<u64>) {
        let changes = self.changes();
        if knows == Some(changes.begun) {
            self.products.insert((*key, product.id), (now, product.clone()));
        }
    }

    /// Whoever changes something here sees it at once, also where it is not known
    /// whether the change was made. Until what is given back is gone, nothing is kept.
    pub fn change(&self, key: &TenantKey, writes: &[Write]) -> Change<'_> {
        let mut changes = self.changes();
        changes.under_way += 1;
        changes.begun += 1;
        for write in writes {
            let id = match write {
                Write::Product { product, .. } => product.id,
                Write::Stock { product, .. } | Write::RemoveProduct { product, .. } => *product,
                _ => continue,
            };
            self.products.remove(&(*key, id));
        }
        Change(self)
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A change that is under way, also if whoever waits for it gives up.
pub(super) struct Change<'a>(&'a Hot);

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.0.changes().under_way -= 1;
    }
}

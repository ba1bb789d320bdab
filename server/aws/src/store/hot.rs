//! Products that were shown a moment ago, in the place of DAX. Only what is
//! shown comes from here, never what is decided by: what another container
//! changed may be missing for two seconds.

use std::sync::{Arc, Mutex, PoisonError};

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
    /// How often something was forgotten. What was read before the last time may be what was changed then.
    forgotten: Mutex<u64>,
}

impl Default for Hot {
    fn default() -> Self {
        Self { products: Cache::new(CAPACITY), forgotten: Mutex::default() }
    }
}

impl Hot {
    pub fn product(&self, key: &TenantKey, id: ProductId, now: Timestamp) -> Option<Arc<Product>> {
        let (read_at, product) = self.products.get(&(*key, id))?;
        (now.duration_since(read_at).abs() < FRESH).then_some(product)
    }

    /// Asked before a product is read that is to be kept.
    pub fn forgotten(&self) -> u64 {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unless something was changed since it was read.
    pub fn keep(&self, key: &TenantKey, product: &Arc<Product>, now: Timestamp, before: u64) {
        let forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if *forgotten == before {
            self.products.insert((*key, product.id), (now, product.clone()));
        }
    }

    /// Whoever changed something here sees it at once, also where it is not known
    /// whether the change was made.
    pub fn forget(&self, key: &TenantKey, writes: &[Write]) {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        *forgotten += 1;
        for write in writes {
            let id = match write {
                Write::Product { product, .. } => product.id,
                Write::Stock { product, .. } | Write::RemoveProduct { product, .. } => *product,
                _ => continue,
            };
            self.products.remove(&(*key, id));
        }
    }
}

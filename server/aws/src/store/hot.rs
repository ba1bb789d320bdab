//! Products that were shown a moment ago, in the place of DAX. Only what is
//! shown comes from here, never what is decided by: what another container
//! changed may be missing for two seconds.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use tenantry_core::{TenantKey, commit::Write, ids::ProductId, product::Product};

const FRESH: SignedDuration = SignedDuration::from_secs(2);
/// About ten megabytes of products with long descriptions.
const CAPACITY: usize = 5_000;

/// By the key of the tenant, so nobody is shown what another one has, nor what
/// was there before a move.
pub(super) struct Hot(Cache<(TenantKey, ProductId), (Timestamp, Arc<Product>)>);

impl Default for Hot {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl Hot {
    pub fn product(&self, key: &TenantKey, id: ProductId, now: Timestamp) -> Option<Arc<Product>> {
        let (read_at, product) = self.0.get(&(*key, id))?;
        (now.duration_since(read_at).abs() < FRESH).then_some(product)
    }

    pub fn keep(&self, key: &TenantKey, product: &Arc<Product>, now: Timestamp) {
        self.0.insert((*key, product.id), (now, product.clone()));
    }

    /// Whoever changed something here sees it at once, also where it is not known
    /// whether the change was made.
    pub fn forget(&self, key: &TenantKey, writes: &[Write]) {
        for write in writes {
            let id = match write {
                Write::Product { product, .. } => product.id,
                Write::Stock { product, .. } | Write::RemoveProduct { product, .. } => *product,
                _ => continue,
            };
            self.0.remove(&(*key, id));
        }
    }
}

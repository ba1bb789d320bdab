//! Nor is there a key for nothing.

use tenantry_core::{TenantKey, domain::ids::ProductId, ports::store::Store};

async fn read(store: &dyn Store, product: ProductId) {
    let _ = store.product(&TenantKey::default(), product).await;
}

fn main() {}

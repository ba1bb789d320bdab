//! The store takes a key, never a tenant's id.

use tenantry_core::{
    domain::ids::{ProductId, TenantId},
    ports::store::Store,
};

async fn read(store: &dyn Store, tenant: TenantId, product: ProductId) {
    let _ = store.product(&tenant, product).await;
}

fn main() {}

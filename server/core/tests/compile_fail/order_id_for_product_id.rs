//! An order's id is no product's.

use tenantry_core::{Tenant, domain::ids::OrderId};

async fn mix_up(tenant: &Tenant, order: OrderId) {
    let _ = tenant.product(order).await;
}

fn main() {}

//! A member has no methods of the operator.

use tenantry_core::{Tenant, domain::{page::PageRequest, tenant::TenantQuery}};

async fn others(tenant: &Tenant) {
    let _ = tenant.tenants(&TenantQuery::default(), &PageRequest::default()).await;
    let _ = tenant.dead_letters(&PageRequest::default()).await;
}

fn main() {}

//! A member has no methods of an admin.

use tenantry_core::{Tenant, domain::page::PageRequest};

async fn people(tenant: &Tenant, page: &PageRequest) {
    let _ = tenant.members(page).await;
    let _ = tenant.audit(page).await;
}

fn main() {}

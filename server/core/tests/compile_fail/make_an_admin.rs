//! An admin comes from a role that allows it.

use tenantry_core::{Tenant, TenantAdmin};

fn promote(tenant: Tenant) -> TenantAdmin {
    TenantAdmin { tenant }
}

fn main() {}

//! A handle gives out neither its key nor what lies under it.

use tenantry_core::Tenant;

fn take(tenant: &Tenant) {
    let _ = &tenant.key;
    let _ = &tenant.inner;
}

fn main() {}

//! A key of one tenant can't be turned into another's.

use tenantry_core::{TenantKey, domain::ids::TenantId};

fn turn(mut key: TenantKey, id: TenantId) -> TenantKey {
    key.id = id;
    key
}

fn main() {}

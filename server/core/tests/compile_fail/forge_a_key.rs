//! A key is made out of verified claims, not out of an id from a path.

use tenantry_core::{TenantKey, domain::{ids::TenantId, tenant::Placement}};

fn key_from_path(id: TenantId) -> TenantKey {
    TenantKey { id, placement: Placement::Pool, epoch: 1 }
}

fn main() {}

//! What each tenant's calls consumed, as DynamoDB itself says. It is counted in
//! memory until it is taken.

use std::{
    collections::HashMap,
    ops::AddAssign,
    sync::{Mutex, PoisonError},
};

use aws_sdk_dynamodb::types::ConsumedCapacity;
use tenantry_core::domain::ids::TenantId;

/// Requests to DynamoDB and request units of them.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Used {
    pub reads: u64,
    pub writes: u64,
    pub read_units: f64,
    pub write_units: f64,
}

impl AddAssign for Used {
    fn add_assign(&mut self, more: Self) {
        self.reads += more.reads;
        self.writes += more.writes;
        self.read_units += more.read_units;
        self.write_units += more.write_units;
    }
}

#[derive(Default)]
pub struct Consumption {
    by_tenant: Mutex<HashMap<TenantId, Used>>,
}

impl Consumption {
    pub(crate) fn read(&self, tenant: TenantId, consumed: &[ConsumedCapacity]) {
        self.add(tenant, Used { reads: 1, read_units: units(consumed), ..Used::default() });
    }

    pub(crate) fn write(&self, tenant: TenantId, consumed: &[ConsumedCapacity]) {
        self.add(tenant, Used { writes: 1, write_units: units(consumed), ..Used::default() });
    }

    fn add(&self, tenant: TenantId, used: Used) {
        tracing::trace!(tenant_id = %tenant, reads = used.reads, writes = used.writes, read_units = used.read_units,
            write_units = used.write_units, "DynamoDB was called for {tenant}");
        *self.by_tenant.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant).or_default() += used;
    }

    /// Returns the capacity units that were consumed since the last call, by tenant.
    pub fn take(&self) -> HashMap<TenantId, Used> {
        std::mem::take(&mut *self.by_tenant.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn units(consumed: &[ConsumedCapacity]) -> f64 {
    consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum()
}

//! Keys that lead to where a tenant's data no longer is. A write learns of it from a
//! fence there; a silo that is gone has no tables. A caller that learned it once does not
//! read there either.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tenantry_core::{TenantKey, domain::ids::TenantId};

use crate::dynamo::Fault;

/// The newest epoch of each tenant that was refused.
#[derive(Default)]
pub(super) struct Stale(Mutex<HashMap<TenantId, u32>>);

impl Stale {
    pub fn note(&self, key: &TenantKey) {
        let mut epochs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = epochs.entry(key.id()).or_default();
        *newest = key.epoch().max(*newest);
    }

    pub fn check(&self, key: &TenantKey) -> Result<(), Fault> {
        let epochs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match epochs.get(&key.id()) {
            Some(newest) if key.epoch() <= *newest => Err(Fault::Moved),
            _ => Ok(()),
        }
    }
}

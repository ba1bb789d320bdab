//! What keeps writes from a tenant that is being moved, and old keys from the
//! place that it was moved away from. One process owns the files and keys live
//! no longer than it, so this is kept in memory.

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tenantry_core::{TenantKey, domain::ids::TenantId};
use tokio::sync::Notify;

use crate::sqlite::Fault;

/// The longest that a write waits for a tenant that is being moved.
const WRITE_TIMEOUT: Duration = Duration::from_millis(2_500);

#[derive(Default)]
pub(crate) struct WriteGate {
    /// Whether any tenant was ever moved; where none was, nobody looks further.
    used: AtomicBool,
    tenants: RwLock<HashMap<TenantId, TenantGate>>,
    resumed: Notify,
}

#[derive(Clone, Copy)]
struct TenantGate {
    /// Keys that are older are refused.
    epoch: u32,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    /// New writes wait; those that were on their way before are carried out.
    Pausing,
    /// No write is carried out.
    Closed,
}

impl WriteGate {
    pub fn pause(&self, key: &TenantKey) {
        self.write().insert(key.id(), TenantGate { epoch: key.epoch(), stage: Stage::Pausing });
        self.used.store(true, Ordering::SeqCst);
    }

    /// To be called by the writer of the tenant's file: whatever it has not
    /// carried out by now, it does not carry out.
    pub fn close(&self, tenant: TenantId) {
        if let Some(gate) = self.write().get_mut(&tenant) {
            gate.stage = Stage::Closed;
        }
    }

    /// For good: neither older keys nor any write.
    pub fn shut(&self, key: &TenantKey) {
        self.write().insert(key.id(), TenantGate { epoch: key.epoch(), stage: Stage::Closed });
        self.used.store(true, Ordering::SeqCst);
    }

    pub fn open(&self, key: &TenantKey) {
        self.write().insert(key.id(), TenantGate { epoch: key.epoch(), stage: Stage::Open });
        self.used.store(true, Ordering::SeqCst);
        self.resumed.notify_waiters();
    }

    /// Whether the key leads to where the tenant's data is.
    pub fn admit(&self, key: &TenantKey) -> Result<(), Fault> {
        match self.of(key.id()) {
            Some(gate) if key.epoch() < gate.epoch => Err(Fault::Moved),
            _ => Ok(()),
        }
    }

    /// To be asked by the writer, within the transaction.
    pub fn admit_write(&self, key: &TenantKey) -> Result<(), Fault> {
        match self.of(key.id()) {
            Some(gate) if key.epoch() < gate.epoch || gate.stage == Stage::Closed => Err(Fault::Moved),
            _ => Ok(()),
        }
    }

    /// Waits until the tenant's writes go on.
    pub async fn wait(&self, key: &TenantKey) -> Result<(), Fault> {
        let waiting = async {
            loop {
                let resumed = self.resumed.notified();
                match self.of(key.id()) {
                    Some(gate) if gate.stage != Stage::Open => resumed.await,
                    _ => return self.admit(key),
                }
            }
        };
        if self.of(key.id()).is_none() {
            return Ok(());
        }
        tokio::time::timeout(WRITE_TIMEOUT, waiting).await.unwrap_or(Err(Fault::Moved))
    }

    fn of(&self, tenant: TenantId) -> Option<TenantGate> {
        if !self.used.load(Ordering::SeqCst) {
            return None;
        }
        self.read().get(&tenant).copied()
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<TenantId, TenantGate>> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<TenantId, TenantGate>> {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Which tenants' writes met others lately. Only what is worth its price where many write at once goes by it, and
//! what goes by it is right either way.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tenantry_core::domain::ids::TenantId;
use tokio::time::Instant;

/// How long a tenant counts as busy after two of its writes met.
const BUSY: Duration = Duration::from_secs(600);
/// How long it does not, where that was of no use.
const BACKOFF: Duration = Duration::from_secs(60);
/// Beyond so many tenants, those that are busy no more are forgotten.
const KNOWN: usize = 10_000;

#[derive(Default)]
pub(super) struct Busy(Mutex<HashMap<TenantId, Lately>>);

#[derive(Clone, Copy)]
struct Lately {
    busy_until: Instant,
    calm_until: Instant,
}

impl Busy {
    /// Two of its writes met.
    pub fn note(&self, tenant: TenantId) {
        let now = Instant::now();
        Self::of(&mut self.known(), tenant, now).busy_until = now + BUSY;
    }

    /// It was of no use to take it for busy.
    pub fn calm(&self, tenant: TenantId) {
        let now = Instant::now();
        Self::of(&mut self.known(), tenant, now).calm_until = now + BACKOFF;
    }

    /// Whether it was of no use lately.
    pub fn is_calm(&self, tenant: TenantId) -> bool {
        let now = Instant::now();
        self.known().get(&tenant).is_some_and(|lately| now < lately.calm_until)
    }

    pub fn is(&self, tenant: TenantId) -> bool {
        let now = Instant::now();
        self.known().get(&tenant).is_some_and(|lately| (lately.calm_until..lately.busy_until).contains(&now))
    }

    fn of(known: &mut HashMap<TenantId, Lately>, tenant: TenantId, now: Instant) -> &mut Lately {
        if known.len() >= KNOWN {
            known.retain(|_, lately| lately.busy_until.max(lately.calm_until) > now);
        }
        known.entry(tenant).or_insert(Lately { busy_until: now, calm_until: now })
    }

    fn known(&self) -> MutexGuard<'_, HashMap<TenantId, Lately>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_tenant_is_busy_for_a_while_unless_that_was_of_no_use() {
        let (busy, tenant, other) = (Busy::default(), TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        assert!(!busy.is(tenant));
        busy.note(tenant);
        assert!(busy.is(tenant) && !busy.is(other));
        busy.calm(tenant);
        busy.note(tenant);
        assert!(!busy.is(tenant) && busy.is_calm(tenant) && !busy.is_calm(other));
        tokio::time::advance(BACKOFF).await;
        assert!(busy.is(tenant) && !busy.is_calm(tenant));
        tokio::time::advance(BUSY).await;
        assert!(!busy.is(tenant));
    }
}

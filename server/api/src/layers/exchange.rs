//! What becomes known about a request while it is served, for the layers that answer
//! and logs it: extractors write it down, the outermost layer reads it.

use std::sync::{Arc, OnceLock};

use axum::http::request::Parts;
use tenantry_core::{
    domain::{
        ids::{ApiKeyId, TenantId, UserId},
        quota::Quota,
        tier::Tier,
    },
    runtime::{limiter::Decision, meter::Meter},
};

use super::request_id;

#[derive(Clone)]
pub struct Exchange(Arc<Inner>);

struct Inner {
    request_id: Arc<str>,
    tenant: OnceLock<(TenantId, Tier)>,
    user: OnceLock<UserId>,
    api_key: OnceLock<ApiKeyId>,
    rate: OnceLock<(Quota, Decision)>,
    meter: OnceLock<Arc<Meter>>,
}

impl Exchange {
    pub fn new(request_id: Arc<str>) -> Self {
        Self(Arc::new(Inner {
            request_id,
            tenant: OnceLock::new(),
            user: OnceLock::new(),
            api_key: OnceLock::new(),
            rate: OnceLock::new(),
            meter: OnceLock::new(),
        }))
    }

    /// The exchange that a request is part of.
    pub fn of(parts: &mut Parts) -> Self {
        if let Some(known) = parts.extensions.get::<Exchange>() {
            return known.clone();
        }
        let new = Exchange::new(request_id::of(&parts.headers));
        parts.extensions.insert(new.clone());
        new
    }

    pub fn request_id(&self) -> &Arc<str> {
        &self.0.request_id
    }

    pub fn speaks_for(&self, user: UserId, tenant: Option<(TenantId, Tier)>) {
        let _ = self.0.user.set(user);
        if let Some(tenant) = tenant {
            let _ = self.0.tenant.set(tenant);
        }
    }

    pub fn speaks_for_program(&self, key: ApiKeyId, tenant: (TenantId, Tier)) {
        let _ = (self.0.api_key.set(key), self.0.tenant.set(tenant));
    }

    pub fn limited(&self, quota: Quota, decision: Decision) {
        let _ = self.0.rate.set((quota, decision));
    }

    /// Counts as the tenant's once it is answered.
    pub fn metered(&self, meter: Arc<Meter>) {
        let _ = self.0.meter.set(meter);
    }

    pub fn meter(&self) -> Option<&Meter> {
        self.0.meter.get().map(|meter| &**meter)
    }

    pub fn tenant(&self) -> Option<(TenantId, Tier)> {
        self.0.tenant.get().copied()
    }

    pub fn user(&self) -> Option<UserId> {
        self.0.user.get().copied()
    }

    pub fn api_key(&self) -> Option<ApiKeyId> {
        self.0.api_key.get().copied()
    }

    pub fn rate(&self) -> Option<(Quota, Decision)> {
        self.0.rate.get().copied()
    }
}

//! Calls, errors and latency of each tenant. The handles are kept, so that a
//! request costs no look-up by label.

use std::{sync::Arc, time::Duration};

use metrics::{Counter, Histogram};
use quick_cache::sync::Cache;
use tenantry_core::domain::{ids::TenantId, tier::Tier};

use super::log_line::Class;

/// Tenants whose handles are kept; one more only costs its look-up.
const CAPACITY: usize = 10_000;

pub struct Meters(Cache<(TenantId, Tier), Arc<Meter>>);

impl Default for Meters {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

struct Meter {
    calls: [Counter; 3],
    errors: Counter,
    latency: Histogram,
}

impl Meter {
    fn of(tenant: TenantId, tier: Tier) -> Self {
        let (id, tier) = (tenant.to_string(), tier.name());
        let calls = |class: Class| {
            metrics::counter!(
                "tenantry_api_calls_total",
                "tenant_id" => id.clone(), "tenant_tier" => tier, "status" => class.name()
            )
        };
        Self {
            calls: Class::ALL.map(calls),
            errors: metrics::counter!("tenantry_api_errors_total", "tenant_id" => id.clone(), "tenant_tier" => tier),
            latency: metrics::histogram!(
                "tenantry_api_latency_seconds",
                "tenant_id" => id.clone(), "tenant_tier" => tier
            ),
        }
    }
}

impl Meters {
    pub fn record(&self, tenant: TenantId, tier: Tier, class: Class, took: Duration) {
        let known = self.0.get(&(tenant, tier)).unwrap_or_else(|| {
            let new = Arc::new(Meter::of(tenant, tier));
            self.0.insert((tenant, tier), new.clone());
            new
        });
        known.calls[class as usize].increment(1);
        if class == Class::Error {
            known.errors.increment(1);
        }
        known.latency.record(took);
    }
}

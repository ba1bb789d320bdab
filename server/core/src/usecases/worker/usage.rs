//! Writes down what was counted in memory.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    domain::{
        ids::TenantId,
        tenant::TenantStatus,
        usage::{Activity, Measured},
    },
    ports::{store::Read, tenant_key::TenantKey},
    usecases::worker::handle::Worker,
};

/// Tenants whose figures are written at once; their writes share syncs.
const AT_ONCE: usize = 256;

/// How long after a measurement of the stored bytes the store is not asked whether the next one is due.
const MEASURED: SignedDuration = SignedDuration::from_hours(1);

impl Worker {
    /// Writes what was counted in memory, each tenant's to its own place. What
    /// fails is kept for the next time; no request learns of it.
    pub async fn flush_usage(&self) {
        let flush = |(tenant, minutes): (TenantId, Vec<(Timestamp, Activity)>)| async move {
            if let Err(error) = self.write_usage(tenant, &minutes).await {
                tracing::warn!(tenant_id = %tenant, %error, "the usage of {tenant} can't be written just now: {error}");
                self.inner.meter.put_back(tenant, minutes);
            }
        };
        stream::iter(self.inner.meter.take()).for_each_concurrent(AT_ONCE, flush).await;
    }

    async fn write_usage(&self, tenant: TenantId, minutes: &[(Timestamp, Activity)]) -> Read<()> {
        let (inner, now) = (&self.inner, self.inner.now());
        let Some(record) = inner.records.tenant(&*inner.control, tenant, now).await? else { return Ok(()) };
        if record.status == TenantStatus::Erased {
            return Ok(());
        }
        let key = TenantKey::of(&record);
        let mut days: BTreeMap<Date, Activity> = BTreeMap::new();
        for (at, activity) in minutes {
            *days.entry(record.local_date(*at)).or_default() += *activity;
        }
        let days: Vec<_> = days.into_iter().collect();
        // What was used is written down also where it can't be measured just now.
        let measured = self.measure(&key, now).await.unwrap_or_else(|error| {
            tracing::warn!(tenant_id = %tenant, %error, "what {tenant} stores can't be measured just now: {error}");
            None
        });
        let measured = measured.map(|bytes| (record.local_date(now), bytes));
        let written = inner.store.add_usage(&key, &days, measured).await;
        if written.is_err() && measured.is_some() {
            inner.measured.remove(&tenant);
        }
        written
    }

    /// Goes on measuring what a tenant stores; returns the bytes when it has come to its end.
    async fn measure(&self, key: &TenantKey, now: Timestamp) -> Read<Option<u64>> {
        let (inner, tenant) = (&self.inner, key.id());
        if inner.measured.get(&tenant).is_some_and(|at| now.duration_since(at).abs() < MEASURED) {
            return Ok(None);
        }
        let measured = inner.store.measure(key, now).await?;
        if measured != Measured::Piece {
            inner.measured.insert(tenant, now);
        }
        Ok(match measured {
            Measured::Whole(bytes) => Some(bytes),
            Measured::Piece | Measured::Known => None,
        })
    }
}

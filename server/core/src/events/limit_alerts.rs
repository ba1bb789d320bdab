//! Alerts a tenant that approaches a limit. It evaluates the present numbers,
//! so events can come in any order and more than once.

use async_trait::async_trait;
use jiff::Timestamp;

use super::consumer::Consumer;
use crate::{
    domain::{
        event::{Cause, Event, EventKind},
        limit::Limit,
        tenant::TenantRecord,
    },
    policy::{consume_error::ConsumeError, limit_alerts::thresholds},
    ports::{
        commit::Counter,
        watch::{Threshold, Watch},
    },
    usecases::Worker,
};

pub(super) struct LimitAlerts {
    pub worker: Worker,
}

#[async_trait]
impl Consumer for LimitAlerts {
    fn name(&self) -> &'static str {
        "limits"
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        let (Some(tenant), limits) = (event.tenant, moved(&event.kind)) else { return Ok(()) };
        if limits.is_empty() {
            return Ok(());
        }
        let found = match event.kind {
            // By the old limits the tenant would not be notified until the number moves again.
            EventKind::TenantLimitsChanged | EventKind::TenantTierChanged => self.worker.changed_tenant(tenant).await?,
            _ => self.worker.tenant(tenant).await?,
        };
        let Some((key, record)) = found else { return Ok(()) };
        let inner = &self.worker.inner;
        let now = inner.now();
        for limit in limits {
            let mut thresholds = self.thresholds(&record, *limit, now);
            let counter = match limit {
                Limit::MaxUsers => {
                    inner.control.watch_users(tenant, &thresholds).await?;
                    continue;
                }
                Limit::MaxProducts => Counter::Products,
                // A month that is over needs no alert.
                Limit::MaxOrders => Counter::Orders(record.month(now)),
            };
            if let EventKind::ProductsImported { .. } = event.kind {
                keep_highest(&mut thresholds, inner.store.counter(&key, &counter).await?);
            }
            inner.store.watch(&key, &Watch { counter, thresholds }).await?;
        }
        Ok(())
    }
}

impl LimitAlerts {
    fn thresholds(&self, record: &TenantRecord, limit: Limit, now: Timestamp) -> Vec<Threshold> {
        let threshold = |(percent, at)| {
            let kind = EventKind::LimitNear { limit, percent };
            Threshold { percent, at, event: self.worker.inner.event(Some(record.id), now, kind) }
        };
        thresholds(limit.max(&record.limits(now))).into_iter().map(threshold).collect()
    }
}

/// Of the thresholds that one import passed, the highest says it all.
fn keep_highest(thresholds: &mut Vec<Threshold>, used: u64) {
    let highest = thresholds.iter().filter(|threshold| used >= threshold.at).map(|threshold| threshold.at).max();
    thresholds.retain(|threshold| highest.is_none_or(|highest| threshold.at >= highest));
}

/// The limits whose use or height an event changed.
fn moved(kind: &EventKind) -> &'static [Limit] {
    match kind {
        // Judged once, after the whole file.
        EventKind::ProductCreated { cause: Cause::Import, .. } => &[],
        EventKind::ProductCreated { .. }
        | EventKind::ProductsImported { .. }
        | EventKind::ProductArchived { .. }
        | EventKind::ProductRestored { .. } => &[Limit::MaxProducts],
        EventKind::OrderPlaced { .. } | EventKind::SampleOrderAdded { .. } | EventKind::SampleOrderRemoved { .. } => {
            &[Limit::MaxOrders]
        }
        EventKind::InvitationSent { .. }
        | EventKind::InvitationWithdrawn { .. }
        | EventKind::MemberJoined { .. }
        | EventKind::MemberRemoved { .. } => &[Limit::MaxUsers],
        EventKind::TenantLimitsChanged | EventKind::TenantTierChanged => &Limit::ALL,
        _ => &[],
    }
}

//! Tells a tenant that it comes near a limit. It judges the numbers of now,
//! so events can come in any order and more than once.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{ConsumeError, Consumer};
use crate::{
    commit::Counter,
    event::{Cause, Event, EventKind},
    handle::Worker,
    near::{Limit, Step, Watch, thresholds},
    tenant::TenantRecord,
};

pub(super) struct NearLimits {
    pub worker: Worker,
}

#[async_trait]
impl Consumer for NearLimits {
    fn name(&self) -> &'static str {
        "limits"
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        let (Some(tenant), limits) = (event.tenant, moved(&event.kind)) else { return Ok(()) };
        if limits.is_empty() {
            return Ok(());
        }
        let found = match event.kind {
            // Judged by the old limits it would not be told until the number moves again.
            EventKind::TenantLimitsChanged | EventKind::TenantTierChanged => self.worker.changed_tenant(tenant).await?,
            _ => self.worker.tenant(tenant).await?,
        };
        let Some((key, record)) = found else { return Ok(()) };
        let inner = &self.worker.inner;
        let now = inner.now();
        for limit in limits {
            let mut steps = self.steps(&record, *limit, now);
            let counter = match limit {
                Limit::MaxUsers => {
                    inner.control.watch_users(tenant, &steps).await?;
                    continue;
                }
                Limit::MaxProducts => Counter::Products,
                // Of a month that is over nothing needs to be told.
                Limit::MaxOrders => Counter::Orders(record.month(now)),
            };
            if let EventKind::ProductsImported { .. } = event.kind {
                keep_highest(&mut steps, inner.store.counter(&key, &counter).await?);
            }
            inner.store.watch(&key, &Watch { counter, steps }).await?;
        }
        Ok(())
    }
}

impl NearLimits {
    fn steps(&self, record: &TenantRecord, limit: Limit, now: Timestamp) -> Vec<Step> {
        let step = |(percent, at)| {
            let kind = EventKind::LimitNear { limit, percent };
            Step { percent, at, event: self.worker.inner.event(Some(record.id), now, kind) }
        };
        thresholds(limit.max(&record.limits(now))).into_iter().map(step).collect()
    }
}

/// Of the steps that one import passed, the highest says it all.
fn keep_highest(steps: &mut Vec<Step>, used: u64) {
    let highest = steps.iter().filter(|step| used >= step.at).map(|step| step.at).max();
    steps.retain(|step| highest.is_none_or(|highest| step.at >= highest));
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

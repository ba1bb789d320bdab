//! Moving a tenant between pool and silo, step by step.

use super::{Operator, TenantKey, conclude::nothing, operations::explain, operator::check_reason};
use crate::{
    app::{Inner, TRIES},
    commit::{CommitError, ControlWrite, Expect, Subject},
    error::{Cause, Error, Result},
    event::EventKind,
    idempotency::{Answer, Attempt, Outcome},
    ids::TenantId,
    journal::{Actor, Change},
    operation::{Operation, OperationKind},
    place::Places,
    tenant::{Placement, TenantRecord},
};

impl TenantKey {
    /// To where the data is moved: it opens nothing before the switch.
    fn next(record: &TenantRecord, placement: Placement) -> Self {
        Self { id: record.id, placement, epoch: record.epoch + 1 }
    }

    /// To where the data was before.
    fn left_by(record: &TenantRecord) -> Self {
        Self::of(record).elsewhere()
    }
}

impl Operator {
    /// Begins to move all of a tenant's data while it is in use.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn move_tenant(
        &self,
        id: TenantId,
        target: Placement,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        if let Some(kept) = self.inner.kept(attempt).await? {
            return kept;
        }
        let record = self.tenant(id).await?;
        if record.status.is_gone() {
            return Err(super::operator::wrong_status(&record, "moved"));
        }
        // Whoever is on the way tells more than where the data is by now.
        let newest = self.inner.control.operations(id, None, 1).await?.items;
        if newest.iter().any(Operation::is_running) {
            return Err(explain(CommitError::OperationRunning));
        }
        if record.placement == target {
            let detail = format!("the data of this tenant lives in a {} already", target.name());
            return Err(Error::conflict("already_there", detail));
        }
        let now = self.inner.now();
        let operation = Operation::new(self.inner.id(now), id, OperationKind::Move, Some(target), Some(reason), now);
        let event = EventKind::OperationStarted { operation: operation.id };
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        control.put_operation(&operation, Vec::new(), event, attempt, answer(&operation)).await.map_err(explain)?
    }
}

impl Inner {
    pub(super) async fn create_place(&self, operation: &Operation, places: &dyn Places) -> Result<(), Cause> {
        let record = self.record_of(operation).await?;
        let place = match operation.target {
            Some(target) if target != record.placement => TenantKey::next(&record, target),
            _ => TenantKey::of(&record),
        };
        places.create(&place, &record).await
    }

    pub(super) async fn copy(&self, operation: &Operation, places: &dyn Places) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        match operation.target {
            Some(target) if target != record.placement => {
                places.copy(&TenantKey::of(&record), &TenantKey::next(&record, target)).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// From the moment at which the record is committed the data lives at the
    /// new place. Whoever was interrupted sees by the record whether it was.
    pub(super) async fn switch(&self, operation: &Operation, places: &dyn Places) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        let Some(target) = operation.target.filter(|target| *target != record.placement) else {
            places.resume(&TenantKey::of(&record)).await;
            return Ok(None);
        };
        let (from, to) = (TenantKey::of(&record), TenantKey::next(&record, target));
        let carried = places.pause(&from, &to).await?;
        let committed = self.commit_switch(operation, target).await;
        // What was committed decides, also where its answer was lost; while that
        // can't be read, writes wait.
        let record = self.record_of(operation).await?;
        self.records.forget_tenant(record.id);
        places.resume(&TenantKey::of(&record)).await;
        match committed {
            Err(refused) if record.placement != target => Err(Box::new(refused)),
            _ => Ok(Some(carried)),
        }
    }

    async fn commit_switch(&self, operation: &Operation, target: Placement) -> Result<(), CommitError> {
        let lost = || CommitError::Unexpected(Subject::Tenant(operation.tenant));
        let control = self.control(Actor::System, None);
        let mut refused = lost();
        for _ in 0..TRIES {
            let current = self.control.tenant(operation.tenant).await;
            let current = current.map_err(|error| CommitError::Unavailable(Box::new(error)))?.ok_or_else(lost)?;
            let next = TenantRecord {
                placement: target,
                epoch: current.epoch + 1,
                updated_at: self.now(),
                version: current.version + 1,
                ..current.clone()
            };
            let writes = vec![ControlWrite::Tenant { tenant: next, expect: Expect::Version(current.version) }];
            let changes = Change::between("isolation_model", current.placement.name(), target.name());
            let (event, reason, attempt) = (EventKind::TenantMoved, operation.reason.clone(), Attempt::default());
            let changes = changes.into_iter().collect();
            match control.commit(Some(current.id), writes, event, reason, changes, &attempt, nothing()).await {
                // Somebody changed the tenant otherwise.
                Err(CommitError::Unexpected(Subject::Tenant(tenant))) => {
                    refused = CommitError::Unexpected(Subject::Tenant(tenant));
                }
                done => return done.map(drop),
            }
        }
        Err(refused)
    }

    /// Never what the record leads to.
    pub(super) async fn clean_up(&self, operation: &Operation, places: &dyn Places) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        if operation.target != Some(record.placement) {
            return Err("the data does not live where it was to be moved".into());
        }
        places.clear(&TenantKey::left_by(&record)).await.map(Some)
    }

    async fn record_of(&self, operation: &Operation) -> Result<TenantRecord, Cause> {
        Ok(self.control.tenant(operation.tenant).await?.ok_or("the tenant is gone")?)
    }
}

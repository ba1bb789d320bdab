//! Moves a tenant between placements, step by step.

use crate::{
    domain::{
        error::{Cause, Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt},
        journal::{Actor, Change},
        operation::Operation,
        tenant::{Placement, TenantRecord},
    },
    ports::{
        commit::{ControlWrite, Expect},
        tenant_key::TenantKey,
        tenant_mover::TenantMover,
    },
    runtime::{inner::Inner, retry::WaitsFor},
};

impl Inner {
    pub(super) async fn create_place(&self, operation: &Operation, mover: &dyn TenantMover) -> Result<(), Cause> {
        let record = self.record_of(operation).await?;
        let place = match operation.target {
            Some(target) if target != record.placement => TenantKey::next(&record, target),
            _ => TenantKey::of(&record),
        };
        mover.create(&place, &record).await
    }

    pub(super) async fn copy(&self, operation: &Operation, mover: &dyn TenantMover) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        match operation.target {
            Some(target) if target != record.placement => {
                mover.copy(&TenantKey::of(&record), &TenantKey::next(&record, target)).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// From the moment at which the record is committed the data lives at the
    /// new place. A repeated step sees by the record whether it was.
    pub(super) async fn switch(&self, operation: &Operation, mover: &dyn TenantMover) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        let Some(target) = operation.target.filter(|target| *target != record.placement) else {
            mover.resume(&TenantKey::of(&record)).await;
            return Ok(None);
        };
        let (from, to) = (TenantKey::of(&record), TenantKey::next(&record, target));
        let carried = mover.pause(&from, &to).await?;
        let committed = self.commit_switch(operation, target).await;
        // What was committed decides, also where its answer was lost; while that
        // can't be read, writes wait.
        let record = self.record_of(operation).await?;
        self.records.forget_tenant(record.id);
        mover.resume(&TenantKey::of(&record)).await;
        match committed {
            Err(error) if record.placement != target => Err(Box::new(error)),
            _ => Ok(Some(carried)),
        }
    }

    async fn commit_switch(&self, operation: &Operation, target: Placement) -> Result<()> {
        let control = self.control(Actor::System, None);
        // Writes of the tenant wait meanwhile, so it waits for nobody.
        let switch = |_| async {
            let current = self.control.tenant(operation.tenant).await?.ok_or(Error::NotFound)?;
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
            control.commit(Some(current.id), writes, event, reason, changes, &attempt, Answer::none()).await
        };
        self.retry_on_conflict(WaitsFor::Nobody, switch).await.map(drop)
    }

    /// Never what the record leads to.
    pub(super) async fn clean_up(
        &self,
        operation: &Operation,
        mover: &dyn TenantMover,
    ) -> Result<Option<String>, Cause> {
        let record = self.record_of(operation).await?;
        if operation.target != Some(record.placement) {
            return Err("the data does not live where it was to be moved".into());
        }
        match operation.moved_from().filter(|source| *source != record.placement) {
            Some(source) => mover.clear(&TenantKey::left_by(&record, source)).await.map(Some),
            None => Err("it is not known where the data was moved from".into()),
        }
    }

    async fn record_of(&self, operation: &Operation) -> Result<TenantRecord, Cause> {
        Ok(self.control.tenant(operation.tenant).await?.ok_or("the tenant is gone")?)
    }
}

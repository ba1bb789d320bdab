//! Begins to move a tenant between placements.

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::TenantId,
        operation::{Operation, OperationKind},
        tenant::Placement,
    },
    ports::commit::CommitError,
    usecases::{handle::Operator, operations::explain, operator::tenants::check_reason},
};

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
            return Ok(kept);
        }
        self.check_placement("/placement", target)?;
        let record = self.tenant(id).await?;
        if record.status.is_gone() {
            return Err(crate::usecases::operator::tenants::wrong_status(&record, "moved"));
        }
        // A running operation says more than where the data is by now.
        let newest = self.inner.control.operations(id, None, 1).await?.items;
        if newest.iter().any(Operation::is_running) {
            return Err(explain(CommitError::OperationRunning));
        }
        if record.placement == target {
            let detail = format!("the placement of this tenant is {} already", target.name());
            return Err(Error::conflict("already_there", detail));
        }
        let now = self.inner.now();
        let operation = Operation::new(self.inner.id(now), id, OperationKind::Move, Some(target), Some(reason), now)
            .moving_from(record.placement);
        let event = EventKind::OperationStarted { operation: operation.id };
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        control.put_operation(&operation, Vec::new(), event, attempt, answer(&operation)).await?.finish(explain)
    }
}

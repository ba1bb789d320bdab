//! Operations on tenants, as the operator sees them and tries them again.

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::{OperationId, TenantId},
        operation::{Operation, OperationStatus},
        page::{Page, PageRequest},
    },
    runtime::retry::WaitsFor,
    usecases::{handle::Operator, operations::explain},
};

impl Operator {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn operations(&self, tenant: TenantId, page: &PageRequest) -> Result<Page<Operation>> {
        self.tenant(tenant).await?;
        self.inner.operations(tenant, page).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn operation(&self, tenant: TenantId, id: OperationId) -> Result<Operation> {
        self.inner.operation(tenant, id).await
    }

    /// Goes on from the step that failed. Only the newest operation of a tenant
    /// is tried again: what an older one was to do may no longer be meant.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn retry_operation(
        &self,
        tenant: TenantId,
        id: OperationId,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        if let Some(kept) = self.inner.kept(attempt).await? {
            return Ok(kept);
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        let retry = |_| async {
            let current = self.operation(tenant, id).await?;
            let newest = self.inner.control.operations(tenant, None, 1).await?.items;
            if current.status != OperationStatus::Failed || newest.iter().any(|newest| newest.id != id) {
                let detail = "only the newest operation of a tenant can be tried again, and only when it failed";
                return Err(Error::conflict("operation_not_failed", detail));
            }
            let next = current.retried();
            let event = EventKind::OperationRetried { operation: id };
            control.put_operation(&next, Vec::new(), event, attempt, answer(&next)).await?.explain(explain)
        };
        self.inner.retry_on_conflict(WaitsFor::Nobody, retry).await
    }
}

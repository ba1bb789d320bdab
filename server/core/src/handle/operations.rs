//! Long work on a tenant, as the operator and the tenant's own people see it.

use super::{Operator, Tenant};
use crate::{
    app::{Control, Inner, unexpected},
    commit::{CommitError, ControlWrite, Expect, Subject},
    error::{Error, Result},
    event::EventKind,
    idempotency::{Answer, Attempt, Outcome},
    ids::{OperationId, TenantId},
    journal::Change,
    operation::{Operation, OperationStatus},
    page::{Cursors, Page, PageRequest},
};

impl Tenant {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn operations(&self, page: &PageRequest) -> Result<Page<Operation>> {
        self.inner.operations(self.id(), page).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn operation(&self, id: OperationId) -> Result<Operation> {
        self.inner.operation(self.id(), id).await
    }
}

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
            return kept;
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        let mut tries = self.inner.tries();
        loop {
            tries.begin().await?;
            let current = self.operation(tenant, id).await?;
            let newest = self.inner.control.operations(tenant, None, 1).await?.items;
            if current.status != OperationStatus::Failed || newest.iter().any(|newest| newest.id != id) {
                let detail = "only the newest operation of a tenant can be tried again, and only when it failed";
                return Err(Error::conflict("operation_not_failed", detail));
            }
            let next = current.retried();
            let event = EventKind::OperationRetried { operation: id };
            match control.put_operation(&next, Vec::new(), event, attempt, answer(&next)).await {
                Err(CommitError::Unexpected(Subject::Operation(_))) => continue,
                result => return result.map_err(explain)?,
            }
        }
    }
}

impl Inner {
    async fn operations(&self, tenant: TenantId, page: &PageRequest) -> Result<Page<Operation>> {
        let cursors = Cursors::new(&self.seal, tenant.as_bytes(), "operations", &());
        let from = cursors.read(page)?;
        Ok(cursors.page(self.control.operations(tenant, from.as_ref(), page.limit).await?))
    }

    async fn operation(&self, tenant: TenantId, id: OperationId) -> Result<Operation> {
        self.control.operation(tenant, id).await?.ok_or(Error::NotFound)
    }
}

impl Control<'_> {
    /// Journals what begins, ends or is tried again, with whatever changes together with it.
    pub(super) async fn put_operation(
        &self,
        operation: &Operation,
        mut writes: Vec<ControlWrite>,
        event: EventKind,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Result<Outcome>, CommitError> {
        let expect = match operation.version {
            1 => Expect::Absent,
            version => Expect::Version(version - 1),
        };
        writes.push(ControlWrite::Operation { operation: operation.clone(), expect });
        self.commit(Some(operation.tenant), writes, event, operation.reason.clone(), said(operation), attempt, answer)
            .await
    }
}

/// What the journal tells of it; why a step failed stays with the operation.
pub(super) fn said(operation: &Operation) -> Vec<Change> {
    let to = |field: &str, to: &str| Change { field: field.to_owned(), from: None, to: Some(to.to_owned()) };
    let target = operation.target.map(|target| to("isolation_model", target.name()));
    std::iter::once(to("kind", operation.kind.name())).chain(target).collect()
}

pub(super) fn explain(refused: CommitError) -> Error {
    match refused {
        CommitError::OperationRunning => {
            Error::conflict("operation_running", "another operation of this tenant is running; wait until it has ended")
        }
        other => unexpected(other),
    }
}

//! Operations on tenants: what their readers share, and how they are written down.

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt},
        ids::{OperationId, TenantId},
        journal::Change,
        operation::Operation,
        page::{Cursors, Page, PageRequest},
    },
    policy::refusals::unexpected,
    ports::commit::{CommitError, ControlWrite, Expect},
    runtime::{committed::Committed, control::Control, inner::Inner},
};

impl Inner {
    pub(super) async fn operations(&self, tenant: TenantId, page: &PageRequest) -> Result<Page<Operation>> {
        let cursors = Cursors::new(&self.signer, tenant.as_bytes(), "operations", &());
        let from = cursors.read(page)?;
        Ok(cursors.page(self.control.operations(tenant, from.as_ref(), page.limit).await?))
    }

    pub(super) async fn operation(&self, tenant: TenantId, id: OperationId) -> Result<Operation> {
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
    ) -> Result<Committed> {
        let expect = match operation.version {
            1 => Expect::Absent,
            version => Expect::Version(version - 1),
        };
        writes.push(ControlWrite::Operation { operation: operation.clone(), expect });
        self.commit(Some(operation.tenant), writes, event, operation.reason.clone(), said(operation), attempt, answer)
            .await
    }
}

/// Returns what the journal records of it; why a step failed stays with the operation.
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

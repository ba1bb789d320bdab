//! The end of a tenant: what the operator asks for, or what the end of the
//! grace period brings. From the first moment on there is no way back.

use crate::{
    domain::{
        error::Result,
        event::EventKind,
        idempotency::{Answer, Attempt},
        operation::{Operation, OperationKind},
        tenant::TenantRecord,
    },
    ports::commit::{ControlWrite, Expect},
    runtime::{committed::Committed, control::Control},
};

impl Control<'_> {
    /// In one commit the tenant is beyond return and its erasure is to be worked off.
    pub(super) async fn begin_erasure(
        &self,
        tenant: &TenantRecord,
        reason: Option<String>,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Committed> {
        let now = self.inner.now();
        let operation = Operation::new(self.inner.id(now), tenant.id, OperationKind::Erase, None, reason, now);
        let expect = Expect::Version(tenant.version);
        let writes = vec![ControlWrite::Tenant { tenant: tenant.erasing(now), expect }];
        let event = EventKind::OperationStarted { operation: operation.id };
        let begun = self.put_operation(&operation, writes, event, attempt, answer(&operation)).await;
        self.inner.records.forget_tenant(tenant.id);
        begun
    }
}

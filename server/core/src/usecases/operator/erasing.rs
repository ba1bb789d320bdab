//! Begins to erase a tenant that is deleted.

use crate::{
    domain::{
        error::{Error, Result},
        idempotency::{Answer, Attempt, Outcome},
        ids::TenantId,
        operation::Operation,
        tenant::TenantStatus,
    },
    runtime::{retry::WaitsFor, turns::Thing},
    usecases::{handle::Operator, operations::explain, operator::tenants::check_reason},
};

impl Operator {
    /// Only of a tenant that is deleted, and whose name was typed: this can't be undone.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn erase_tenant(
        &self,
        id: TenantId,
        company_name: &str,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        if let Some(kept) = self.inner.kept(attempt).await? {
            return Ok(kept);
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        let erase = |_| async {
            let tenant = self.tenant(id).await?;
            if tenant.status != TenantStatus::Deleted {
                let detail =
                    format!("only a tenant that is deleted can be erased; this one is {}", tenant.status.name());
                return Err(Error::conflict("tenant_not_deleted", detail));
            }
            if company_name.trim() != tenant.company_name.trim() {
                return Err(Error::invalid("/company_name", "differs", "must be the name of the company as it stands"));
            }
            control.begin_erasure(&tenant, Some(reason.clone()), attempt, &answer).await?.explain(explain)
        };
        self.inner.retry_on_conflict(WaitsFor::Changes(Thing::Tenant(id)), erase).await
    }
}

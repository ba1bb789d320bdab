//! All of a company's data for the operator, who says why.

use crate::{
    domain::{
        error::Result,
        export::{Export, Exported},
        idempotency::{Answer, Attempt, Outcome},
        ids::{ExportId, TenantId},
        page::{Page, PageRequest},
        tenant::TenantStatus,
    },
    ports::tenant_key::TenantKey,
    usecases::{
        handle::Operator,
        operator::tenants::{check_reason, wrong_status},
    },
};

impl Operator {
    /// For a company that asks for its data and can't come for it.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn begin_export(
        &self,
        tenant: TenantId,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&Export) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = Some(check_reason(reason)?);
        let current = self.tenant(tenant).await?;
        if current.status == TenantStatus::Erased {
            return Err(wrong_status(&current, "exported"));
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        control.begin_export(tenant, self.user(), reason, attempt, answer).await
    }

    /// For the operator who began it.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn export(&self, tenant: TenantId, id: ExportId, page: &PageRequest) -> Result<Page<Exported>> {
        let key = TenantKey::of(&self.tenant(tenant).await?);
        self.inner.export_page(key, id, self.user(), page).await
    }
}

//! All of a company's data for its admins.

use crate::{
    domain::{
        error::Result,
        export::{Export, Exported},
        idempotency::{Answer, Attempt, Outcome},
        ids::ExportId,
        page::{Page, PageRequest},
    },
    usecases::handle::TenantAdmin,
};

impl TenantAdmin {
    /// Is journalled, since the pages hold everything.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn begin_export(
        &self,
        attempt: &Attempt,
        answer: impl Fn(&Export) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let (tenant, inner) = (&self.tenant, &self.tenant.inner);
        let control = inner.control(tenant.actor(), tenant.request_id.as_deref());
        control.begin_export(tenant.id(), tenant.person()?.user, None, attempt, answer).await
    }

    /// For the caller who began it.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn export(&self, id: ExportId, page: &PageRequest) -> Result<Page<Exported>> {
        let (tenant, inner) = (&self.tenant, &self.tenant.inner);
        inner.export_page(tenant.key, id, tenant.person()?.user, page).await
    }
}

//! What members see of their company.

use crate::{
    domain::{
        error::{Error, Result},
        tenant::TenantRecord,
    },
    usecases::handle::Tenant,
};

impl Tenant {
    /// As it is now, not as it was when the caller signed in.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn company(&self) -> Result<TenantRecord> {
        self.inner.control.tenant(self.id()).await?.ok_or(Error::NotFound)
    }
}

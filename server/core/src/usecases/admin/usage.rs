//! What a tenant's admins see of its use.

use jiff::civil::Date;

use crate::{
    domain::{error::Result, usage::Usage},
    usecases::handle::TenantAdmin,
};

impl TenantAdmin {
    /// By default the last thirty days up to today.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn usage(&self, from: Option<Date>, to: Option<Date>) -> Result<Usage> {
        let tenant = &self.tenant;
        tenant.inner.usage(&tenant.key, &tenant.record, from, to).await
    }
}

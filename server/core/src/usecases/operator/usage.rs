//! What the operator sees of a tenant's use: figures, and nothing of what they are about.

use jiff::civil::Date;

use crate::{
    domain::{
        error::{Error, Result},
        ids::TenantId,
        usage::Usage,
    },
    ports::tenant_key::TenantKey,
    usecases::handle::Operator,
};

impl Operator {
    /// By default the last thirty days up to today, in the tenant's time zone.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant_usage(&self, id: TenantId, from: Option<Date>, to: Option<Date>) -> Result<Usage> {
        let record = self.inner.control.tenant(id).await?.ok_or(Error::NotFound)?;
        self.inner.usage(&TenantKey::of(&record), &record, from, to).await
    }
}

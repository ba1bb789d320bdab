//! What a tenant's own people see of the operations on it.

use crate::{
    domain::{
        error::Result,
        ids::OperationId,
        operation::Operation,
        page::{Page, PageRequest},
    },
    usecases::handle::Tenant,
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

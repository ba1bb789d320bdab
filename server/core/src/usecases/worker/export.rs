//! All of a company's data for the operator of the installation, from its command line.

use crate::{
    domain::{
        error::{Error, Result},
        export::Exported,
        ids::TenantId,
        page::MAX_LIMIT,
    },
    usecases::{export::ExportPosition, worker::handle::Worker},
};

/// The same for the operator of the installation, from its command line.
pub struct WholeExport {
    worker: Worker,
    tenant: TenantId,
    place: Option<ExportPosition>,
}

impl Worker {
    pub fn export(&self, tenant: TenantId) -> WholeExport {
        WholeExport { worker: self.clone(), tenant, place: Some(ExportPosition::START) }
    }
}

impl WholeExport {
    /// Nothing after the last. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Exported>>> {
        let Some(place) = self.place.take() else { return Ok(None) };
        let (key, _) = self.worker.tenant(self.tenant).await?.ok_or(Error::NotFound)?;
        let (items, next) = self.worker.inner.export_from(key, place, MAX_LIMIT).await?;
        self.place = next;
        Ok(Some(items))
    }
}

//! The tenant mover on SQLite files.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_core::{
    TenantKey,
    domain::{error::Cause, tenant::TenantRecord},
    ports::tenant_mover::TenantMover,
};

use crate::{
    erasing::Eraser,
    moving::Mover,
    partition::{FileId, Partition},
    store::ReadCache,
};

pub struct SqliteTenantMover {
    partition: Arc<Partition>,
    cache: Arc<ReadCache>,
    mover: Mover,
    eraser: Eraser,
}

impl SqliteTenantMover {
    pub(crate) fn new(partition: Arc<Partition>, cache: Arc<ReadCache>) -> Self {
        let (mover, eraser) = (Mover::new(partition.clone()), Eraser::new(partition.clone()));
        Self { mover, eraser, partition, cache }
    }
}

#[async_trait]
impl TenantMover for SqliteTenantMover {
    /// A file comes into being whole or not at all.
    async fn create(&self, place: &TenantKey, _: &TenantRecord) -> Result<(), Cause> {
        let tenant = match Partition::place(place) {
            FileId::Silo(tenant) => tenant,
            // Fails where there is no such file.
            shared => return Ok(self.partition.at(shared).map(drop)?),
        };
        let partition = self.partition.clone();
        Ok(tokio::task::spawn_blocking(move || partition.create_silo(tenant)).await??)
    }

    async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        Ok(format!("{} rows", self.mover.copy(from, to).await?))
    }

    async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        Ok(format!("{} changed rows", self.mover.pause(from, to).await?))
    }

    async fn resume(&self, at: &TenantKey) {
        self.mover.resume(at).await;
        self.cache.forget_tenant(at.id());
    }

    async fn clear(&self, place: &TenantKey) -> Result<String, Cause> {
        let gone = self.mover.clear(place).await?;
        Ok(if place.placement().is_shared() { format!("{gone} rows") } else { format!("{gone} files") })
    }

    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause> {
        let gone = self.eraser.data(place).await?;
        self.cache.forget_tenant(place.id());
        Ok(gone)
    }

    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
        self.eraser.records(tenant, tombstone).await
    }
}

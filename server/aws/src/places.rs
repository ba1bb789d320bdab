//! The port to the long work on tenants' places.

use async_trait::async_trait;
use tenantry_core::{
    TenantKey,
    error::Cause,
    place::Places,
    tenant::{Placement, TenantRecord},
};

use crate::{erasing::Erasures, moving::Moves, silo::Tables};

pub struct DynamoPlaces {
    pub tables: Tables,
    pub moves: Moves,
    pub erasures: Erasures,
}

#[async_trait]
impl Places for DynamoPlaces {
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause> {
        match place.placement() {
            // The templates make it.
            Placement::Pool => Ok(()),
            Placement::Silo => Ok(self.tables.create_tagged(tenant).await?),
        }
    }

    async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        Ok(self.moves.copy(from, to).await?)
    }

    async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause> {
        Ok(self.moves.pause(from, to).await?)
    }

    async fn resume(&self, at: &TenantKey) {
        self.moves.resume(at).await;
    }

    async fn clear(&self, place: &TenantKey) -> Result<String, Cause> {
        if place.placement() == Placement::Silo {
            self.moves.leave(place).await?;
            self.tables.delete_silo(place.id()).await?;
            return Ok("the tables are gone".to_owned());
        }
        let removed = self.moves.clear(place).await?;
        Ok(format!("{removed} items removed"))
    }

    /// Wherever it lives or was left: a silo shares its journal and outbox, and a move may have failed.
    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause> {
        if place.placement() == Placement::Pool {
            self.moves.shut(place).await?;
        }
        self.tables.delete_silo(place.id()).await?;
        let items = self.erasures.data(place.id()).await?;
        Ok(match place.placement() {
            Placement::Pool => format!("{items} items"),
            Placement::Silo => format!("its tables, {items} items"),
        })
    }

    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
        let records = self.erasures.records(tenant, tombstone).await?;
        Ok(format!("{records} records"))
    }
}

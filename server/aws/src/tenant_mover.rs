//! The tenant mover on DynamoDB tables.

use async_trait::async_trait;
use tenantry_core::{
    TenantKey,
    domain::{
        error::Cause,
        tenant::{Placement, TenantRecord},
    },
    ports::tenant_mover::{NotYet, TenantMover},
};

use crate::{dynamo::Fault, erasing::Erasures, moving::Moves, silo::Tables};

pub struct DynamoTenantMover {
    pub tables: Tables,
    pub moves: Moves,
    pub erasures: Erasures,
}

/// What passes by itself is left to the next run.
fn or_later(fault: Fault) -> Cause {
    match fault {
        Fault::Passing(_) => NotYet(fault.to_string()).into(),
        fault => fault.into(),
    }
}

#[async_trait]
impl TenantMover for DynamoTenantMover {
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause> {
        match place.placement() {
            // The templates make them. Where there is no such pool, the copy fails.
            Placement::Pool | Placement::ProvisionedPool => Ok(()),
            Placement::Silo => self.tables.create_tagged(tenant).await.map_err(or_later),
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
        if !place.placement().is_shared() {
            self.moves.leave(place).await?;
            self.tables.delete_silo(place.id()).await.map_err(or_later)?;
            return Ok("the tables are gone".to_owned());
        }
        let removed = self.moves.clear(place).await?;
        Ok(format!("{removed} items removed"))
    }

    /// Wherever it lives or was left: a silo shares its journal and outbox, and a move may have failed.
    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause> {
        if place.placement().is_shared() {
            self.moves.shut(place).await?;
        }
        self.tables.delete_silo(place.id()).await.map_err(or_later)?;
        let items = self.erasures.data(place.id(), place.placement()).await?;
        let shared = place.placement().is_shared();
        Ok(if shared { format!("{items} items") } else { format!("its tables, {items} items") })
    }

    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
        let records = self.erasures.records(tenant, tombstone).await?;
        Ok(format!("{records} records"))
    }
}

//! The port to the places in which tenants' data lives, for the long work on
//! them. Everything here can be done again: whoever was interrupted starts over.

use async_trait::async_trait;

use crate::{error::Cause, handle::TenantKey, tenant::TenantRecord};

#[async_trait]
pub trait Places: Send + Sync + 'static {
    /// Makes the place, ready to be used. What could not be made whole is taken away.
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause>;

    /// Copies all that a tenant has while everybody goes on writing; what an
    /// earlier try left at `to` is removed first. Says what it copied.
    async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause>;

    /// Makes the tenant's writes wait and brings `to` to the state of `from`.
    /// When this fails, writes go on at `from`.
    async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause>;

    /// Lets writes go on. Keys that are older than this one are refused.
    async fn resume(&self, at: &TenantKey);

    /// Removes all that a place where a tenant's data no longer lives has of it.
    async fn clear(&self, place: &TenantKey) -> Result<String, Cause>;

    /// Removes all that is kept at the place of a tenant, for good, and lets nothing of it be written any more.
    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause>;

    /// Removes all control data and mails of a tenant but what is still to be worked off of this very erasure, and puts
    /// the tombstone in the place of its record.
    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause>;
}

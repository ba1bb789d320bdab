//! The port for operations on a tenant's placement: provisioning, moving and erasing.

use async_trait::async_trait;

use crate::{
    domain::{error::Cause, tenant::TenantRecord},
    ports::tenant_key::TenantKey,
};

/// The cause of a step that is not done yet and needs nobody to be: something throttles, or takes longer than usual.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotYet(pub String);

/// Creates, copies, switches and erases the data of one tenant. Every method is idempotent, since an interrupted
/// operation repeats its step ([`crate::domain::operation`]). Texts that are returned are the step's `detail`, for
/// operators. [`NotYet`] leaves the step to the next run, for an hour at most; any other error fails it. Its text is
/// shown to operators, never to members.
#[async_trait]
pub trait TenantMover: Send + Sync + 'static {
    /// Creates the storage at a placement, ready to be used. On failure what this call made is removed again, or is left
    /// empty and used by the next call; after [`NotYet`] it stays, and the next call goes on.
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause>;

    /// Copies all data of a tenant while members go on writing, and tracks their changes from its start. Rows at `to` of
    /// an earlier try are removed first. Returns how much was copied.
    async fn copy(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause>;

    /// Holds the tenant's writes and carries over the changes since [`TenantMover::copy`], until `to` equals `from`. On
    /// failure writes go on at `from`. Writes are held for at most a few seconds; each backend bounds it.
    async fn pause(&self, from: &TenantKey, to: &TenantKey) -> Result<String, Cause>;

    /// Releases the held writes at the placement of `at`. Keys of an older epoch are rejected from now on.
    async fn resume(&self, at: &TenantKey);

    /// Deletes what a placement still holds of a tenant that was moved away. Waits until its outbox there is empty.
    async fn clear(&self, place: &TenantKey) -> Result<String, Cause>;

    /// Deletes all data of a tenant for good, overwriting it where the backend can (ADR 27), and rejects every later
    /// write.
    async fn erase_data(&self, place: &TenantKey) -> Result<String, Cause>;

    /// Deletes all control data and mails of a tenant, except the running erasure itself, and replaces the tenant's record
    /// by the tombstone, in one transaction where the backend has one.
    async fn erase_records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause>;
}

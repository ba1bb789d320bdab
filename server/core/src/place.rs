//! The port to the places in which tenants' data lives, for the long work on
//! them. Everything here can be done again: whoever was interrupted starts over.

use async_trait::async_trait;

use crate::{error::Cause, handle::TenantKey, tenant::TenantRecord};

#[async_trait]
pub trait Places: Send + Sync + 'static {
    /// Makes the place, ready to be used. What could not be made whole is taken away.
    async fn create(&self, place: &TenantKey, tenant: &TenantRecord) -> Result<(), Cause>;
}

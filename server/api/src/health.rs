//! Whether the process lives, and whether it can do its work.

use async_trait::async_trait;

#[async_trait]
pub trait Readiness: Send + Sync + 'static {
    /// Why requests should go elsewhere, for the operator's log.
    async fn check(&self) -> Result<(), String>;
}

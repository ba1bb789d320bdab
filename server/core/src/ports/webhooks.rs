//! The port to what sends webhooks.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{
    domain::ids::{ResourceId, TenantId},
    ports::store::Read,
};

/// Learns which deliveries are to be tried, and when. What is sent, and to where, is read when the time has come; so a call
/// too many costs a look.
#[async_trait]
pub trait WebhookSchedule: Send + Sync + 'static {
    /// Has deliveries to one endpoint tried at that time or soon after. They are durable when this is called. Fails if they
    /// may not be tried; the caller then says so to what asked it, which asks again.
    async fn try_at(
        &self,
        tenant: TenantId,
        endpoint: ResourceId,
        deliveries: &[ResourceId],
        at: Timestamp,
    ) -> Read<()>;
}

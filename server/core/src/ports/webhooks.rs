//! The port to what sends webhooks.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{
    domain::ids::{ResourceId, TenantId},
    ports::store::Read,
};

/// Learns which endpoints have something to be sent. What is sent, and to where, it reads when the time has come; so a call
/// too many costs a look, and what is forgotten is found again by
/// [`Worker::sweep_webhooks`](crate::Worker::sweep_webhooks).
#[async_trait]
pub trait WebhookSchedule: Send + Sync + 'static {
    /// Has the deliveries of an endpoint looked at, at that time or before it. They are durable when this is called.
    async fn look_at(&self, tenant: TenantId, endpoint: ResourceId, at: Timestamp) -> Read<()>;
}

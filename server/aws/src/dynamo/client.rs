//! Clients for DynamoDB. Tenant data is reached with credentials of that tenant
//! alone, so the factory of clients is asked for each tenant.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
};
use tenantry_core::domain::ids::TenantId;

use super::Fault;
use crate::trace;

/// The timeout of one call; a whole operation has the deadline of `retry`.
const ATTEMPT: Duration = Duration::from_secs(2);
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(1);

#[async_trait]
pub trait Clients: Send + Sync + 'static {
    /// Returns a client that can reach this tenant's data and no other's.
    async fn of(&self, tenant: TenantId) -> Result<Client, Fault>;
}

/// The same client for everybody: for a laptop, where there are no roles.
pub struct OneClient(pub Client);

#[async_trait]
impl Clients for OneClient {
    async fn of(&self, _: TenantId) -> Result<Client, Fault> {
        Ok(self.0.clone())
    }
}

/// Retries belong to one layer, and that is ours: it knows which refusals are
/// final and that a transaction may be sent again.
pub fn client_config(config: Builder) -> Builder {
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
    config.retry_config(RetryConfig::disabled()).timeout_config(timeouts).interceptor(trace::Calls)
}

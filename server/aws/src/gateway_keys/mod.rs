//! A key at API Gateway for each tenant: a usage plan counts by key, so a tenant
//! with a key of its own is held to its rate over all instances and takes
//! nothing of another's. What is to be made is written down first, in an item
//! of control data, so that whatever was interrupted is taken up again.

mod choice;
mod gateway;
mod record;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tenantry_core::domain::{ids::TenantId, tenant::TenantRecord, tier::Tier};

pub use self::{
    choice::{operators, shared, usage_key},
    gateway::Plans,
    record::OwnKey,
};
use self::{gateway::Gateway, record::Records};
use crate::{control::DynamoControl, dynamo::Fault};

/// Keys of tenants in one region; the account may have 10,000 of all kinds.
pub const BOUND: u64 = 9_000;
/// Tenants whose keys are settled together. Each takes several calls, and the gateway makes five keys a second.
const IN_FLIGHT: usize = 4;

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(transparent)]
    Control(#[from] Fault),
    #[error("API Gateway rejected the call: {0}")]
    Gateway(String),
    #[error("another process settles the key of {0} at the same time")]
    Contested(TenantId),
}

/// The present counting of a tenant's requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// A key of its own, in the plan of this tier.
    Own(Tier),
    /// The shared key, since there is no room for another one.
    Shared,
    /// Nothing; it is deleted.
    Gone,
}

pub struct GatewayKeys {
    gateway: Gateway,
    records: Records,
    bound: u64,
}

impl GatewayKeys {
    pub fn new(
        client: aws_sdk_apigateway::Client,
        control: DynamoControl,
        prefix: impl Into<String>,
        region: impl Into<String>,
        plans: Plans,
        bound: u64,
    ) -> Self {
        let gateway = Gateway::new(client, prefix.into(), plans);
        Self { gateway, records: Records::new(control, region.into()), bound }
    }

    /// Brings a tenant's key to where it belongs. Every step can be taken again.
    pub async fn settle(&self, id: TenantId, now: Timestamp) -> Result<Settled, KeyError> {
        self.bring(id, false, now).await
    }

    /// The same without trust in what is written down: the gateway may have lost
    /// its keys, as one that was made anew has.
    pub async fn settle_anew(&self, id: TenantId, now: Timestamp) -> Result<Settled, KeyError> {
        self.bring(id, true, now).await
    }

    /// Brings the keys of many tenants to where they belong, each with what came of it, several at a time. Anew: without trust
    /// in what is written down.
    pub async fn settle_each(
        &self,
        tenants: &[TenantId],
        anew: bool,
        now: Timestamp,
    ) -> Vec<(TenantId, Result<Settled, KeyError>)> {
        let settling = tenants.iter().map(|tenant| async move { (*tenant, self.bring(*tenant, anew, now).await) });
        let settling: Vec<_> = settling.collect();
        stream::iter(settling).buffer_unordered(IN_FLIGHT).collect().await
    }

    async fn bring(&self, id: TenantId, anew: bool, now: Timestamp) -> Result<Settled, KeyError> {
        let (tenant, key) = self.records.read(id).await?;
        let Some(tenant) = tenant.filter(|tenant| !tenant.status.is_gone()) else {
            if let Some(key) = key {
                self.release(id, &key).await?;
            }
            return Ok(Settled::Gone);
        };
        let in_plan = key.as_ref().and_then(|key| key.plan);
        // Above all plans it counts by a shared key, and its own waits where it is.
        let wanted = choice::plan_of(tenant.quota(now)).or(in_plan).unwrap_or(tenant.tier);
        let look_again = look_again(&tenant, now);
        match key {
            Some(key) if !anew && key.is_settled_in(wanted) && key.due == look_again => Ok(Settled::Own(wanted)),
            Some(key) if anew => self.place(id, &OwnKey { id: None, ..key }, false, wanted, look_again, now).await,
            Some(key) => self.place(id, &key, false, wanted, look_again, now).await,
            None => match self.records.reserve(id, self.bound, now).await? {
                Some(key) => self.place(id, &key, true, wanted, look_again, now).await,
                None => Ok(Settled::Shared),
            },
        }
    }

    /// The key is made if it is not, and put into a plan. Until that is done the
    /// tenant counts by the shared key: between two plans its own is in none.
    async fn place(
        &self,
        id: TenantId,
        key: &OwnKey,
        is_new: bool,
        wanted: Tier,
        look_again: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Settled, KeyError> {
        let turn = self.records.begin(id, now).await?;
        let made = match &key.id {
            Some(made) => made.clone(),
            None => {
                let made = self.gateway.make(id, &key.value, is_new).await?;
                self.records.made(id, &made).await?;
                made
            }
        };
        self.gateway.put_into(wanted, &made).await?;
        if self.records.finish(id, &turn, wanted, look_again, now).await? {
            tracing::info!(tenant_id = %id, "the key of {id} is in the plan {wanted}");
            return Ok(Settled::Own(wanted));
        }
        // A concurrent call may have meant another plan, or the end of the key.
        if !self.records.unsettle(id, now).await? {
            self.gateway.delete(&made).await?;
        }
        Err(KeyError::Contested(id))
    }

    async fn release(&self, id: TenantId, key: &OwnKey) -> Result<(), KeyError> {
        let made = match &key.id {
            Some(made) => Some(made.clone()),
            None => self.gateway.find(id).await?,
        };
        if let Some(made) = made {
            self.gateway.delete(&made).await?;
        }
        self.records.forget(id).await?;
        tracing::info!(tenant_id = %id, "the key of {id} is gone");
        Ok(())
    }

    /// Tenants whose key was left unsettled, or whose overridden rate has ended.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<TenantId>, KeyError> {
        Ok(self.records.due(now).await?)
    }
}

/// An overridden rate ends by the clock, without an event.
fn look_again(tenant: &TenantRecord, now: Timestamp) -> Option<Timestamp> {
    let overrides = tenant.limit_overrides.as_ref().filter(|overrides| overrides.in_force(now))?;
    overrides.rate.and(overrides.expires_at)
}

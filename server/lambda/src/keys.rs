//! Keys of tenants at the gateway, as the provisioning function settles them.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use tenantry_aws::gateway_keys::{BOUND, GatewayKeys, KeyError, Plans, Settled};
use tenantry_core::{
    domain::{error::chain, ids::TenantId, tenant::TenantQuery},
    ports::control::ControlStore,
};

use crate::{
    clients::{Clients, client},
    config::{optional, prefix, required},
};

/// Tenants on one page of the list.
const TENANTS_AT_ONCE: usize = 100;

/// Nothing where there is no gateway that counts.
pub struct Keys(Option<Arc<GatewayKeys>>);

impl Keys {
    pub fn open(clients: &Clients) -> Result<Self> {
        let Some(basic) = optional("BASIC_PLAN_ID") else { return Ok(Self(None)) };
        let plans = Plans { basic, premium: required("PREMIUM_PLAN_ID")?, enterprise: required("ENTERPRISE_PLAN_ID")? };
        let (prefix, region) = (prefix()?, clients.region()?);
        let client = client!(aws_sdk_apigateway, &clients.config);
        let control = clients.control(&prefix);
        Ok(Self(Some(Arc::new(GatewayKeys::new(client, control, prefix, region, plans, BOUND)))))
    }

    /// For the caller that ends one.
    pub fn gateway(&self) -> Option<Arc<GatewayKeys>> {
        self.0.clone()
    }

    /// Of every tenant anew: when another region begins to write, or a gateway was
    /// made again, and so there is none yet.
    pub async fn settle_all(&self, control: &impl ControlStore) -> Result<u64, String> {
        let Some(keys) = &self.0 else { return Ok(0) };
        let (now, mut from, mut done) = (Timestamp::now(), None, Done::default());
        loop {
            let all = TenantQuery::default();
            let page = control.tenants(&all, from.as_ref(), TENANTS_AT_ONCE).await.map_err(|error| chain(&error))?;
            let tenants: Vec<TenantId> = page.items.iter().map(|tenant| tenant.id).collect();
            for (tenant, result) in keys.settle_each(&tenants, true, now).await {
                done.note(tenant, result);
            }
            from = page.next;
            if from.is_none() {
                return done.end();
            }
        }
    }

    /// Those of the tenants that are named, else of all that wait for it. One
    /// that fails holds up no other; the first failure is returned.
    pub async fn settle(&self, tenants: Option<&[TenantId]>) -> Result<u64, String> {
        let Some(keys) = &self.0 else { return Ok(0) };
        let now = Timestamp::now();
        let due = match tenants {
            Some(tenants) => tenants.to_vec(),
            None => keys.due(now).await.map_err(|error| chain(&error))?,
        };
        let mut done = Done::default();
        for (tenant, result) in keys.settle_each(&due, false, now).await {
            done.note(tenant, result);
        }
        done.end()
    }
}

#[derive(Default)]
struct Done {
    settled: u64,
    failed: Option<String>,
}

impl Done {
    fn note(&mut self, tenant: TenantId, result: Result<Settled, KeyError>) {
        match result {
            Ok(_) => self.settled += 1,
            Err(error) => {
                let error = chain(&error);
                tracing::error!(tenant_id = %tenant, error, "the key of {tenant} could not be settled");
                self.failed.get_or_insert(error);
            }
        }
    }

    fn end(self) -> Result<u64, String> {
        self.failed.map_or(Ok(self.settled), Err)
    }
}

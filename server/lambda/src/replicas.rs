//! Replicas of silos in the second region, for a principal that may invoke the
//! function: added to silos that were there before the region was, and taken away
//! before it is given up. New silos get theirs with their tables.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::Client;
use serde_json::{Value, json};
use tenantry_aws::{
    dynamo::{Clients as TenantClients, Fault, OneClient, client_config},
    replicas::SecondRegion,
    silo::Tables,
};
use tenantry_core::{
    domain::{
        error::chain,
        tenant::{Placement, TenantQuery},
    },
    ports::control::ControlStore,
};

use crate::{clients::Clients, config::optional, tenant_clients::RoleClients};

/// Silos whose tables are changed side by side.
const SILOS_AT_ONCE: usize = 25;
/// How long they are waited for. DynamoDB goes on meanwhile, and the next call finds them done.
const WAIT: Duration = Duration::from_secs(60);
/// No more are begun after so long: the function has 300 seconds.
const ENOUGH: Duration = Duration::from_secs(180);

/// Where silos are replicated to, by the rights of each tenant. Nothing where there is no second region.
pub fn second_region(clients: &Clients, here: &Arc<dyn TenantClients>) -> Option<SecondRegion> {
    let name = optional("REPLICA_REGION")?;
    let config = clients.in_region(&name);
    let there: Arc<dyn TenantClients> = match optional("TENANT_ROLE_ARN") {
        Some(role) => Arc::new(RoleClients::new(&config, role)),
        None => {
            let client = client_config(aws_sdk_dynamodb::config::Builder::from(&config));
            Arc::new(OneClient(Client::from_conf(client.build())))
        }
    };
    Some(SecondRegion { name, here: here.clone(), there })
}

/// Adds the replicas of all silos or takes them away, as far as it comes in one call: to be called again while `waiting`
/// is not zero or `more` is true. A silo that fails holds up no other; the first failure is returned.
pub async fn settle(tables: &Tables, control: &impl ControlStore, wanted: &Value) -> Result<Value, String> {
    let add = match wanted.as_str() {
        Some("add") => true,
        Some("remove") => false,
        _ => return Err("silo_replicas must be \"add\" or \"remove\"".to_owned()),
    };
    if !tables.has_second_region() {
        return Err("there is no second region: ReplicaRegion is not set, or SingleRegionSilos is".to_owned());
    }
    let (began, silos) = (Instant::now(), TenantQuery { placement: Some(Placement::Silo), ..TenantQuery::default() });
    let (mut from, mut done, mut waiting, mut failed) = (None, 0, 0, None);
    loop {
        let page = control.tenants(&silos, from.as_ref(), SILOS_AT_ONCE).await.map_err(|error| chain(&error))?;
        for (tenant, outcome) in tables.settle_replicas(&page.items, add, WAIT).await {
            match outcome {
                Ok(()) => done += 1,
                Err(Fault::Passing(_)) => waiting += 1,
                Err(fault) => {
                    let error = chain(&fault);
                    tracing::error!(tenant_id = %tenant, error, "the replicas of {tenant} could not be settled");
                    failed.get_or_insert(error);
                }
            }
        }
        from = page.next;
        if from.is_none() || began.elapsed() > ENOUGH {
            let settled = json!({ "silos": done, "waiting": waiting, "more": from.is_some() });
            return failed.map_or(Ok(settled), Err);
        }
    }
}

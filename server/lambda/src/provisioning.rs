//! Makes the tables of silo tenants when they are registered, and again on a
//! schedule for whatever was interrupted: every step can be taken twice. Also
//! makes the first operator, for whoever may invoke this function.

use anyhow::Result;
use serde_json::{Value, json};
use tenantry_aws::{control::DynamoControl, partition::Partition, silo::Tables, store::Freshness};
use tenantry_core::{
    Worker,
    control::ControlStore,
    ids::TenantId,
    tenant::{Placement, TenantQuery, TenantStatus},
};

use crate::{clients::Clients, config::prefix, home, messages};

const TENANTS_AT_ONCE: usize = 100;

pub async fn serve(clients: &Clients) -> Result<()> {
    let home = home::open(clients, Freshness::Strong).await?;
    let tables = Tables::new(clients.dynamo.clone(), Partition::new(prefix()?), true);
    let (control, tables, worker) = (&home.control, &tables, &home.worker);
    messages::serve(async move |event| {
        if let Some(operator) = event.get("create_operator") {
            return create_operator(worker, operator).await;
        }
        let made = match tenants_of(&event) {
            Some(tenants) => some(control, tables, tenants).await,
            None => all(control, tables).await,
        };
        made.map(|made| json!({ "silos": made }))
    })
    .await
}

/// The tenants that a message tells of; nothing for a schedule.
fn tenants_of(event: &Value) -> Option<Vec<TenantId>> {
    let records = event["Records"].as_array()?;
    let tenant = |record: &Value| {
        let message: Value = serde_json::from_str(record["Sns"]["Message"].as_str()?).ok()?;
        message["event"]["tenant"].as_str()?.parse().ok()
    };
    Some(records.iter().filter_map(tenant).collect())
}

async fn some(control: &DynamoControl, tables: &Tables, tenants: Vec<TenantId>) -> Result<u64, String> {
    let mut made = 0;
    for id in tenants {
        let tenant = control.tenant(id).await.map_err(|error| error.to_string())?;
        if tenant.is_some_and(|tenant| tenant.placement == Placement::Silo && tenant.status != TenantStatus::Deleted) {
            make(tables, id).await?;
            made += 1;
        }
    }
    Ok(made)
}

async fn all(control: &DynamoControl, tables: &Tables) -> Result<u64, String> {
    let silos = TenantQuery { placement: Some(Placement::Silo), ..TenantQuery::default() };
    let (mut from, mut made) = (None, 0);
    loop {
        let page = control.tenants(&silos, from.as_ref(), TENANTS_AT_ONCE).await.map_err(|error| error.to_string())?;
        for tenant in page.items.iter().filter(|tenant| tenant.status != TenantStatus::Deleted) {
            make(tables, tenant.id).await?;
            made += 1;
        }
        from = page.next;
        if from.is_none() {
            return Ok(made);
        }
    }
}

async fn make(tables: &Tables, id: TenantId) -> Result<(), String> {
    tables.create_silo(id).await.map_err(|error| error.to_string())?;
    tracing::info!(tenant_id = %id, "the tables of {id} are ready");
    Ok(())
}

async fn create_operator(worker: &Worker, operator: &Value) -> Result<Value, String> {
    let text = |name: &str| operator[name].as_str().unwrap_or_default().to_owned();
    let made = worker.create_operator(&text("email"), &text("name"), &text("password").into()).await;
    made.map(|operator| json!({ "user_id": operator.user })).map_err(|error| error.brief().1)
}

//! Makes the tables of silo tenants when they are registered, and again on a
//! schedule for whatever was interrupted: every step can be taken twice. Also
//! makes the first operator, for whoever may invoke this function.

use anyhow::Result;
use serde_json::{Value, json};
use tenantry_aws::{control::DynamoControl, partition::Partition, silo::Tables};
use tenantry_core::{
    Worker,
    control::ControlStore,
    error::chain,
    ids::TenantId,
    tenant::{Placement, TenantQuery, TenantStatus},
};

use crate::{clients::Clients, config::prefix, home, messages};

const TENANTS_AT_ONCE: usize = 100;

pub async fn serve(clients: &Clients) -> Result<()> {
    let home = home::open(clients).await?;
    let tables = Tables::new(clients.dynamo.clone(), Partition::new(prefix()?), true);
    let (control, tables, worker) = (&home.control, &tables, &home.worker);
    messages::serve(&home.consumptions(clients), async move |event| {
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

/// What was made. A tenant that fails holds up no other: the first failure is
/// told at the end, so that all of it is tried again.
#[derive(Default)]
struct Made {
    silos: u64,
    failed: Option<String>,
}

impl Made {
    fn note(&mut self, id: TenantId, result: Result<bool, String>) {
        match result {
            Ok(made) => self.silos += u64::from(made),
            Err(error) => {
                tracing::error!(tenant_id = %id, error, "the tables of {id} could not be made");
                self.failed.get_or_insert(error);
            }
        }
    }

    fn end(self) -> Result<u64, String> {
        self.failed.map_or(Ok(self.silos), Err)
    }
}

async fn some(control: &DynamoControl, tables: &Tables, tenants: Vec<TenantId>) -> Result<u64, String> {
    let mut made = Made::default();
    for id in tenants {
        made.note(id, one(control, tables, id).await);
    }
    made.end()
}

/// Whether it is a tenant that has tables of its own.
async fn one(control: &DynamoControl, tables: &Tables, id: TenantId) -> Result<bool, String> {
    let tenant = control.tenant(id).await.map_err(|error| chain(&error))?;
    match tenant.filter(|tenant| tenant.placement == Placement::Silo && tenant.status != TenantStatus::Deleted) {
        Some(_) => make(tables, id).await,
        None => Ok(false),
    }
}

async fn all(control: &DynamoControl, tables: &Tables) -> Result<u64, String> {
    let silos = TenantQuery { placement: Some(Placement::Silo), ..TenantQuery::default() };
    let (mut from, mut made) = (None, Made::default());
    loop {
        let page = control.tenants(&silos, from.as_ref(), TENANTS_AT_ONCE).await.map_err(|error| chain(&error))?;
        for tenant in page.items.iter().filter(|tenant| tenant.status != TenantStatus::Deleted) {
            made.note(tenant.id, make(tables, tenant.id).await);
        }
        from = page.next;
        if from.is_none() {
            return made.end();
        }
    }
}

async fn make(tables: &Tables, id: TenantId) -> Result<bool, String> {
    tables.create_silo(id).await.map_err(|error| chain(&error))?;
    tracing::info!(tenant_id = %id, "the tables of {id} are ready");
    Ok(true)
}

async fn create_operator(worker: &Worker, operator: &Value) -> Result<Value, String> {
    let text = |name: &str| operator[name].as_str().unwrap_or_default().to_owned();
    let made = worker.create_operator(&text("email"), &text("name"), &text("password").into()).await;
    made.map(|operator| json!({ "user_id": operator.user })).map_err(|error| error.brief().1)
}

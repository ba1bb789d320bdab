//! Runs the operations on tenants: when an event names a tenant, and on a
//! schedule whatever was interrupted. Keys at the gateway are settled at the same
//! times. Also makes operators and sets their passwords, for a principal that may invoke this function.

use std::time::Duration;

use anyhow::Result;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenantry_aws::{
    capacity::{Capacity, Units},
    erasing::Erasures,
    moving::{Moves, Pace},
    partition::Partition,
    silo::Tables,
    tenant_mover::DynamoTenantMover,
};
use tenantry_core::{
    Error, Worker,
    domain::{error::chain, ids::TenantId},
    ports::identity::Realm,
};

use crate::{
    backend::{self, Backend},
    clients::Clients,
    config::{number, prefix},
    keys::Keys,
    messages,
    refold::refold,
    replicas, takeover,
};

/// Longer than this function may run, so that nobody takes a step on that
/// another worker still runs.
const LEASE: SignedDuration = SignedDuration::from_secs(330);

/// Records are read again after two seconds, and nothing that has a tenant's key runs
/// longer than thirty.
const PACE: Pace = Pace { fresh: Duration::from_millis(2_200), ended: Duration::from_secs(31) };

pub async fn serve(clients: &Clients) -> Result<()> {
    let backend = backend::open(clients).await?;
    let keys = Keys::open(clients)?;
    let mover = tenant_mover(clients, &backend, &keys)?;
    let (control, mover, worker, keys) = (&backend.control, &mover, &backend.worker, &keys);
    let (store, tenants) = (&backend.store, &backend.tenants);
    let partition = &Partition::new(prefix()?);
    let mut consumptions = backend.consumptions(clients);
    consumptions.push(mover.moves.consumption().clone());
    messages::serve(&consumptions, async move |event| {
        if let Some(operator) = event.get("create_operator") {
            return create_operator(worker, operator).await;
        }
        if let Some(operator) = event.get("set_operator_password") {
            return set_operator_password(worker, operator).await;
        }
        if event.get("settle_keys").is_some() {
            return keys.settle_all(control).await.map(|settled| json!({ "keys": settled }));
        }
        if event.get("refold").is_some() {
            return refold(store, control, worker).await;
        }
        if let Some(wanted) = event.get("silo_replicas") {
            return replicas::settle(&mover.tables, control, wanted).await;
        }
        if let Some(asked) = event.get("check_takeover") {
            return takeover::check(tenants, partition.clone(), control, worker, asked).await;
        }
        let tenants = tenants_of(&event);
        // Nobody waits for a key, but for tables; neither waits for the other to succeed.
        let ended = match &tenants {
            Some(tenants) => some(worker, mover, tenants.clone()).await,
            None => all(worker, mover).await,
        };
        let settled = keys.settle(tenants.as_deref()).await;
        Ok(json!({ "operations": ended?, "keys": settled? }))
    })
    .await
}

fn tenant_mover(clients: &Clients, backend: &Backend, keys: &Keys) -> Result<DynamoTenantMover> {
    let partition = Partition::new(prefix()?);
    let moves = Moves::new(backend.tenants.clone(), partition.clone(), PACE);
    let (tenants, control, used) = (backend.tenants.clone(), backend.control.clone(), moves.consumption().clone());
    let erasures = Erasures::new(tenants, partition.clone(), control, keys.gateway(), used)
        .with_provisioned_pool(backend::provisioned_pool());
    let second = replicas::second_region(clients, &backend.tenants);
    let tables = Tables::new(clients.dynamo.clone(), partition, true).with_silo_capacity(silo_capacity()?);
    Ok(DynamoTenantMover { tables: tables.replicated(second), moves, erasures })
}

/// The capacity of silos that are created from now on; 0 is on demand, and as DynamoDB warms a table by itself.
fn silo_capacity() -> Result<Capacity> {
    let units = |read: u32, write: u32| (read > 0 || write > 0).then_some(Units { read, write });
    Ok(Capacity {
        provisioned: units(number("SILO_READ_CAPACITY")?, number("SILO_WRITE_CAPACITY")?),
        warm: units(number("SILO_WARM_READS")?, number("SILO_WARM_WRITES")?),
    })
}

/// The tenants that a message names; none for a schedule.
fn tenants_of(event: &Value) -> Option<Vec<TenantId>> {
    let records = event["Records"].as_array()?;
    let tenant = |record: &Value| {
        let message: Value = serde_json::from_str(record["Sns"]["Message"].as_str()?).ok()?;
        message["event"]["tenant"].as_str()?.parse().ok()
    };
    Some(records.iter().filter_map(tenant).collect())
}

/// Whatever runs, and the end of tenants whose grace period is over. That these can't
/// be found holds up nothing.
async fn all(worker: &Worker, mover: &DynamoTenantMover) -> Result<u64, String> {
    // What can't be undone is judged by the last time that was known to be right.
    match worker.watch_clock().await {
        Ok(state) => drop(state.warning().inspect(|warning| tracing::error!("{warning}"))),
        Err(error) => tracing::error!(error = chain(&error), "the last known time can't be noted"),
    }
    let begun = worker.erase_overdue().await;
    let ended = worker.run_operations(mover, LEASE).await.map_err(|error| chain(&error))?;
    begun.map_err(|error| format!("tenants whose grace period is over are not erased yet: {}", chain(&error)))?;
    Ok(ended)
}

/// A tenant that can't be read holds up no other: the first failure is returned at
/// the end, so that all of it is tried again.
async fn some(worker: &Worker, mover: &DynamoTenantMover, tenants: Vec<TenantId>) -> Result<u64, String> {
    let (mut ended, mut failed) = (0, None);
    for id in tenants {
        match worker.run_operations_of(id, mover, LEASE).await {
            Ok(of_one) => ended += of_one,
            Err(error) => {
                let error = chain(&error);
                tracing::error!(tenant_id = %id, error, "the operations of {id} can't be taken on");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(ended), Err)
}

async fn create_operator(worker: &Worker, operator: &Value) -> Result<Value, String> {
    let text = |name: &str| operator[name].as_str().unwrap_or_default().to_owned();
    let made = worker.create_operator(&text("email"), &text("name"), &text("password").into()).await;
    made.map(|operator| json!({ "user_id": operator.user })).map_err(|error| brief(&error))
}

/// Operators have no reset by mail; and where another region took over, its pool has no account of theirs yet.
async fn set_operator_password(worker: &Worker, operator: &Value) -> Result<Value, String> {
    let text = |name: &str| operator[name].as_str().unwrap_or_default().to_owned();
    let set = worker.set_password(Realm::Operator, &text("email"), &text("password").into()).await;
    set.map(|user| json!({ "user_id": user })).map_err(|error| brief(&error))
}

/// The invoker gets the text that a caller of the API would; the cause is for the log.
fn brief(error: &Error) -> String {
    tracing::error!(error = chain(error), "the account of the operator could not be changed");
    error.brief().1
}

//! Takes the long work on tenants on: when an event tells of a tenant, and on a
//! schedule whatever was interrupted. Keys at the gateway are settled at the same
//! times. Also makes the first operator, for whoever may invoke this function.

use std::time::Duration;

use anyhow::Result;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenantry_aws::{
    erasing::Erasures,
    moving::{Moves, Pace},
    partition::Partition,
    places::DynamoPlaces,
    silo::Tables,
};
use tenantry_core::{Worker, error::chain, ids::TenantId};

use crate::{
    clients::Clients,
    config::prefix,
    home::{self, Home},
    keys::Keys,
    messages,
    refold::refold,
};

/// Longer than this function may run, so that nobody takes a step on that
/// somebody is still at.
const LEASE: SignedDuration = SignedDuration::from_secs(330);

/// Records are read again after two seconds, and nothing that has a tenant's key runs
/// longer than thirty.
const PACE: Pace = Pace { fresh: Duration::from_millis(2_200), ended: Duration::from_secs(31) };

pub async fn serve(clients: &Clients) -> Result<()> {
    let home = home::open(clients).await?;
    let keys = Keys::open(clients)?;
    let places = places(clients, &home, &keys)?;
    let (control, places, worker, keys) = (&home.control, &places, &home.worker, &keys);
    let store = &home.store;
    let mut consumptions = home.consumptions(clients);
    consumptions.push(places.moves.consumption().clone());
    messages::serve(&consumptions, async move |event| {
        if let Some(operator) = event.get("create_operator") {
            return create_operator(worker, operator).await;
        }
        if event.get("settle_keys").is_some() {
            return keys.settle_all(control).await.map(|settled| json!({ "keys": settled }));
        }
        if event.get("refold").is_some() {
            return refold(store, control, worker).await;
        }
        let tenants = tenants_of(&event);
        // Nobody waits for a key, but for tables; neither waits for the other to succeed.
        let ended = match &tenants {
            Some(tenants) => some(worker, places, tenants.clone()).await,
            None => all(worker, places).await,
        };
        let settled = keys.settle(tenants.as_deref()).await;
        Ok(json!({ "operations": ended?, "keys": settled? }))
    })
    .await
}

fn places(clients: &Clients, home: &Home, keys: &Keys) -> Result<DynamoPlaces> {
    let partition = Partition::new(prefix()?);
    let moves = Moves::new(home.tenants.clone(), partition.clone(), PACE);
    let (tenants, control, used) = (home.tenants.clone(), home.control.clone(), moves.consumption().clone());
    let erasures = Erasures::new(tenants, partition.clone(), control, keys.gateway(), used);
    Ok(DynamoPlaces { tables: Tables::new(clients.dynamo.clone(), partition, true), moves, erasures })
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

/// Whatever runs, and the end of tenants whose grace period is over. That these can't
/// be found holds up nothing.
async fn all(worker: &Worker, places: &DynamoPlaces) -> Result<u64, String> {
    // What can't be undone is judged by the last time that was known to be right.
    match worker.watch_clock().await {
        Ok(state) => drop(state.warning().inspect(|warning| tracing::error!("{warning}"))),
        Err(error) => tracing::error!(error = chain(&error), "the last known time can't be noted"),
    }
    let begun = worker.erase_overdue().await;
    let ended = worker.run_operations(places, LEASE).await.map_err(|error| chain(&error))?;
    begun.map_err(|error| format!("tenants whose grace period is over are not erased yet: {}", chain(&error)))?;
    Ok(ended)
}

/// A tenant that can't be read holds up no other: the first failure is told at
/// the end, so that all of it is tried again.
async fn some(worker: &Worker, places: &DynamoPlaces, tenants: Vec<TenantId>) -> Result<u64, String> {
    let (mut ended, mut failed) = (0, None);
    for id in tenants {
        match worker.run_operations_of(id, places, LEASE).await {
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
    made.map(|operator| json!({ "user_id": operator.user })).map_err(|error| {
        // Who may invoke this is told what the caller of the API would be; the cause is for the log.
        tracing::error!(error = chain(&error), "the operator could not be made");
        error.brief().1
    })
}

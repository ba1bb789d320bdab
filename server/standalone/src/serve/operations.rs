//! Takes the long work on tenants on, all the time: nobody else in this process
//! does, so what an earlier one left unfinished is ours at once.

use std::time::Duration;

use jiff::SignedDuration;
use tenantry_core::{Worker, error::chain};
use tenantry_embedded::SqlitePlaces;

const EVERY: Duration = Duration::from_millis(250);

/// Runs for as long as the server does.
pub async fn run(worker: Worker, places: SqlitePlaces) {
    loop {
        if let Err(error) = worker.run_operations(&places, SignedDuration::ZERO).await {
            tracing::error!(error = %chain(&error), "operations can't be taken on just now: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

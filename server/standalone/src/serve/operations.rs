//! Takes the long work on tenants on, all the time: nobody else in this process
//! does, so what an earlier one left unfinished is ours at once.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tenantry_core::{Worker, error::chain};
use tenantry_embedded::SqlitePlaces;

const EVERY: Duration = Duration::from_millis(250);
/// How often is looked for tenants whose grace period is over.
const OVERDUE: Duration = Duration::from_secs(3_600);

/// Runs for as long as the server does.
pub async fn run(worker: Worker, places: SqlitePlaces) {
    let mut looked: Option<Instant> = None;
    loop {
        if looked.is_none_or(|looked| looked.elapsed() >= OVERDUE) {
            looked = Some(Instant::now());
            if let Err(error) = worker.erase_overdue().await {
                tracing::error!(error = %chain(&error), "tenants whose grace period is over are not erased yet: {error}");
            }
        }
        if let Err(error) = worker.run_operations(&places, SignedDuration::ZERO).await {
            tracing::error!(error = %chain(&error), "operations can't be taken on just now: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

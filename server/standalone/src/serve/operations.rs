//! Runs the operations on tenants, all the time: nobody else in this process
//! does, so what an earlier one left unfinished is ours at once.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tenantry_core::{Worker, domain::error::chain};
use tenantry_embedded::SqliteTenantMover;

/// How often running operations are looked for.
const EVERY: Duration = Duration::from_millis(250);
/// The interval at which tenants whose grace period is over are looked for.
const OVERDUE: Duration = Duration::from_secs(3_600);

/// The interval at which the time is noted, while the clock is trusted.
const NOTE_TIME: Duration = Duration::from_secs(60);

/// Runs for as long as the server does.
pub async fn run(worker: Worker, mover: SqliteTenantMover) {
    let (mut looked, mut noted, mut warned) = (None::<Instant>, None::<Instant>, false);
    loop {
        if noted.is_none_or(|noted| noted.elapsed() >= NOTE_TIME) {
            noted = Some(Instant::now());
            let before = warned;
            warned = watch_clock(&worker, warned).await;
            if before && !warned {
                // What waited goes on.
                looked = None;
            }
        }
        if looked.is_none_or(|looked| looked.elapsed() >= OVERDUE) {
            looked = Some(Instant::now());
            if let Err(error) = worker.erase_overdue().await {
                tracing::error!(error = %chain(&error), "tenants whose grace period is over are not erased yet: {error}");
            }
        }
        if let Err(error) = worker.run_operations(&mover, SignedDuration::ZERO).await {
            tracing::error!(error = %chain(&error), "operations can't be taken on just now: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Checks the clock and logs when doubt about it begins and ends; returns whether it is doubted.
async fn watch_clock(worker: &Worker, doubted: bool) -> bool {
    let state = match worker.watch_clock().await {
        Ok(state) => state,
        Err(error) => {
            tracing::error!(error = %chain(&error), "the time can't be noted just now: {error}");
            return doubted;
        }
    };
    match state.warning() {
        Some(warning) if !doubted => tracing::error!("{warning}"),
        None if doubted => tracing::info!("the clock is trusted again"),
        _ => {}
    }
    !state.is_trusted()
}

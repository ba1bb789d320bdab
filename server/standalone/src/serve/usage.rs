//! Writes what tenants used, every second. A crash loses at most what was
//! counted since then; a stop loses nothing.

use std::time::Duration;

use tenantry_core::Worker;
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};

/// How often the counts are written.
const EVERY: Duration = Duration::from_secs(1);

pub struct UsageKeeper {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl UsageKeeper {
    pub fn start(worker: Worker) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(keep(worker, stopped)) }
    }

    /// Writes the rest. To be called when no request and no event is under way.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "what tenants used in the last second is lost: {error}");
        }
    }
}

async fn keep(worker: Worker, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => worker.flush_usage().await,
            // It changes once; the keeper that is gone is a reason to stop as well.
            _ = stopped.changed() => break,
        }
    }
    worker.flush_usage().await;
}

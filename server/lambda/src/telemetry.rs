//! Log lines as in the other home, and metrics as CloudWatch reads them out of
//! the log (embedded metric format): what stands in a line costs no call.

mod emf;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use anyhow::{Context as _, Result};
use tenantry_aws::dynamo::Consumption;
use tenantry_core::Worker;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use self::emf::{Counters, Requests};
use crate::config::optional;

static COUNTERS: OnceLock<Counters> = OnceLock::new();

pub fn start() -> Result<()> {
    let level = optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned());
    let filter = EnvFilter::try_new(&level).with_context(|| format!("LOG_LEVEL={level} is no level"))?;
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_ansi(false)
        .with_writer(std::io::stdout);
    tracing_subscriber::registry().with(lines).with(Requests::default()).with(filter).init();
    let counters = COUNTERS.get_or_init(Counters::default).clone();
    metrics::set_global_recorder(counters).map_err(|_| anyhow::anyhow!("metrics are recorded already"))
}

/// Prints what was counted and consumed since the last time.
pub fn emit(consumptions: &[Arc<Consumption>]) {
    for consumption in consumptions {
        emf::capacity(consumption.take());
    }
    if let Some(counters) = COUNTERS.get() {
        counters.emit();
    }
}

/// Seconds between two times at which usage is written.
const USAGE_S: i64 = 10;

/// What is done after each request, before the container sleeps.
pub struct Emission {
    consumptions: Vec<Arc<Consumption>>,
    worker: Worker,
    written_at: AtomicI64,
}

impl Emission {
    pub fn new(consumptions: Vec<Arc<Consumption>>, worker: Worker) -> Self {
        let now = jiff::Timestamp::now().as_second();
        Self { consumptions, worker, written_at: AtomicI64::new(now) }
    }

    pub async fn emit(&self) {
        emit(&self.consumptions);
        // What is counted since is written by a later request, or at the end.
        let now = jiff::Timestamp::now().as_second();
        if now - self.written_at.load(Ordering::Relaxed) >= USAGE_S {
            self.written_at.store(now, Ordering::Relaxed);
            self.worker.flush_usage().await;
        }
    }

    /// Nothing that was counted is lost with the container.
    pub async fn end(&self) {
        self.worker.flush_usage().await;
        emit(&self.consumptions);
    }
}

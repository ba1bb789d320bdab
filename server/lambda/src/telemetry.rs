//! Log lines as on the other backend, and metrics as CloudWatch reads them out of
//! the log (embedded metric format): what stands in a line costs no call.

mod dependencies;
mod emf;
pub mod spans;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use anyhow::{Context as _, Result};
use tenantry_aws::{dependency, dynamo::Consumption};
use tenantry_core::Worker;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use self::emf::{Counters, Requests};
use crate::config::optional;

static COUNTERS: OnceLock<Counters> = OnceLock::new();

pub fn start() -> Result<()> {
    let level = optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned());
    // Levels only: what filters by the fields of spans would bring an engine of regular expressions along.
    let filter: Targets = level.parse().with_context(|| format!("LOG_LEVEL={level} is no level"))?;
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

/// Ends an invocation that is no request: prints what was counted and consumed since the last time, and lets its trace go.
pub fn emit(consumptions: &[Arc<Consumption>]) {
    static PRINTED_AT: AtomicI64 = AtomicI64::new(0);
    print(consumptions);
    // What is asked for events is many small numbers, so it is printed when it is worth a line; the last seconds of a
    // container are lost with it.
    if is_due(&PRINTED_AT) || dependency::is_full() {
        emf::calls();
    }
    spans::may_go();
}

/// Returns whether it was not done for a while, and takes it for done.
fn is_due(done_at: &AtomicI64) -> bool {
    let now = jiff::Timestamp::now().as_second();
    let is_due = now - done_at.load(Ordering::Relaxed) >= WHILE_S;
    if is_due {
        done_at.store(now, Ordering::Relaxed);
    }
    is_due
}

fn print(consumptions: &[Arc<Consumption>]) {
    for consumption in consumptions {
        emf::capacity(consumption.take());
    }
    if let Some(counters) = COUNTERS.get() {
        counters.emit();
    }
}

/// Seconds between two times of what is done now and then.
const WHILE_S: i64 = 10;

/// The work after each request, before the container is frozen.
pub struct Emission {
    consumptions: Vec<Arc<Consumption>>,
    worker: Worker,
    written_at: AtomicI64,
}

impl Emission {
    pub fn new(consumptions: Vec<Arc<Consumption>>, worker: Worker) -> Self {
        let now = jiff::Timestamp::now().as_second();
        emf::meter_requests(consumptions.clone());
        Self { consumptions, worker, written_at: AtomicI64::new(now) }
    }

    /// What was asked for at the start is no request's.
    pub fn started(&self) {
        self.print();
    }

    pub async fn emit(&self) {
        self.write_usage().await;
        self.print();
        spans::may_go();
    }

    /// Writes down what was used, if it is time. What is counted since is written by a later request or batch, or at
    /// the end.
    pub async fn write_usage(&self) {
        if is_due(&self.written_at) {
            self.worker.flush_usage().await;
        }
    }

    /// Nothing that was counted is lost with the container.
    pub async fn end(&self) {
        self.worker.flush_usage().await;
        self.print();
    }

    /// All at once, so that the line of the next request has only its own.
    fn print(&self) {
        print(&self.consumptions);
        emf::calls();
    }
}

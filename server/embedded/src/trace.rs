//! Traces, if a collector is configured: how a request's context gets from its
//! thread to the writer's, into the outbox and on to the consumers, and which
//! statements ran on the way.
//!
//! Spans are `tracing` spans of the target [`TARGET`]. Who collects them is
//! set once by `main`; until then no span of this target is enabled and nothing
//! here costs more than a look at that.

use std::{sync::OnceLock, time::Duration};

use rusqlite::{
    Connection,
    trace::{TraceEvent, TraceEventCodes},
};
use tracing::Span;

/// The target of all spans that are collected.
pub const TARGET: &str = "tenantry::trace";

/// The exporter that turns spans into traces.
pub trait Collector: Send + Sync + 'static {
    /// The context of the current span as it travels (W3C Trace Context,
    /// `traceparent`); nothing if it is not sampled.
    fn context(&self) -> Option<String>;

    /// Makes a span the child of one that has travelled.
    fn follow(&self, span: &Span, context: &str);

    /// A statement that has just run within the current span, without its values.
    fn statement(&self, sql: &str, took: Duration);
}

static COLLECTOR: OnceLock<Box<dyn Collector>> = OnceLock::new();

/// For the life of the process; the first one stays.
pub fn collect_with(collector: Box<dyn Collector>) {
    let _ = COLLECTOR.set(collector);
}

fn collector() -> Option<&'static dyn Collector> {
    COLLECTOR.get().map(|collector| &**collector)
}

pub(crate) fn context() -> Option<String> {
    collector()?.context()
}

pub(crate) fn follow(span: &Span, context: Option<&str>) {
    if let (Some(collector), Some(context)) = (collector(), context) {
        collector.follow(span, context);
    }
}

/// From now on each statement of the connection is traced.
pub(crate) fn watch(conn: &mut Connection) -> rusqlite::Result<()> {
    let Some(collector) = collector() else { return Ok(()) };
    conn.trace_v2(
        TraceEventCodes::SQLITE_TRACE_PROFILE,
        Some(move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, took) = event {
                collector.statement(&statement.sql(), took);
            }
        }),
    )
}

//! Log lines: JSON, flat, the time first, written by a thread of their own.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Lines that wait to be written are written when this is dropped.
pub struct Logging {
    _writer: Option<WorkerGuard>,
}

pub fn start(config: &Log) -> Result<Logging> {
    if config.log == LogFormat::Off {
        return Ok(Logging { _writer: None });
    }
    let filter = EnvFilter::try_new(&config.log_level)
        .with_context(|| format!("--log-level {:?} is neither a level nor a list of directives", config.log_level))?;
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
        LogFormat::Text | LogFormat::Off => lines.compact().init(),
    }
    Ok(Logging { _writer: Some(guard) })
}

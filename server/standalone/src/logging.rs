//! Log lines: JSON, flat, the time first, written by a thread of their own to
//! standard error or to a file.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    config::{Log, LogFormat},
    traces::Traces,
};

/// The largest number of lines that wait to be written.
const WAITING_LINES: usize = 16_384;

/// Lines that wait to be written are written when this is dropped.
#[derive(Default)]
pub struct Logging {
    /// Before the writer: what they could not send is logged.
    _traces: Option<Traces>,
    _writer: Option<WorkerGuard>,
    pub reopen: Reopen,
    pub lost: Lost,
}

/// Lines that found the queue full.
#[derive(Clone, Default)]
pub struct Lost(Option<ErrorCounter>);

impl Lost {
    pub fn lines(&self) -> u64 {
        self.0.as_ref().map_or(0, |counter| counter.dropped_lines() as u64)
    }
}

/// A request to reopen the log file, after logrotate has moved it away.
#[derive(Clone, Default)]
pub struct Reopen(Arc<AtomicBool>);

impl Reopen {
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub fn start(config: &Log, traces: Option<Traces>) -> Result<Logging> {
    let reopen = Reopen::default();
    if config.log == LogFormat::Off {
        tracing_subscriber::registry().with(traces.as_ref().map(Traces::layer)).init();
        return Ok(Logging { _writer: None, reopen, lost: Lost::default(), _traces: traces });
    }
    let filter = EnvFilter::try_new(&config.log_level)
        .with_context(|| format!("--log-level {:?} is neither a level nor a list of directives", config.log_level))?;
    let (writer, guard) = writer(config, &reopen)?;
    let lost = Lost(Some(writer.error_counter()));
    let colors = config.log_file.is_none() && io::stderr().is_terminal();
    let lines = fmt::layer().with_writer(writer).with_ansi(colors);
    let lines = match config.log {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
        LogFormat::Text | LogFormat::Off => lines.compact().boxed(),
    };
    match &traces {
        // One filter for all: spans that nobody collects end at a comparison of levels.
        None => tracing_subscriber::registry().with(lines).with(filter).init(),
        Some(traces) => tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces.layer()).init(),
    }
    Ok(Logging { _writer: Some(guard), reopen, lost, _traces: traces })
}

fn writer(config: &Log, reopen: &Reopen) -> Result<(NonBlocking, WorkerGuard)> {
    let Some(path) = &config.log_file else {
        return Ok(waiting_lines().finish(Gathering::before(io::stderr())));
    };
    let file = open(path).with_context(|| format!("--log-file {} can't be written", path.display()))?;
    Ok(waiting_lines().finish(Gathering::before(LogFile { path: path.clone(), file, reopen: reopen.clone() })))
}

/// So many lines wait at the most, a few megabytes; what comes past them is
/// lost and counted, since a slow disk for logs must not slow the answers.
fn waiting_lines() -> NonBlockingBuilder {
    NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES)
}

/// The writing thread flushes when no line waits, and then rests here a little:
/// the lines of that time are written together, and their writers need not
/// wake the thread.
struct Gathering<W: Write>(BufWriter<W>);

const REST: Duration = Duration::from_millis(2);

impl<W: Write> Gathering<W> {
    fn before(to: W) -> Self {
        Self(BufWriter::with_capacity(64 * 1024, to))
    }
}

impl<W: Write> Write for Gathering<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        std::thread::sleep(REST);
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    File::options().create(true).append(true).open(path)
}

/// Written by one thread only; looks for the word to reopen before each write.
struct LogFile {
    path: PathBuf,
    file: File,
    reopen: Reopen,
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.reopen.0.swap(false, Ordering::Relaxed) {
            match open(&self.path) {
                Ok(file) => self.file = file,
                // The old file is better than none; the operator who rotates it sees it grow.
                Err(error) => eprintln!("{} can't be opened anew: {error}", self.path.display()),
            }
        }
        self.file.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A span of the traces is one comparison while nobody collects it.
    #[test]
    fn without_a_collector_spans_are_not_even_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let log_file = Some(folder.path().join("log"));
        let config = Log { log: LogFormat::Json, log_level: "info".to_owned(), log_file };
        let _logging = start(&config, None).expect("it starts");
        assert_eq!(tracing::level_filters::LevelFilter::current(), tracing::level_filters::LevelFilter::INFO);
        assert!(tracing::trace_span!(target: tenantry_embedded::trace::TARGET, "request").is_disabled());
    }

    #[test]
    fn a_file_that_was_moved_away_is_opened_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, moved) = (folder.path().join("log"), folder.path().join("log.1"));
        let reopen = Reopen::default();
        let mut log = LogFile { path: path.clone(), file: open(&path).expect("a file"), reopen: reopen.clone() };
        log.write_all(b"one\n").expect("written");
        std::fs::rename(&path, &moved).expect("moved");
        log.write_all(b"two\n").expect("written");
        reopen.ask();
        log.write_all(b"three\n").expect("written");
        assert_eq!(std::fs::read_to_string(&moved).expect("text"), "one\ntwo\n");
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "three\n");
    }
}

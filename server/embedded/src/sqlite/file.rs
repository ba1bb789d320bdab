//! One database file: its writing connection and a stock of reading ones.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use tracing::trace_span;

use super::{FileFault, FileProblem, Identity, OpenOptions, checkpoint::Checkpoints, connect::BUSY};
use crate::trace::TARGET;

/// The number of idle readers that are kept: as many as threads that serve requests, on most machines.
const IDLE_READERS: usize = 8;

/// How long a file that was seen under its name is taken to be there by those who only read.
const SEEN: Duration = Duration::from_millis(250);

/// The interval at which a too long write-ahead log is tried to be truncated.
const CUT_EVERY: Duration = Duration::from_millis(250);
/// How long truncating the write-ahead log waits for readers while it is within its limit. Reads take less, as a rule.
const CUT_WAIT: Duration = Duration::from_millis(20);
/// How long it waits for them once the log is over its limit.
const OVER_LIMIT_WAIT: Duration = Duration::from_millis(200);
/// The interval at which it is said that something reads all the time.
const SAY_EVERY: Duration = Duration::from_secs(60);

pub(crate) struct DataFile {
    path: PathBuf,
    /// Within the data directory, for people.
    name: String,
    options: OpenOptions,
    /// What was opened, whatever has its name by now.
    opened: Stamp,
    /// When it was last seen under its name, in milliseconds since it was opened.
    seen_ms: AtomicU64,
    since: Instant,
    /// When the log was last tried to be cut off, in milliseconds since the file was opened; 0 for never.
    cut_ms: AtomicU64,
    /// When it was last said that it can't be, in the same way.
    said_ms: AtomicU64,
    writer: Mutex<Connection>,
    /// Where there is much to write; elsewhere SQLite makes them within commits.
    checkpoints: Option<Checkpoints>,
    readers: Mutex<Vec<Connection>>,
}

/// The identity of a file, which distinguishes it from another of its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
}

impl Stamp {
    pub fn of(path: &Path) -> Result<Self, FileFault> {
        match std::fs::metadata(path) {
            Ok(found) if found.len() == 0 => Err(FileFault::Empty),
            Ok(found) => Ok(Self::from(&found)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(FileFault::Missing),
            Err(error) => Err(FileFault::Damaged(error.to_string())),
        }
    }

    #[cfg(unix)]
    fn from(found: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: found.dev(), inode: found.ino() }
    }

    /// Only whether it exists is known.
    #[cfg(not(unix))]
    fn from(_: &std::fs::Metadata) -> Self {
        Self { device: 0, inode: 0 }
    }
}

impl DataFile {
    pub fn open(path: &Path, name: &str, options: OpenOptions, identity: &Identity) -> Result<Self, FileProblem> {
        let open = || {
            let opened = Stamp::of(path)?;
            Ok((opened, options.writer(path, identity)?))
        };
        let (opened, writer) = open().map_err(|fault| FileProblem { name: name.to_owned(), fault })?;
        Ok(Self {
            path: path.to_owned(),
            name: name.to_owned(),
            options,
            opened,
            seen_ms: AtomicU64::new(0),
            since: Instant::now(),
            cut_ms: AtomicU64::new(0),
            said_ms: AtomicU64::new(0),
            writer: Mutex::new(writer),
            checkpoints: None,
            readers: Mutex::default(),
        })
    }

    /// With a thread of its own for checkpoints, which ends when the file is closed.
    pub fn open_busy(
        path: &Path,
        name: &str,
        options: OpenOptions,
        identity: &Identity,
    ) -> Result<(Self, JoinHandle<()>), FileProblem> {
        let mut file = Self::open(path, name, options, identity)?;
        let started = Checkpoints::start(path, options, &mut file.writer());
        let (checkpoints, thread) = started
            .map_err(|error| FileProblem { name: name.to_owned(), fault: FileFault::Damaged(error.to_string()) })?;
        file.checkpoints = Some(checkpoints);
        Ok((file, thread))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether what is under the name is what was opened. What was removed while it
    /// is open takes writes as ever, and loses them when it is closed.
    pub fn verify(&self) -> Result<(), FileProblem> {
        let fault = match Stamp::of(&self.path) {
            Ok(now) if now == self.opened => {
                self.seen_ms.store(self.since.elapsed().as_millis() as u64, Ordering::Relaxed);
                return Ok(());
            }
            Ok(_) => FileFault::Replaced,
            Err(fault) => fault,
        };
        Err(FileProblem { name: self.name.clone(), fault })
    }

    /// The same, unless it was seen there a moment ago.
    pub fn verify_seldom(&self) -> Result<(), FileProblem> {
        let seen = Duration::from_millis(self.seen_ms.load(Ordering::Relaxed));
        if self.since.elapsed().saturating_sub(seen) < SEEN { Ok(()) } else { self.verify() }
    }

    /// Held by one writer thread at a time, for the length of a group.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be called by the writer between two groups.
    pub fn checkpoint(&self, writer: &Connection) {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.step(writer);
        }
        // From half of it on, so that there is time to find a moment.
        let bytes = self.log_bytes();
        if bytes > self.options.log_limit / 2 {
            self.cut_log(writer, bytes);
        }
    }

    /// The log begins anew only at a moment at which nobody reads from it. Where
    /// a reader always does, there is none by itself: writes wait for one now and then.
    fn cut_log(&self, writer: &Connection, bytes: u64) {
        if !is_due(&self.cut_ms, self.since, CUT_EVERY) {
            return;
        }
        let is_over = bytes > self.options.log_limit;
        let cut = || -> rusqlite::Result<bool> {
            writer.busy_timeout(if is_over { OVER_LIMIT_WAIT } else { CUT_WAIT })?;
            let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
            writer.busy_timeout(BUSY)?;
            busy
        };
        match cut() {
            Ok(true) if is_over && is_due(&self.said_ms, self.since, SAY_EVERY) => tracing::warn!(
                file = self.name,
                bytes,
                "{}-wal has {} MiB and can't begin anew: something reads all the time",
                self.name,
                bytes >> 20
            ),
            Ok(_) => {}
            Err(error) => tracing::warn!(file = self.name, %error, "{}-wal can't begin anew: {error}", self.name),
        }
    }

    /// Bytes of the write-ahead log.
    pub fn log_bytes(&self) -> u64 {
        std::fs::metadata(super::beside(&self.path, "-wal")).map_or(0, |found| found.len())
    }

    /// Reads beside the writer, in the last committed state. A burst of readers
    /// opens connections that are closed after it.
    pub fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let _span = trace_span!(target: TARGET, "read", "db.system.name" = "sqlite").entered();
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => {
                let conn = self.options.reader(&self.path)?;
                // It was opened by its name, which may have become another's.
                self.verify().map_err(|problem| rusqlite::Error::ToSqlConversionFailure(Box::new(problem)))?;
                conn
            }
        };
        let result = query(&conn);
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(conn);
        }
        result
    }
}

/// Whether something was last done so long ago, in milliseconds since the file was opened; then it is done now.
fn is_due(last_ms: &AtomicU64, since: Instant, every: Duration) -> bool {
    let now = since.elapsed().as_millis() as u64;
    let last = last_ms.load(Ordering::Relaxed);
    let is_due = last == 0 || now.saturating_sub(last) >= every.as_millis() as u64;
    if is_due {
        last_ms.store(now.max(1), Ordering::Relaxed);
    }
    is_due
}

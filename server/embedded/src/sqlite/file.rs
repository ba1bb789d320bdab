//! One database file: its writing connection and a stock of reading ones.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
};

use rusqlite::Connection;

use tracing::trace_span;

use super::{OpenOptions, checkpoint::Checkpoints};
use crate::trace::TARGET;

/// As many as threads that serve requests, on most machines.
const IDLE_READERS: usize = 8;

pub(crate) struct DataFile {
    path: PathBuf,
    options: OpenOptions,
    writer: Mutex<Connection>,
    /// Where there is much to write; elsewhere SQLite makes them within commits.
    checkpoints: Option<Checkpoints>,
    readers: Mutex<Vec<Connection>>,
}

impl DataFile {
    pub fn open(path: &Path, options: OpenOptions) -> rusqlite::Result<Self> {
        Ok(Self::over(path, options, options.writer(path)?, None))
    }

    /// With a thread of its own for checkpoints, which ends when the file is closed.
    pub fn open_busy(path: &Path, options: OpenOptions) -> rusqlite::Result<(Self, JoinHandle<()>)> {
        let mut writer = options.writer(path)?;
        let (checkpoints, thread) = Checkpoints::start(path, options, &mut writer)?;
        Ok((Self::over(path, options, writer, Some(checkpoints)), thread))
    }

    fn over(path: &Path, options: OpenOptions, writer: Connection, checkpoints: Option<Checkpoints>) -> Self {
        let path = path.to_owned();
        Self { path, options, writer: Mutex::new(writer), checkpoints, readers: Mutex::default() }
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
    }

    /// Reads beside the writer, in the last committed state. A burst of readers
    /// opens connections that are closed after it.
    pub fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let _span = trace_span!(target: TARGET, "read", "db.system.name" = "sqlite").entered();
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.options.reader(&self.path)?,
        };
        let result = query(&conn);
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(conn);
        }
        result
    }
}

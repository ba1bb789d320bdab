//! One database file: its writing connection and a stock of reading ones.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

use tracing::trace_span;

use super::OpenOptions;
use crate::trace::TARGET;

pub(crate) struct DataFile {
    path: PathBuf,
    options: OpenOptions,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl DataFile {
    pub fn open(path: &Path, options: OpenOptions) -> rusqlite::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            options,
            writer: Mutex::new(options.writer(path)?),
            readers: Mutex::default(),
        })
    }

    /// Held by one writer thread at a time, for the length of a group.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads beside the writer, in the last committed state. There are never
    /// more connections than threads that read at once.
    pub fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let _span = trace_span!(target: TARGET, "read", "db.system.name" = "sqlite").entered();
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.options.reader(&self.path)?,
        };
        let result = query(&conn);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        result
    }
}

//! How every connection is set up.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use fail::fail_point;
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{FileFault, Identity, shrink};
use crate::{private, trace};

/// Older versions can corrupt a database when the WAL is reset
/// (https://sqlite.org/wal.html#walresetbug).
const OLDEST_SOUND: i32 = 3_051_003;

/// How long a statement waits for a lock of another connection.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// The page cache of a reader, in KiB: records are cached apart, and pages by the operating system.
const READER_CACHE_KIB: u32 = 2_048;

/// 64 MiB: four times what is carried over at a time where there is much to write.
pub(crate) const LOG_LIMIT: u64 = 64 << 20;

#[derive(Clone, Copy)]
pub(crate) struct OpenOptions {
    /// Memory for pages of the writing connection, in KiB, at the most.
    pub cache_kib: u32,
    /// Whether each commit waits for the disk.
    pub durable: bool,
    /// Refuses to grow beyond so many pages, as a full disk would.
    pub max_pages: Option<u32>,
    /// Bytes of the write-ahead log that are kept when it begins anew, and over which room is made for that.
    pub log_limit: u64,
    /// Nothing is made or written.
    pub reading: bool,
}

/// Refuses a library that is known to lose data.
pub(crate) fn assert_version() -> Result<(), String> {
    if rusqlite::version_number() < OLDEST_SOUND {
        return Err(format!("SQLite {} is too old: 3.51.3 or newer is needed", rusqlite::version()));
    }
    Ok(())
}

/// Only what is there: no file comes into being by being opened.
const WRITING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

impl OpenOptions {
    /// A file that is there and is the one that is wanted, brought to the present schema.
    pub fn writer(&self, path: &Path, identity: &Identity) -> Result<Connection, FileFault> {
        if self.reading {
            let conn = self.reader(path).map_err(|error| fault_of(&error))?;
            identity.check(&conn)?;
            return Ok(conn);
        }
        super::stale_log::set_aside(path).map_err(|error| FileFault::Damaged(error.to_string()))?;
        let mut conn = open(path, WRITING)?;
        // Before anything is written: it may belong to another program.
        identity.check(&conn)?;
        self.set_up(&conn).map_err(|error| fault_of(&error))?;
        identity.kind.schema().migrate(&mut conn).map_err(|error| FileFault::Schema(error.to_string()))?;
        if let Err(error) = shrink::adopt(&conn, &path.display().to_string()) {
            // It needs as much room again; without it the file is as good as before.
            tracing::warn!(%error, "{} can't be written anew: {error}", path.display());
        }
        trace::watch(&mut conn).map_err(|error| fault_of(&error))?;
        Ok(conn)
    }

    /// Makes a file with its tables and its identity. It appears under its name when it is whole and durable.
    pub fn create(path: &Path, identity: &Identity) -> Result<(), FileFault> {
        let unmade = |error: std::io::Error| FileFault::Damaged(format!("it can't be made: {error}"));
        let partial = partial(path);
        // What is left of a try that was cut short holds nothing.
        for rest in [&partial, &beside(&partial, "-journal"), &beside(&partial, "-wal"), &beside(&partial, "-shm")] {
            remove(rest).map_err(unmade)?;
        }
        let file = private::create_file(&partial).map_err(unmade)?;
        let mut conn = open(&partial, WRITING)?;
        let set_up = || -> rusqlite::Result<()> {
            // Must be set before the first table is made.
            conn.pragma_update(None, "page_size", 4096)?;
            shrink::prepare(&conn)?;
            // It is synced as a whole at the end, and thrown away if anything fails.
            conn.pragma_update(None, "journal_mode", "MEMORY")?;
            conn.pragma_update(None, "synchronous", "OFF")
        };
        set_up().map_err(|error| fault_of(&error))?;
        identity.write(&mut conn)?;
        conn.close().map_err(|(_, error)| fault_of(&error))?;
        let publish = || -> std::io::Result<()> {
            file.sync_all()?;
            fail_point!("file-made");
            std::fs::rename(&partial, path)?;
            private::sync_folder_of(path)
        };
        publish().map_err(unmade)
    }

    /// Opens a file of an earlier release and writes in it whose it is.
    pub fn adopt(path: &Path, identity: &Identity) -> Result<(), FileFault> {
        let mut conn = open(path, WRITING)?;
        let oldest = identity.kind.schema().oldest_table;
        let is_ours: bool = conn
            .query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?1", [oldest], |row| row.get(0))
            .map_err(|error| fault_of(&error))?;
        if !is_ours {
            return Err(FileFault::Empty);
        }
        Self::checking(false).set_up(&conn).map_err(|error| fault_of(&error))?;
        identity.write(&mut conn)
    }

    /// To look at a file that nobody else has open, or to bring one to order.
    pub fn checking(reading: bool) -> Self {
        Self { cache_kib: READER_CACHE_KIB, durable: true, max_pages: None, log_limit: LOG_LIMIT, reading }
    }

    fn set_up(&self, conn: &Connection) -> rusqlite::Result<()> {
        conn.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk before it is acknowledged.
        conn.pragma_update(None, "synchronous", if self.durable { "FULL" } else { "NORMAL" })?;
        conn.pragma_update(None, "foreign_keys", true)?;
        // What a burst left of the write-ahead log is given back once it begins anew.
        conn.pragma_update(None, "journal_size_limit", self.log_limit as i64)?;
        // What is deleted or overwritten leaves nothing behind in its page, which is written anyhow.
        conn.query_row("PRAGMA secure_delete = FAST", [], |_| Ok(()))?;
        self.tune(conn, self.cache_kib)?;
        match self.max_pages {
            Some(pages) => conn.pragma_update(None, "max_page_count", pages),
            None => Ok(()),
        }
    }

    /// Only carries the write-ahead log over to the file.
    pub fn checkpointer(&self, path: &Path) -> rusqlite::Result<Connection> {
        let conn = Connection::open_with_flags(path, WRITING)?;
        conn.pragma_update(None, "synchronous", if self.durable { "FULL" } else { "NORMAL" })?;
        conn.pragma_update(None, "journal_size_limit", self.log_limit as i64)?;
        self.tune(&conn, READER_CACHE_KIB)?;
        Ok(conn)
    }

    pub fn reader(&self, path: &Path) -> rusqlite::Result<Connection> {
        let mut conn = Connection::open_with_flags(path, READING)?;
        self.tune(&conn, self.cache_kib.min(READER_CACHE_KIB))?;
        trace::watch(&mut conn)?;
        Ok(conn)
    }

    fn tune(&self, conn: &Connection, cache_kib: u32) -> rusqlite::Result<()> {
        // A statement that is kept must not be planned anew for each value that is bound: with a partial index
        // in sight SQLite would do that, and it costs more than the query.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // The journals of savepoints need no file: a crash throws them away anyhow.
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        conn.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
        conn.busy_timeout(BUSY)?;
        // More than a writer has different ones: to plan one anew costs more than to run it.
        conn.set_prepared_statement_cache_capacity(128);
        Ok(())
    }
}

/// What is there and holds something; SQLite takes an empty file for a new database.
fn open(path: &Path, flags: OpenFlags) -> Result<Connection, FileFault> {
    match std::fs::metadata(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(FileFault::Missing),
        Err(error) => return Err(FileFault::Damaged(error.to_string())),
    }
    Connection::open_with_flags(path, flags).map_err(|error| fault_of(&error))
}

/// Turns the error of a statement into the fault of its file.
pub(crate) fn fault_of(error: &rusqlite::Error) -> FileFault {
    FileFault::Damaged(error.to_string())
}

/// Returns the path at which a file is made before it gets its name.
fn partial(path: &Path) -> PathBuf {
    beside(path, ".new")
}

pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

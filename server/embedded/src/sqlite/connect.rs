//! How every connection is set up.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::trace;

/// Older versions can corrupt a database when the WAL is reset
/// (https://sqlite.org/wal.html#walresetbug).
const OLDEST_SOUND: i32 = 3_051_003;

/// The version of files that always had deleted rows overwritten; older ones may hold rests.
pub(crate) const LEAVES_NOTHING: i32 = 1;

/// What is read often is kept in another cache, and the rest in the system's.
const READER_CACHE_KIB: u32 = 2_048;

#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenOptions {
    pub schema: &'static str,
    /// Memory for pages of the writing connection, in KiB, at the most.
    pub cache_kib: u32,
    /// Whether each commit waits for the disk.
    pub durable: bool,
    /// Refuses to grow beyond so many pages, as a full disk would.
    pub max_pages: Option<u32>,
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

/// Columns that tables of earlier versions do not have yet.
const ADDED: &[(&str, &str, &str)] = &[
    ("mails", "from_name", "TEXT"),
    ("mails", "reply_to", "TEXT"),
    ("outbox", "trace", "TEXT"),
    ("outbox", "postponed", "INTEGER NOT NULL DEFAULT 0"),
    ("outbox", "since", "INTEGER"),
    ("outbox", "done", "TEXT"),
    ("idempotency", "tenant_id", "BLOB"),
];

fn add_columns(conn: &Connection) -> rusqlite::Result<()> {
    for (table, column, kind) in ADDED {
        let columns: Vec<String> = conn
            .prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if !columns.is_empty() && !columns.iter().any(|known| known == column) {
            conn.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}"))?;
        }
    }
    Ok(())
}

impl OpenOptions {
    pub fn writer(&self, path: &Path) -> rusqlite::Result<Connection> {
        if self.reading {
            return self.reader(path);
        }
        let mut conn = Connection::open(path)?;
        // Must be set before the first table is made.
        conn.pragma_update(None, "page_size", 4096)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk before it is acknowledged.
        conn.pragma_update(None, "synchronous", if self.durable { "FULL" } else { "NORMAL" })?;
        conn.pragma_update(None, "foreign_keys", true)?;
        // What is deleted or overwritten leaves nothing behind in its page, which is written anyhow.
        conn.query_row("PRAGMA secure_delete = FAST", [], |_| Ok(()))?;
        let is_new = conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get::<_, bool>(0))?;
        self.tune(&conn, self.cache_kib)?;
        if let Some(pages) = self.max_pages {
            conn.pragma_update(None, "max_page_count", pages)?;
        }
        conn.execute_batch(self.schema)?;
        add_columns(&conn)?;
        if is_new {
            conn.pragma_update(None, "user_version", LEAVES_NOTHING)?;
        }
        trace::watch(&mut conn)?;
        Ok(conn)
    }

    /// Only carries the write-ahead log over to the file.
    pub fn checkpointer(&self, path: &Path) -> rusqlite::Result<Connection> {
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "synchronous", if self.durable { "FULL" } else { "NORMAL" })?;
        self.tune(&conn, READER_CACHE_KIB)?;
        Ok(conn)
    }

    pub fn reader(&self, path: &Path) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags)?;
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
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(())
    }
}

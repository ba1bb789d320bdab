//! Rows that go without leaving anything on the disk.

use std::time::Duration;

use rusqlite::Connection;
use tenantry_core::{error::Cause, ids::TenantId};

use crate::sqlite::{DataFile, migrate};

/// Rows that go in one transaction.
const ROWS: usize = 500;
/// Pages that are overwritten in one transaction.
const PAGES: i64 = 1_024;
/// Others are let write so long between two of them.
pub const PAUSE: Duration = Duration::from_millis(2);
/// How often the log is tried to be cut off, while somebody still reads from it.
const TRIES: u32 = 250;
const LOOK: Duration = Duration::from_millis(20);

/// A table by its name, and what its rows are found by.
pub struct Table {
    pub name: String,
    key: String,
}

impl Table {
    /// All that have a column of this name.
    pub fn with(conn: &Connection, column: &str) -> rusqlite::Result<Vec<Table>> {
        let mut statement = conn.prepare(
            "SELECT m.name, (SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(m.name) WHERE pk > 0) \
             FROM sqlite_schema m WHERE m.type = 'table' \
             AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = ?1) ORDER BY m.name",
        )?;
        let tables = statement.query_map([column], |row| Ok(Table { name: row.get(0)?, key: row.get(1)? }))?;
        tables.collect()
    }

    pub fn delete_some(&self, conn: &Connection, tenant: TenantId) -> rusqlite::Result<usize> {
        let Table { name, key } = self;
        conn.prepare_cached(&format!(
            "DELETE FROM \"{name}\" WHERE ({key}) IN (SELECT {key} FROM \"{name}\" WHERE tenant_id = ?1 LIMIT {ROWS})"
        ))?
        .execute([tenant.as_bytes()])
    }

    pub fn delete_all(&self, conn: &Connection, column: &str, id: &[u8; 16]) -> rusqlite::Result<usize> {
        conn.prepare_cached(&format!("DELETE FROM \"{}\" WHERE \"{column}\" = ?1", self.name))?.execute([id])
    }
}

/// With the one connection that writes; whoever else wants to waits. What is
/// deleted is overwritten, also where that costs a page more.
pub fn writing<T>(file: &DataFile, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let conn = file.writer();
    set_secure_delete(&conn, "ON")?;
    let done = work(&conn);
    set_secure_delete(&conn, "FAST")?;
    done
}

fn set_secure_delete(conn: &Connection, mode: &str) -> rusqlite::Result<()> {
    conn.query_row(&format!("PRAGMA secure_delete = {mode}"), [], |_| Ok(()))
}

/// All of the work or none of it, and nothing of it is left in the file.
pub fn erase<T>(file: &DataFile, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Cause> {
    let done = writing(file, |conn| {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(conn).and_then(|done| conn.execute_batch("COMMIT").map(|()| done));
        if !conn.is_autocommit() {
            // If this fails too, SQLite has rolled back already.
            let _ = conn.execute_batch("ROLLBACK");
        }
        done
    })?;
    leave_nothing(file)?;
    Ok(done)
}

/// Overwrites what is free and cuts the log off.
pub fn leave_nothing(file: &DataFile) -> Result<(), Cause> {
    let may_hold_rests = migrate::may_hold_rests(&file.writer())?;
    if may_hold_rests {
        // It was made when rests of rows were left within pages; all of it is written anew, once.
        let conn = file.writer();
        conn.execute_batch("VACUUM")?;
        migrate::holds_no_rests(&conn)?;
    } else {
        overwrite_free_pages(file)?;
    }
    for _ in 0..TRIES {
        let busy: bool = file.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if !busy {
            return Ok(());
        }
        std::thread::sleep(LOOK);
    }
    Err("somebody reads from the write-ahead log all the time, so it can't be cut off".into())
}

/// A table of zeros takes them all, and goes again.
fn overwrite_free_pages(file: &DataFile) -> rusqlite::Result<()> {
    file.writer().execute_batch("DROP TABLE IF EXISTS zeros; CREATE TABLE zeros (zeros BLOB)")?;
    loop {
        let conn = file.writer();
        let free: i64 = conn.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
        if free == 0 {
            break;
        }
        let page: i64 = conn.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        // An overflowing page holds four bytes less than it has.
        conn.execute("INSERT INTO zeros VALUES (zeroblob(?1))", [free.min(PAGES) * (page - 4)])?;
        drop(conn);
        std::thread::sleep(PAUSE);
    }
    file.writer().execute_batch("DROP TABLE zeros")
}

//! Rows that go without leaving anything on the disk.

use std::time::Duration;

use rusqlite::{Connection, params};
use tenantry_core::domain::{error::Cause, ids::TenantId};

use crate::sqlite::{DataFile, migrate};

/// Pages that are overwritten in one transaction.
const PAGES: i64 = 1_024;
/// Others are let write so long between two of them.
pub const YIELD_INTERVAL: Duration = Duration::from_millis(2);
/// How often the log is tried to be cut off, while a reader still uses it.
const TRUNCATE_TRIES: u32 = 250;
/// Between two of these tries.
const TRUNCATE_RETRY_INTERVAL: Duration = Duration::from_millis(20);

/// A table by its name, and what its rows are found by.
pub struct Table {
    pub name: String,
    key: String,
    /// Whether rows of a tenant are found in the order of their key.
    is_by_tenant: bool,
}

impl Table {
    /// Lists the tables that have a column of this name.
    pub fn with(conn: &Connection, column: &str) -> rusqlite::Result<Vec<Table>> {
        let mut statement = conn.prepare(
            "SELECT m.name, (SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(m.name) WHERE pk > 0), \
             (SELECT group_concat('\"' || i.name || '\"') FROM pragma_index_info((\
             SELECT l.name FROM pragma_index_list(m.name) l WHERE l.\"unique\" = 1 AND l.partial = 0 AND EXISTS (\
             SELECT 1 FROM pragma_index_info(l.name) WHERE seqno = 0 AND name = 'tenant_id') \
             ORDER BY l.origin = 'pk' DESC, l.name LIMIT 1)) i) \
             FROM sqlite_schema m WHERE m.type = 'table' \
             AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = ?1) ORDER BY m.name",
        )?;
        let tables = statement.query_map([column], |row| {
            let by_tenant: Option<String> = row.get(2)?;
            let is_by_tenant = by_tenant.is_some();
            Ok(Table { name: row.get(0)?, key: by_tenant.map_or_else(|| row.get(1), Ok)?, is_by_tenant })
        })?;
        tables.collect()
    }

    /// Deletes at most `limit` rows of a tenant, those together that lie together.
    pub fn delete_some(&self, conn: &Connection, tenant: TenantId, limit: usize) -> rusqlite::Result<usize> {
        let Table { name, key, is_by_tenant } = self;
        let order = if *is_by_tenant { format!("ORDER BY {key}") } else { String::new() };
        conn.prepare_cached(&format!(
            "DELETE FROM \"{name}\" WHERE ({key}) IN \
             (SELECT {key} FROM \"{name}\" WHERE tenant_id = ?1 {order} LIMIT ?2)"
        ))?
        .execute(params![tenant.as_bytes(), limit as i64])
    }

    pub fn delete_all(&self, conn: &Connection, column: &str, id: &[u8; 16]) -> rusqlite::Result<usize> {
        conn.prepare_cached(&format!("DELETE FROM \"{}\" WHERE \"{column}\" = ?1", self.name))?.execute([id])
    }
}

/// With the one connection that writes; other writers wait. What is
/// deleted is overwritten, also where that costs a page more.
pub fn writing<T>(file: &DataFile, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let conn = file.writer();
    set_secure_delete(&conn, "ON")?;
    let done = work(&conn);
    set_secure_delete(&conn, "FAST")?;
    // Where nobody else writes, the log would grow with all that goes.
    file.checkpoint(&conn);
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
        conn.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM")?;
        migrate::holds_no_rests(&conn)?;
    } else {
        overwrite_free_pages(file)?;
    }
    for _ in 0..TRUNCATE_TRIES {
        let busy: bool = file.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if !busy {
            return Ok(());
        }
        std::thread::sleep(TRUNCATE_RETRY_INTERVAL);
    }
    Err("a reader uses the write-ahead log all the time, so it can't be cut off".into())
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
        file.checkpoint(&conn);
        drop(conn);
        std::thread::sleep(YIELD_INTERVAL);
    }
    file.writer().execute_batch("DROP TABLE zeros")
}

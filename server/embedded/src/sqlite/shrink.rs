//! Room that rows left is given back to the disk beside the work: a few pages from the end of the file move into free ones
//! nearer to its beginning, and the file ends earlier.

use rusqlite::Connection;

/// Pages that move at a time: 1 MiB.
const PIECE: u32 = 256;
/// A file with less to give back is left as it is: 8 MiB.
const LEAST: i64 = 2_048;
/// Up to which size a file of an earlier version is rewritten when it is opened, in bytes: it takes about a second.
const REWRITTEN: i64 = 128 << 20;

/// SQLite's numbers of what happens to free pages.
const NONE: i64 = 0;
const INCREMENTAL: i64 = 2;

/// Makes a new file one that can give room back. To be called before the first table is made.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "auto_vacuum", INCREMENTAL)
}

/// Makes a file of an earlier version one that can give room back, which writes it anew. A large one is left to its
/// operator, since nothing is served meanwhile.
pub(super) fn adopt(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    if number(conn, "auto_vacuum")? != NONE || number(conn, "page_count")? < LEAST {
        return Ok(());
    }
    let bytes = number(conn, "page_count")? * number(conn, "page_size")?;
    if bytes > REWRITTEN {
        tracing::info!(
            file = name,
            bytes,
            "{name} keeps the room that rows leave, for rows to come; docs/upgrading.md says how it would give it back"
        );
        return Ok(());
    }
    conn.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    conn.execute_batch("VACUUM")
}

/// Returns whether so much of a file is free that it is worth giving back.
pub(crate) fn is_worthwhile(conn: &Connection) -> rusqlite::Result<bool> {
    let free = number(conn, "freelist_count")?;
    Ok(number(conn, "auto_vacuum")? == INCREMENTAL && free > LEAST && free * 8 > number(conn, "page_count")?)
}

/// Gives some pages back; returns whether there are more to give. What is left is soon used again.
pub(crate) fn give_back(conn: &Connection) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached(&format!("PRAGMA incremental_vacuum({PIECE})"))?;
    let mut steps = statement.query([])?;
    // Each step moves one page.
    while steps.next()?.is_some() {}
    drop(steps);
    Ok(number(conn, "freelist_count")? > LEAST / 2)
}

fn number(conn: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir) -> std::path::PathBuf {
        folder.path().join("some.db")
    }

    fn fill(conn: &Connection) {
        conn.execute_batch(
            "CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
             WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 6000)
             INSERT INTO rows SELECT n, printf('%.*c', 3000, 'x') FROM n",
        )
        .expect("rows");
    }

    #[test]
    fn room_is_given_back_in_pieces_and_the_rows_stay() {
        let folder = tempfile::tempdir().expect("a directory");
        let conn = Connection::open(file(&folder)).expect("a database");
        prepare(&conn).expect("prepared");
        conn.pragma_update(None, "journal_mode", "WAL").expect("a log");
        fill(&conn);
        assert!(!is_worthwhile(&conn).expect("a look"));
        conn.execute("DELETE FROM rows WHERE n % 20 > 0", []).expect("gone");
        assert!(is_worthwhile(&conn).expect("a look"));
        let before = number(&conn, "page_count").expect("pages");
        let mut pieces = 1;
        while give_back(&conn).expect("a piece") {
            pieces += 1;
        }
        let after = number(&conn, "page_count").expect("pages");
        assert!(pieces > 5 && after * 3 < before, "{pieces} pieces, {before} to {after} pages");
        let left: i64 = conn.query_row("SELECT count(*) FROM rows", [], |row| row.get(0)).expect("a count");
        assert_eq!(left, 300);
        let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
        assert_eq!(sound, "ok");
    }

    #[test]
    fn a_file_of_an_earlier_version_is_written_anew_once() {
        let folder = tempfile::tempdir().expect("a directory");
        let conn = Connection::open(file(&folder)).expect("a database");
        conn.pragma_update(None, "journal_mode", "WAL").expect("a log");
        adopt(&conn, "some.db").expect("nothing to do");
        assert_eq!(number(&conn, "auto_vacuum").expect("a number"), NONE, "a small one stays as it is");
        fill(&conn);
        adopt(&conn, "some.db").expect("written anew");
        assert_eq!(number(&conn, "auto_vacuum").expect("a number"), INCREMENTAL);
        let left: i64 = conn.query_row("SELECT count(*) FROM rows", [], |row| row.get(0)).expect("a count");
        assert_eq!(left, 6_000);
    }
}

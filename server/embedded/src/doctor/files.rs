//! One database file: can it be read, is it whole, does its log stay small.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{Report, open, texts};

/// A log that is longer than this and than its file is not written back.
const LONG: u64 = 64 << 20;
/// How far the newest entry may be ahead of the clock, in milliseconds.
const AHEAD: i64 = 5 * 60_000;

pub(super) fn examine(data: &Path, name: &str, report: &mut Report) -> Option<Connection> {
    let path = data.join(name);
    if !path.is_file() {
        report.problem("files", format!("{name} is missing"));
        return None;
    }
    let conn = match open(&path) {
        Ok(conn) => conn,
        Err(error) => {
            report.problem("files", format!("{name} can't be opened: {error}"));
            return None;
        }
    };
    let found = texts(&conn, "PRAGMA integrity_check(5)")
        .map(|found| found.into_iter().filter(|text| text != "ok").map(|text| format!("{name}: {text}")).collect());
    report.take("integrity", found, &format!("{name} is whole"));
    match conn.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0)) {
        Ok(mode) if mode == "wal" => {}
        // As after a restore.
        Ok(mode) => report.fine("files", format!("{name} is in journal mode {mode}; the next start makes it wal")),
        Err(error) => report.problem("files", format!("{name} can't be read: {error}")),
    }
    log(&path, name, report);
    clock(&conn, name, report);
    Some(conn)
}

fn log(path: &Path, name: &str, report: &mut Report) {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let (log, file) = (size(Path::new(&log)), size(path));
    if log > LONG && log > file {
        report.warn(
            "wal",
            format!("{name}-wal has {} MiB: something reads for very long, or the disk can't keep up", log >> 20),
        );
    }
}

/// Ids begin with their time, so the newest tells what time it was here.
fn clock(conn: &Connection, name: &str, report: &mut Report) {
    let newest =
        conn.query_row("SELECT max(substr(entry_id, 1, 6)) FROM journal", [], |row| row.get::<_, Option<[u8; 6]>>(0));
    // The mailbox has no journal.
    let Ok(Some(newest)) = newest.optional().map(Option::flatten) else { return };
    let mut bytes = [0; 8];
    bytes[2..].copy_from_slice(&newest);
    let ahead = i64::from_be_bytes(bytes) - Timestamp::now().as_millisecond();
    if ahead > AHEAD {
        report.problem(
            "clock",
            format!("the newest entry of {name} is {} minutes ahead of this machine's clock", ahead / 60_000),
        );
    }
}

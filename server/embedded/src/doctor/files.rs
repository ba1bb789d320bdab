//! One database file: can it be read, is it whole, does its log stay small.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{Report, open, texts};
use crate::{
    directory, partition,
    sqlite::{FileKind, Identity},
};

/// A log that is longer than this and than its file is not written back.
const LONG: u64 = 64 << 20;
/// The most that the newest entry may be ahead of the clock, in milliseconds.
const AHEAD: i64 = 5 * 60_000;

/// `owner` is the installation, once its files carry its id.
pub(super) fn examine(
    data: &Path,
    name: &str,
    kind: FileKind,
    owner: Option<Uuid>,
    report: &mut Report,
) -> Option<Connection> {
    let path = data.join(name);
    let checked = match owner {
        Some(installation) => partition::check_file(&path, name, &Identity { installation, kind }),
        None => directory::check_unmarked(data, name, kind),
    };
    match checked {
        Ok(()) => report.fine("files", format!("{name} is there and belongs here")),
        Err(problem) => {
            report.problem("files", problem.to_string());
            return None;
        }
    }
    permissions(&path, name, report);
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

/// The folder keeps others out; a file that is copied elsewhere has only its own permissions.
#[cfg(unix)]
fn permissions(path: &Path, name: &str, report: &mut Report) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0, |found| found.permissions().mode() & 0o777);
    if mode & 0o077 != 0 {
        report.warn("permissions", format!("{name} has mode {mode:o}; the next start makes it 600"));
    }
}

#[cfg(not(unix))]
fn permissions(_: &Path, _: &str, _: &mut Report) {}

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

/// Ids begin with their time, so the newest shows what time it was here.
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

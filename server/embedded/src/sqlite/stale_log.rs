//! A write-ahead log beside a file that it is not of. SQLite would carry it over
//! into whatever file has its name, and damage that: a copy out of a backup that
//! was put in the place of a lost file meets the log of the lost one.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use super::connect::beside;

/// The offset of the file format version numbers (https://sqlite.org/fileformat.html#file_format_version_numbers).
const VERSIONS: std::ops::Range<usize> = 18..20;
/// By a rollback journal, as every copy in a backup: such a file has no write-ahead log.
const ROLLBACK: [u8; 2] = [1, 1];

/// Renames a log that can't be the file's own; nothing is thrown away.
pub(super) fn set_aside(path: &Path) -> io::Result<()> {
    let log = beside(path, "-wal");
    if log.metadata().map_or(0, |found| found.len()) == 0 || !is_without_log(path)? {
        return Ok(());
    }
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    for suffix in ["-wal", "-shm"] {
        let from = beside(path, suffix);
        if from.is_file() {
            std::fs::rename(&from, beside(&from, &format!(".of-another-{at}")))?;
        }
    }
    tracing::warn!(
        file = %path.display(),
        "a write-ahead log lay beside {}, which was copied there and has none; it was renamed to *.of-another-{at}",
        path.display()
    );
    Ok(())
}

fn is_without_log(path: &Path) -> io::Result<bool> {
    let mut header = [0; 100];
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    match file.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| header[VERSIONS] == ROLLBACK),
    }
}

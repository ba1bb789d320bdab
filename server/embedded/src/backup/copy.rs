//! One file, as it was at one moment.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use sha2::{Digest, Sha256};

use super::{BackupError, FileEntry};
use crate::private;

/// Pages between two looks at the progress: 8 MiB.
const STEP: i32 = 1_024;

/// A file in the state that it had when this was opened.
pub(super) struct Snapshot {
    name: String,
    path: PathBuf,
    conn: Connection,
}

impl Snapshot {
    pub fn open(data: &Path, name: &str) -> Result<Self, BackupError> {
        let path = data.join(name);
        let open = || -> rusqlite::Result<Connection> {
            let conn =
                Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            conn.busy_timeout(std::time::Duration::from_secs(30))?;
            // The transaction begins with its first read.
            conn.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
            Ok(conn)
        };
        let conn = open().map_err(|error| BackupError::Database { path: path.clone(), error })?;
        Ok(Self { name: name.to_owned(), path, conn })
    }

    /// Copies and checks; `watch` gets the number of bytes done.
    pub fn copy(self, folder: &Path, watch: &mut dyn FnMut(u64)) -> Result<FileEntry, BackupError> {
        let target = folder.join(&self.name);
        private::create_file(&target).map_err(|error| BackupError::Folder { path: target.clone(), error })?;
        self.write(&target, watch).map_err(|error| BackupError::Database { path: self.path.clone(), error })?;
        check(&target)?;
        FileEntry::of(folder, &self.name)
    }

    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    fn write(&self, target: &Path, watch: &mut dyn FnMut(u64)) -> rusqlite::Result<()> {
        let page: u64 = self.conn.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0))? as u64;
        let mut copy = Connection::open(target)?;
        // It is synced as a whole at the end, and thrown away if anything fails.
        copy.pragma_update(None, "synchronous", "OFF")?;
        copy.pragma_update(None, "journal_mode", "OFF")?;
        let backup = Backup::new(&self.conn, &mut copy)?;
        while backup.step(STEP)? != StepResult::Done {
            let progress = backup.progress();
            watch(page * (progress.pagecount - progress.remaining).max(0) as u64);
        }
        drop(backup);
        // So that the copy is one file; the server turns it back when it opens it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        Ok(())
    }
}

/// Returns where each tenant's data lives.
pub(super) fn placements(control: &Snapshot) -> Result<BTreeMap<Vec<u8>, (String, i64)>, BackupError> {
    let read = || {
        let mut statement =
            control.conn.prepare("SELECT tenant_id, placement, json_extract(doc, '$.epoch') FROM tenants")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        rows.collect::<rusqlite::Result<_>>()
    };
    read().map_err(|error| BackupError::Database { path: control.path.clone(), error })
}

/// What SQLite finds wrong with a file that nobody uses.
pub(super) fn check(path: &Path) -> Result<(), BackupError> {
    let failed = |error| BackupError::Database { path: path.to_owned(), error };
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    let answer: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if answer == "ok" { Ok(()) } else { Err(BackupError::Damaged { path: path.to_owned(), what: answer }) }
}

/// Copies a small file that is no database.
pub(super) fn plain(from: &Path, to: &Path, name: &str) -> Result<FileEntry, BackupError> {
    let copy = || -> io::Result<u64> {
        io::copy(&mut File::open(from.join(name))?, &mut private::create_file(&to.join(name))?)
    };
    copy().map_err(|error| BackupError::Folder { path: from.join(name), error })?;
    FileEntry::of(to, name)
}

impl FileEntry {
    /// Measures a file and makes it durable.
    pub(super) fn of(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let path = folder.join(name);
        let read = || -> io::Result<Self> {
            let (sha256, bytes) = digest(&path)?;
            File::open(&path)?.sync_all()?;
            Ok(Self { name: name.to_owned(), bytes, sha256 })
        };
        read().map_err(|error| BackupError::Folder { path: path.clone(), error })
    }
}

pub(super) fn digest(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((hex, bytes))
}

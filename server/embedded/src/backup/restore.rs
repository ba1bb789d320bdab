//! A backup becomes a data directory.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::Connection;

use super::{BackupError, FileEntry, Manifest, Progress, Watch, copy, partial, private_folder, publish};
use crate::{partition, sqlite::millis};

pub struct Restored {
    pub manifest: Manifest,
    /// Sessions that were open in the backup.
    pub ended_sessions: u64,
}

/// Makes `data` out of the backup; it appears when all of it was verified.
pub fn restore(backup: &Path, data: &Path, watch: Watch<'_>) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(backup)?;
    if !is_free(data).map_err(|error| BackupError::Folder { path: data.to_owned(), error })? {
        return Err(BackupError::NotEmpty(data.to_owned()));
    }
    let fresh = partial(data);
    private_folder(&fresh)?;
    let ended_sessions = match fill(&manifest, backup, &fresh, watch) {
        Ok(ended) => ended,
        Err(error) => {
            // The error is what matters; a rest of a copy is only in the way.
            let _ = fs::remove_dir_all(&fresh);
            return Err(error);
        }
    };
    publish(&fresh, data)?;
    Ok(Restored { manifest, ended_sessions })
}

fn fill(manifest: &Manifest, backup: &Path, fresh: &Path, watch: Watch<'_>) -> Result<u64, BackupError> {
    let (total, mut done) = (manifest.bytes(), 0);
    for file in &manifest.files {
        copy_verified(file, backup, fresh)?;
        done += file.bytes;
        watch(Progress { file: &file.name, done, total });
    }
    let control = fresh.join(partition::CONTROL);
    let ended = end_sessions(&control).map_err(|error| BackupError::Database { path: control.clone(), error })?;
    FileEntry::of(fresh, partition::CONTROL)?;
    Ok(ended)
}

fn copy_verified(file: &FileEntry, backup: &Path, fresh: &Path) -> Result<(), BackupError> {
    let copied = copy::plain(backup, fresh, &file.name)?;
    let path = backup.join(&file.name);
    if copied != *file {
        let what =
            format!("it has {} bytes with the digest {}, not what the manifest says", copied.bytes, copied.sha256);
        return Err(BackupError::Damaged { path, what });
    }
    if file.name.ends_with(".db") { copy::check(&fresh.join(&file.name)) } else { Ok(()) }
}

/// Who signed out, or was signed out, after the backup must not be back in:
/// everybody signs in anew, with the passwords of then.
fn end_sessions(control: &PathBuf) -> rusqlite::Result<u64> {
    let conn = Connection::open(control)?;
    let now = millis(Timestamp::now());
    let ended = conn.execute("UPDATE sessions SET ended_at = ?1 WHERE ended_at IS NULL AND expires_at > ?1", [now])?;
    conn.execute("DELETE FROM refresh_tokens", [])?;
    Ok(ended as u64)
}

/// Not there, or an empty directory.
fn is_free(data: &Path) -> io::Result<bool> {
    match fs::read_dir(data) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

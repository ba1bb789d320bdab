//! A backup becomes a data directory.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use super::{BackupError, FileEntry, Manifest, Progress, Watch, copy, partial, private_folder, publish, unusable};
use crate::{
    directory, partition,
    sqlite::{Identity, millis},
};

pub struct Restored {
    pub manifest: Manifest,
    /// Sessions that were open in the backup.
    pub ended_sessions: u64,
    /// Tenants in the backup that were erased since: nobody gets into them, and the server erases them when it starts.
    pub erased_again: u64,
}

/// The options of a restore.
#[derive(Clone, Copy, Default)]
pub struct Restore<'a> {
    /// The directory that is replaced: what was erased in it stays erased.
    pub replaces: Option<&'a Path>,
    /// The copy becomes an installation of its own, beside the one that was backed up.
    pub as_new: bool,
    /// Also if files are missing in the backup: those tenants will have no data.
    pub incomplete: bool,
}

/// Makes `data` out of the backup; it appears when all of it was verified.
pub fn restore(backup: &Path, data: &Path, how: Restore<'_>, watch: Watch<'_>) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(backup)?;
    if !manifest.is_whole() && !how.incomplete {
        return Err(BackupError::Incomplete(manifest.missing));
    }
    let tombstones = how.replaces.map(tombstones).transpose()?.unwrap_or_default();
    check_replaced(&manifest, how)?;
    if !is_free(data).map_err(|error| BackupError::Folder { path: data.to_owned(), error })? {
        return Err(BackupError::NotEmpty(data.to_owned()));
    }
    let fresh = partial(data);
    private_folder(&fresh)?;
    let (ended_sessions, erased_again) = match fill(&manifest, backup, &fresh, &tombstones, how.as_new, watch) {
        Ok(done) => done,
        Err(error) => {
            // The error is what matters; a rest of a copy is only in the way.
            let _ = fs::remove_dir_all(&fresh);
            return Err(error);
        }
    };
    publish(&fresh, data)?;
    Ok(Restored { manifest, ended_sessions, erased_again })
}

/// Nobody's data takes the place of another installation's by mistake.
fn check_replaced(manifest: &Manifest, how: Restore<'_>) -> Result<(), BackupError> {
    let (Some(replaces), Some(found), false) = (how.replaces, manifest.installation, how.as_new) else {
        return Ok(());
    };
    match directory::installation(replaces).map_err(|error| unusable(replaces, error))? {
        Some(wanted) if wanted != found => Err(BackupError::OtherInstallation { found, wanted }),
        _ => Ok(()),
    }
}

fn fill(
    manifest: &Manifest,
    backup: &Path,
    fresh: &Path,
    tombstones: &[[u8; 16]],
    as_new: bool,
    watch: Watch<'_>,
) -> Result<(u64, u64), BackupError> {
    let (total, mut done) = (manifest.bytes(), 0);
    for file in &manifest.files {
        copy_verified(file, backup, fresh)?;
        done += file.bytes;
        watch(Progress { file: &file.name, done, total });
    }
    let control = fresh.join(partition::CONTROL);
    let failed = |error| BackupError::Database { path: control.clone(), error };
    let ended = end_sessions(&control).map_err(failed)?;
    let erased = erase_again(&control, tombstones).map_err(failed)?;
    if let Some(installation) = manifest.installation {
        let unmade = |error| BackupError::Folder { path: fresh.to_owned(), error };
        let owner = if as_new { directory::new_installation().map_err(unmade)? } else { installation };
        for file in &manifest.files {
            give(file, fresh, installation, owner)?;
        }
        directory::settle(fresh, owner).map_err(unmade)?;
    }
    FileEntry::of(fresh, partition::CONTROL)?;
    Ok((ended, erased))
}

/// A file that says that it belongs to another installation than the backup is refused.
fn give(file: &FileEntry, fresh: &Path, installation: Uuid, owner: Uuid) -> Result<(), BackupError> {
    let Some(kind) = partition::kind_of(&file.name) else { return Ok(()) };
    let path = fresh.join(&file.name);
    let identity = Identity { installation, kind };
    let foreign = |problem| BackupError::File { path: fresh.to_owned(), problem };
    partition::check_file(&path, &file.name, &identity).map_err(foreign)?;
    if owner != installation {
        let failed = |error| BackupError::Database { path: path.clone(), error };
        let conn = Connection::open(&path).map_err(failed)?;
        Identity { installation: owner, kind }.rewrite(&conn).map_err(failed)?;
        drop(conn);
        FileEntry::of(fresh, &file.name)?;
    }
    Ok(())
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

/// Returns the tenants that were erased in a data directory.
fn tombstones(data: &Path) -> Result<Vec<[u8; 16]>, BackupError> {
    let path = data.join(partition::CONTROL);
    if !path.is_file() {
        return Err(BackupError::NoData(data.to_owned()));
    }
    let read = || -> rusqlite::Result<Vec<[u8; 16]>> {
        let conn = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = conn.prepare("SELECT tenant_id FROM tenants WHERE status = 'erased'")?;
        statement.query_map([], |row| row.get(0))?.collect()
    };
    read().map_err(|error| BackupError::Database { path: path.clone(), error })
}

/// As deleted so long ago that they are erased as soon as a server starts.
fn erase_again(control: &Path, tombstones: &[[u8; 16]]) -> rusqlite::Result<u64> {
    let conn = Connection::open(control)?;
    let mut erased = 0;
    for tenant in tombstones {
        erased += conn.execute(
            "UPDATE tenants SET status = 'deleted', version = version + 1, doc = json_set(doc, '$.status', 'deleted', \
             '$.version', version + 1, '$.deleted_at', '1970-01-01T00:00:00Z', \
             '$.status_reason', 'it was erased after this backup was taken') \
             WHERE tenant_id = ?1 AND status <> 'erased'",
            [tenant],
        )? as u64;
    }
    Ok(erased)
}

/// Not there, or an empty directory.
fn is_free(data: &Path) -> io::Result<bool> {
    match fs::read_dir(data) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

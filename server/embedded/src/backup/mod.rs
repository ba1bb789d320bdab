//! Copies of a data directory, taken while it is in use, and the way back.
//!
//! Each file is copied in one state, by SQLite's online backup within one read
//! transaction, beside the writers and even from another process. The files
//! are not of one moment, and need not be: no commit spans two of them. What
//! flows between them flows from tenants' data (outbox) to control (dead
//! letters) to mail, and they are copied in that order, so that an event is in
//! the copy at least once. Only a tenant that is moved between files could be
//! missed in both, so a copy during which one was moved is begun anew.

mod copy;
mod manifest;
mod restore;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use jiff::Timestamp;

use self::copy::Snapshot;
pub use self::{
    manifest::{FileEntry, Manifest},
    restore::{Restore, Restored, restore},
};
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use crate::{
    directory::{self, DirectoryError},
    partition::{self, silo_name},
    placed, private,
    sqlite::{FileKind, FileProblem, Identity},
};

/// Attempts of a copy that a move of a tenant interrupted.
const TRIES: u32 = 5;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{path}: {error}")]
    Folder { path: PathBuf, error: io::Error },
    #[error("{0} is there already; a backup makes a directory of its own")]
    Taken(PathBuf),
    #[error("{0} is not empty; restore into a directory that is not there yet")]
    NotEmpty(PathBuf),
    #[error("{0} is no data directory: it has no control.db")]
    NoData(PathBuf),
    #[error("{path}: {error}")]
    Database { path: PathBuf, error: rusqlite::Error },
    #[error("{path} is damaged: {what}")]
    Damaged { path: PathBuf, what: String },
    #[error("{path} is no backup: {what}")]
    NoBackup { path: PathBuf, what: String },
    #[error("tenants were moved all the time; try again when nothing is moved")]
    Moving,
    #[error("{path}: {problem}")]
    File { path: PathBuf, problem: FileProblem },
    #[error(
        "the backup is of the installation {found}, and the directory that it replaces belongs to {wanted}; restore it \
         as an installation of its own with --as-new-installation, if that is what you want"
    )]
    OtherInstallation { found: Uuid, wanted: Uuid },
    #[error("the backup is not whole: {}; restore it as it is with --incomplete: those tenants will have no data", .0.join("; "))]
    Incomplete(Vec<String>),
}

/// The progress of a backup.
pub struct Progress<'a> {
    pub file: &'a str,
    /// Bytes of this file, and of all files before it.
    pub done: u64,
    /// Bytes of all files, as far as they are known.
    pub total: u64,
}

pub type Watch<'a> = &'a mut dyn FnMut(Progress<'_>);

/// Copies the data directory to `target`, which appears when it is whole.
pub fn take(data: &Path, target: &Path, watch: Watch<'_>) -> Result<Manifest, BackupError> {
    // A directory of ours that lost its control data is reported as such.
    if ![partition::CONTROL, directory::NOTE].iter().any(|name| data.join(name).is_file()) {
        return Err(BackupError::NoData(data.to_owned()));
    }
    if target.exists() {
        return Err(BackupError::Taken(target.to_owned()));
    }
    let partial = partial(target);
    private_folder(&partial)?;
    let taken = (1..=TRIES).find_map(|_| copy_all(data, &partial, watch).transpose());
    let manifest = match taken.unwrap_or(Err(BackupError::Moving)) {
        Ok(manifest) => manifest,
        Err(error) => {
            // The error is what matters; a rest of a copy is only in the way.
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
    };
    manifest.write(&partial)?;
    publish(&partial, target)?;
    Ok(manifest)
}

/// Copies all data files; `None` if a tenant was moved meanwhile.
fn copy_all(data: &Path, partial: &Path, watch: Watch<'_>) -> Result<Option<Manifest>, BackupError> {
    let (started, taken_at) = (Instant::now(), Timestamp::now());
    let failed = |problem| BackupError::File { path: data.to_owned(), problem };
    let installation = directory::installation(data).map_err(|error| unusable(data, error))?;
    let sound = Sound { data, installation };
    sound.check(partition::CONTROL, FileKind::Control).map_err(failed)?;
    let placements = copy::placements(&Snapshot::open(data, partition::CONTROL)?)?;
    let names = data_files(data).map_err(|error| BackupError::Folder { path: data.to_owned(), error })?;
    let total = names.iter().map(|(name, _)| size(&data.join(name))).sum();
    let (mut files, mut missing) = (Vec::new(), BTreeMap::new());
    let mut done = 0;
    for (name, kind) in &names {
        match (kind, sound.check(name, *kind)) {
            (_, Ok(())) => {}
            // It may be no tenant's; which files must be there is known at the end.
            (FileKind::Silo(tenant), Err(problem)) => {
                missing.insert(*tenant, problem);
                continue;
            }
            (_, Err(problem)) => return Err(failed(problem)),
        }
        let snapshot = Snapshot::open(data, name)?;
        if name == partition::CONTROL
            && copy::placements(&snapshot)?
                .iter()
                .any(|(tenant, place)| placements.get(tenant).is_some_and(|before| before != place))
        {
            empty(partial)?;
            return Ok(None);
        }
        if name == partition::CONTROL {
            let placed = placed::silos(snapshot.conn());
            let placed = placed.map_err(|error| BackupError::Database { path: data.join(name), error })?;
            let copied = |tenant: &TenantId| files.iter().any(|file: &FileEntry| file.name == silo_name(*tenant));
            missing.retain(|tenant, _| placed.contains(tenant));
            for tenant in placed.iter().filter(|tenant| !copied(tenant)) {
                match sound.check(&silo_name(*tenant), FileKind::Silo(*tenant)) {
                    // It was made, moved or put back since they were listed.
                    Ok(()) => {
                        empty(partial)?;
                        return Ok(None);
                    }
                    Err(problem) => drop(missing.insert(*tenant, problem)),
                }
            }
        }
        let entry = snapshot.copy(partial, &mut |bytes| watch(Progress { file: name, done: done + bytes, total }))?;
        done += entry.bytes;
        files.push(entry);
    }
    for name in partition::NOTES.iter().filter(|name| data.join(name).is_file()) {
        files.push(copy::plain(data, partial, name)?);
    }
    let missing = missing.into_values().map(|problem| problem.to_string()).collect();
    Ok(Some(Manifest::new(taken_at, started.elapsed(), installation, files, missing)))
}

/// Which files are what they stand for.
struct Sound<'a> {
    data: &'a Path,
    /// Nothing before a server of this release has used the directory.
    installation: Option<Uuid>,
}

impl Sound<'_> {
    fn check(&self, name: &str, kind: FileKind) -> Result<(), FileProblem> {
        match self.installation {
            Some(installation) => partition::check_file(&self.data.join(name), name, &Identity { installation, kind }),
            None => directory::check_unmarked(self.data, name, kind),
        }
    }
}

fn unusable(data: &Path, error: DirectoryError) -> BackupError {
    match error {
        DirectoryError::Folder(error) => BackupError::Folder { path: data.to_owned(), error },
        DirectoryError::File(problem) => BackupError::File { path: data.to_owned(), problem },
    }
}

/// In the order in which things flow: tenants' data, control, mail.
fn data_files(data: &Path) -> io::Result<Vec<(String, FileKind)>> {
    let mut silos = partition::silo_files(&data.join(partition::SILOS))?;
    silos.sort();
    let silos = silos.into_iter().map(|tenant| (silo_name(tenant), FileKind::Silo(tenant)));
    let shared =
        [(partition::POOL, FileKind::Pool), (partition::CONTROL, FileKind::Control), (partition::MAIL, FileKind::Mail)];
    Ok(silos.chain(shared.map(|(name, kind)| (name.to_owned(), kind))).collect())
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

/// Beside the target, so that renaming it is atomic.
fn partial(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!(".{name}.partial"))
}

/// For its owner's eyes only: it holds password digests and the signer.
fn private_folder(path: &Path) -> Result<(), BackupError> {
    let failed = |error: io::Error| BackupError::Folder { path: path.to_owned(), error };
    if path.exists() {
        return Err(failed(io::Error::other("is left over from a run that was cut short; remove it")));
    }
    private::create_folder(&path.join(partition::SILOS)).map_err(failed)
}

fn empty(folder: &Path) -> Result<(), BackupError> {
    fs::remove_dir_all(folder).map_err(|error| BackupError::Folder { path: folder.to_owned(), error })?;
    private_folder(folder)
}

/// Durable under its name when this returns.
fn publish(partial: &Path, target: &Path) -> Result<(), BackupError> {
    let publish = || -> io::Result<()> {
        File::open(partial.join(partition::SILOS))?.sync_all()?;
        File::open(partial)?.sync_all()?;
        fs::rename(partial, target)?;
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
    };
    publish().map_err(|error| BackupError::Folder { path: target.to_owned(), error })
}

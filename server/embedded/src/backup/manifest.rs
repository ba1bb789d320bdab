//! What a backup holds, so that a damaged or incomplete one is seen.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::BackupError;
use crate::private;

const NAME: &str = "manifest.json";
/// The version of the layout; a newer one may not be understood.
const FORMAT: u32 = 1;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of Tenantry that wrote it.
    pub tenantry: String,
    pub sqlite: String,
    /// When the copying began: what was acknowledged before is in it.
    pub taken_at: Timestamp,
    pub took_ms: u64,
    /// Whose it is; nothing in those of releases whose files carried no id.
    #[serde(default)]
    pub installation: Option<Uuid>,
    pub files: Vec<FileEntry>,
    /// Files that should be in it and could not be copied, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileEntry {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(
        taken_at: Timestamp,
        took: Duration,
        installation: Option<Uuid>,
        files: Vec<FileEntry>,
        missing: Vec<String>,
    ) -> Self {
        Self {
            format: FORMAT,
            tenantry: env!("CARGO_PKG_VERSION").to_owned(),
            sqlite: rusqlite::version().to_owned(),
            taken_at,
            took_ms: took.as_millis() as u64,
            installation,
            files,
            missing,
        }
    }

    /// Returns whether the backup lacks no file.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let path = folder.join(NAME);
        let write = || -> io::Result<()> {
            let mut file = private::create_file(&path)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()
        };
        write().map_err(|error| BackupError::Folder { path: path.clone(), error })
    }

    pub fn read(folder: &Path) -> Result<Self, BackupError> {
        let none = |what: String| BackupError::NoBackup { path: folder.to_owned(), what };
        let text = fs::read(folder.join(NAME)).map_err(|error| none(format!("{NAME} can't be read: {error}")))?;
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| none(format!("{NAME} can't be understood: {error}")))?;
        if manifest.format > FORMAT {
            return Err(none(format!("it was written by Tenantry {}, which is newer", manifest.tenantry)));
        }
        if let Some(bad) = manifest.files.iter().find(|file| !is_ours(&file.name)) {
            return Err(none(format!("{:?} is no file of a data directory", bad.name)));
        }
        Ok(manifest)
    }
}

/// Returns whether a name stays within the backup's directory.
fn is_ours(name: &str) -> bool {
    let mut parts = name.split('/');
    let sound = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
    parts.by_ref().take(2).all(sound) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_name_can_not_lead_out_of_the_directory() {
        assert!(is_ours("control.db") && is_ours("silo/0190.db"));
        for bad in ["", "../control.db", "/etc/passwd", "silo/../x", "a/b/c", "silo/", ".x", "a\\b"] {
            assert!(!is_ours(bad), "{bad}");
        }
    }
}

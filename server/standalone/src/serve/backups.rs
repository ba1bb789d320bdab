//! Backups by the clock, and the removal of old ones.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use tenantry_core::Worker;
use tenantry_embedded::backup::{self, Manifest};

use crate::config::Backups;

/// The format of a backup's name: sorts by time, and is a valid file name everywhere.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";
/// The pause before a failed backup is tried again.
const AGAIN: Duration = Duration::from_secs(300);

pub struct Schedule {
    worker: Worker,
    data: PathBuf,
    folder: PathBuf,
    every: SignedDuration,
    keep: usize,
}

impl Schedule {
    /// Reads the settings; `None` if no directory is named.
    pub fn of(config: &Backups, data: &Path, worker: Worker) -> Option<Self> {
        Some(Self {
            worker,
            data: data.to_owned(),
            folder: config.backup_dir.clone()?,
            every: SignedDuration::try_from(config.backup_every.0).ok()?,
            keep: config.backup_keep,
        })
    }

    /// Runs for as long as the server does. A server that was down when a
    /// backup was due takes it soon after its start.
    pub async fn run(self) {
        let whole = |all: Vec<(Manifest, _)>| all.into_iter().rfind(|(manifest, _)| manifest.is_whole());
        let mut last = backups(&self.folder).ok().and_then(whole).map(|(manifest, _)| manifest.taken_at);
        last.inspect(|last| note(*last));
        loop {
            let due = last.map_or(SignedDuration::ZERO, |last| (last + self.every).duration_since(Timestamp::now()));
            tokio::time::sleep(Duration::try_from(due).unwrap_or_default()).await;
            // Nothing is thrown away by a clock that jumped.
            let keep = match self.worker.clock_state().await {
                Ok(state) if state.is_trusted() => self.keep,
                _ => usize::MAX,
            };
            let (data, folder) = (self.data.clone(), self.folder.clone());
            let taken = tokio::task::spawn_blocking(move || take(&data, &folder, keep)).await;
            match taken.context("the backup has ended badly").and_then(|taken| taken) {
                Ok((manifest, path)) => {
                    last = Some(manifest.taken_at);
                    if manifest.is_whole() {
                        note(manifest.taken_at);
                    } else {
                        metrics::counter!("tenantry_backup_failures_total").increment(1);
                        let missing = manifest.missing.join("; ");
                        tracing::error!(
                            missing,
                            "the backup {} is not whole, and replaces none: {missing}",
                            path.display()
                        );
                    }
                    let (bytes, duration_ms) = (manifest.bytes(), manifest.took_ms);
                    tracing::info!(path = %path.display(), bytes, duration_ms, "backup taken in {duration_ms} ms");
                }
                Err(error) => {
                    metrics::counter!("tenantry_backup_failures_total").increment(1);
                    tracing::error!(error = format!("{error:#}"), "no backup could be taken: {error:#}");
                    tokio::time::sleep(AGAIN.min(self.every.unsigned_abs())).await;
                }
            }
        }
    }
}

/// For its owner's eyes only, where it is not there yet.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn note(at: Timestamp) {
    metrics::gauge!("tenantry_backup_timestamp_seconds").set(at.as_second() as f64);
}

fn take(data: &Path, folder: &Path, keep: usize) -> Result<(Manifest, PathBuf)> {
    private_folder(folder).with_context(|| format!("--backup-dir {} can't be made", folder.display()))?;
    sweep(folder).with_context(|| format!("--backup-dir {} can't be tidied", folder.display()))?;
    let target = folder.join(Timestamp::now().strftime(NAME).to_string());
    let manifest = backup::take(data, &target, &mut |_| {})?;
    rotate(folder, &manifest, keep)?;
    Ok((manifest, target))
}

/// Removes old backups of this installation. Only whole ones count, so that a
/// state with files missing never pushes out what they could be got from; of
/// those that are not whole the newest is kept.
fn rotate(folder: &Path, newest: &Manifest, keep: usize) -> Result<()> {
    let ours = |manifest: &Manifest| manifest.installation.is_none() || manifest.installation == newest.installation;
    let all: Vec<_> = backups(folder)?.into_iter().filter(|(manifest, _)| ours(manifest)).collect();
    let (whole, partial): (Vec<_>, Vec<_>) = all.iter().partition(|(manifest, _)| manifest.is_whole());
    let old = |all: &[&(Manifest, PathBuf)], keep: usize| {
        all.iter().take(all.len().saturating_sub(keep)).map(|(_, path)| path.clone()).collect::<Vec<_>>()
    };
    for path in old(&whole, keep).into_iter().chain(old(&partial, if keep == usize::MAX { keep } else { 1 })) {
        fs::remove_dir_all(&path).with_context(|| format!("{} can't be removed", path.display()))?;
    }
    Ok(())
}

/// Ours, oldest first. Whatever else is in the folder is not touched.
fn backups(folder: &Path) -> io::Result<Vec<(Manifest, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if named(&path).is_some()
            && let Ok(manifest) = Manifest::read(&path)
        {
            found.push((manifest, path));
        }
    }
    found.sort_by_key(|(manifest, path)| (manifest.taken_at, path.clone()));
    Ok(found)
}

fn named(path: &Path) -> Option<jiff::civil::DateTime> {
    jiff::civil::DateTime::strptime(NAME, path.file_name()?.to_str()?).ok()
}

/// Removes the backups that an earlier run of the process did not finish.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let whole = name.strip_prefix('.').and_then(|name| name.strip_suffix(".partial"));
        if whole.is_some_and(|name| named(Path::new(name)).is_some()) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rests_of_our_own_are_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [".2026-11-24T10-00-00Z.partial", ".other.partial", "2026-11-24T10-00-00Z", "notes"] {
            fs::create_dir(folder.path().join(name)).expect("made");
        }
        sweep(folder.path()).expect("swept");
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).expect("read").map(|e| e.expect("one").file_name()).collect();
        left.sort();
        assert_eq!(left, [".other.partial", "2026-11-24T10-00-00Z", "notes"]);
        assert!(backups(folder.path()).expect("read").is_empty(), "one without a manifest is none");
    }
}

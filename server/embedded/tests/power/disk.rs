//! A disk that keeps what was synced and any part of the rest.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use super::trace::Event;

/// A disk writes sectors whole or not at all.
const SECTOR: usize = 512;

#[derive(Clone)]
enum Change {
    Write { offset: usize, data: Vec<u8> },
    Truncate { length: usize },
    Unlink,
}

#[derive(Default)]
struct File {
    durable: Vec<u8>,
    /// Not synced yet.
    pending: Vec<Change>,
    /// Its name until its directory is synced.
    renamed_from: Option<PathBuf>,
}

impl File {
    /// The first changes become durable.
    fn settle(&mut self, count: usize) {
        let count = count.min(self.pending.len());
        for change in self.pending.drain(..count) {
            apply(&mut self.durable, &change, usize::MAX);
        }
    }
}

#[derive(Default)]
pub struct Disk {
    files: BTreeMap<PathBuf, File>,
    /// How much each running sync will make durable.
    syncing: HashMap<u32, (PathBuf, usize)>,
}

impl Disk {
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Write { path, offset, data } => {
                self.change(path, Change::Write { offset: *offset, data: data.clone() });
            }
            Event::Truncate { path, length } => self.change(path, Change::Truncate { length: *length }),
            Event::Unlink { path } => self.change(path, Change::Unlink),
            Event::Rename { from, to } => {
                if let Some(mut file) = self.files.remove(from) {
                    file.renamed_from = Some(from.clone());
                    self.files.insert(to.clone(), file);
                }
            }
            Event::SyncBegan { thread, path } => {
                let pending = self.files.get(path).map_or(0, |file| file.pending.len());
                self.syncing.insert(*thread, (path.clone(), pending));
            }
            Event::SyncEnded { thread } => {
                let Some((path, count)) = self.syncing.remove(thread) else { return };
                match self.files.get_mut(&path) {
                    Some(file) => file.settle(count),
                    None => self.settle_names(&path),
                }
                // Another sync of the same file that runs has less left to do.
                for (other, left) in self.syncing.values_mut() {
                    if *other == path {
                        *left = left.saturating_sub(count);
                    }
                }
            }
            Event::Acknowledged(_) => {}
        }
    }

    /// Syncing a directory makes the removal of its files durable, and their names.
    fn settle_names(&mut self, directory: &Path) {
        for (_, file) in self.files.iter_mut().filter(|(path, _)| path.parent() == Some(directory)) {
            file.renamed_from = None;
            let removed = file.pending.iter().rposition(|change| matches!(change, Change::Unlink));
            if let Some(last) = removed {
                file.settle(last + 1);
            }
        }
    }

    fn change(&mut self, path: &Path, change: Change) {
        self.files.entry(path.to_owned()).or_default().pending.push(change);
    }

    /// Writes the disk as it could be found: `dice` gives the fate of each
    /// change that was not synced.
    pub fn found(&self, data: &Path, into: &Path, mut dice: impl FnMut() -> u64) -> std::io::Result<()> {
        for (path, file) in &self.files {
            let path = file.renamed_from.as_ref().filter(|_| dice().is_multiple_of(2)).unwrap_or(path);
            let Ok(name) = path.strip_prefix(data) else { continue };
            // The shared-memory index is rebuilt; it is never synced.
            if name.to_string_lossy().ends_with("-shm") {
                continue;
            }
            let mut content = file.durable.clone();
            for change in &file.pending {
                match dice() % 3 {
                    0 => {}
                    1 => apply(&mut content, change, usize::MAX),
                    _ => apply(&mut content, change, (dice() as usize % 17) * SECTOR),
                }
            }
            let target = into.join(name);
            std::fs::create_dir_all(target.parent().unwrap_or(into))?;
            std::fs::write(target, content)?;
        }
        Ok(())
    }
}

/// At most the first `torn` bytes of a write arrive.
fn apply(content: &mut Vec<u8>, change: &Change, torn: usize) {
    match change {
        Change::Write { offset, data } => {
            let data = &data[..data.len().min(torn)];
            if content.len() < offset + data.len() {
                content.resize(offset + data.len(), 0);
            }
            content[*offset..offset + data.len()].copy_from_slice(data);
        }
        Change::Truncate { length } if torn > 0 => content.resize(*length, 0),
        Change::Unlink if torn > 0 => content.clear(),
        Change::Truncate { .. } | Change::Unlink => {}
    }
}

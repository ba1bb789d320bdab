//! Whether the disk takes writes: a full one is seen before a customer meets it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::private;

/// More frequent callers get the last answer.
const EVERY: Duration = Duration::from_secs(2);
/// More than what a file system keeps beside its blocks, and little enough to be free.
const BYTES: usize = 64 << 10;

pub(crate) struct Probe {
    path: PathBuf,
    every: Duration,
    last: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl Probe {
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("lock.probe"), every: EVERY, last: Mutex::default() }
    }

    /// Waits for the disk, so not for a thread that serves requests.
    pub fn check(&self) -> Result<(), String> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, answer)) = &*last
            && at.elapsed() < self.every
        {
            return answer.clone();
        }
        let answer = self.write().map_err(|error| format!("the disk of the data directory takes no writes: {error}"));
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    /// Blocks of its own each time: those of the databases may be there for long already.
    fn write(&self) -> io::Result<()> {
        remove(&self.path)?;
        let written = private::create_file(&self.path).and_then(|file| fill(&file).and_then(|()| file.sync_data()));
        remove(&self.path)?;
        written
    }
}

#[cfg(unix)]
fn fill(file: &File) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, &[0x5a; BYTES], 0)
}

#[cfg(not(unix))]
fn fill(mut file: &File) -> io::Result<()> {
    io::Write::write_all(&mut file, &[0x5a; BYTES])
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_takes_nothing_is_told_and_asked_again_in_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        let probe = Probe { every: Duration::from_millis(50), ..Probe::new(&data) };
        assert_eq!(probe.check(), Ok(()));
        assert_eq!(fs::read_dir(&data).expect("read").count(), 0, "nothing is left of it");
        fs::remove_dir(&data).expect("gone");
        assert_eq!(probe.check(), Ok(()), "it was asked a moment ago");
        std::thread::sleep(Duration::from_millis(60));
        assert!(probe.check().expect_err("nowhere to write").contains("takes no writes"));
        fs::create_dir(&data).expect("there again");
        assert!(probe.check().is_err(), "not asked at every call");
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(probe.check(), Ok(()));
    }
}

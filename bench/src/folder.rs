//! Directories for data, beside what is built, gone when their owner is.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result};

pub struct Folder(PathBuf);

/// Returns cargo's target directory. This program is in its `release` folder; fails if it is not.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    program.ancestors().nth(2).map(Path::to_owned).context("this program is not in a target directory")
}

impl Folder {
    pub fn fresh(name: &str) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = target()?.join("tmp").join(format!("bench-{name}-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("{} can't be made", path.display()))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} is left behind: {error}", self.0.display());
        }
    }
}

//! `tenantry backup` and `tenantry restore`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tenantry_embedded::backup::{self, Progress};

use crate::{config::Data, welcome};

#[derive(Args)]
pub struct Backup {
    /// The directory to make; it appears when the backup is whole.
    pub target: PathBuf,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Args)]
pub struct Restore {
    /// The directory of the backup.
    pub backup: PathBuf,
    /// The data directory that is replaced: tenants that were erased there are erased again.
    #[arg(long, value_name = "DIR")]
    pub replaces: Option<PathBuf>,
    /// Make the copy an installation of its own, beside the one that was backed up: its files and backups are distinguished from then on.
    #[arg(long)]
    pub as_new_installation: bool,
    /// Also restore a backup in which files are missing; the tenants that they belong to will have no data.
    #[arg(long)]
    pub incomplete: bool,
    #[command(flatten)]
    pub data: Data,
}

pub fn take(command: &Backup) -> Result<()> {
    let bar = Bar::new("Copying")?;
    let manifest = backup::take(&command.data.data, &command.target, &mut |progress| bar.show(&progress));
    bar.done();
    let manifest = manifest.context("no backup was made")?;
    welcome::say(&format!(
        "{} holds {} files with {} as of {:.0}, taken in {} ms and checked.\n",
        command.target.display(),
        manifest.files.len(),
        bytes(manifest.bytes()),
        manifest.taken_at,
        manifest.took_ms
    ))?;
    // It is kept, since most of it is good; the caller must not take it for a whole one.
    anyhow::ensure!(manifest.is_whole(), "the backup is not whole: {}", manifest.missing.join("; "));
    Ok(())
}

pub fn restore(command: &Restore) -> Result<()> {
    let data = &command.data.data;
    let started = std::time::Instant::now();
    let bar = Bar::new("Restoring")?;
    let how = backup::Restore {
        replaces: command.replaces.as_deref(),
        as_new: command.as_new_installation,
        incomplete: command.incomplete,
    };
    let restored = backup::restore(&command.backup, data, how, &mut |progress| bar.show(&progress));
    bar.done();
    let restored = restored.context("nothing was restored")?;
    welcome::say(&format!(
        "{} holds the state of {:.0}: {} files with {}, checked, in {} ms.\n{} sessions were ended: everybody signs in \
         anew. Mails that were sent since then may be sent again, under the same Message-ID.\n",
        data.display(),
        restored.manifest.taken_at,
        restored.manifest.files.len(),
        bytes(restored.manifest.bytes()),
        started.elapsed().as_millis(),
        restored.ended_sessions
    ))?;
    match (command.replaces.is_some(), restored.erased_again) {
        (true, 0) => Ok(()),
        (true, count) => {
            welcome::say(&format!("{count} tenants were erased since then: the server erases them again.\n"))
        }
        (false, _) => welcome::say(
            "If tenants were erased since then, restore once more with --replaces and the old directory.\n",
        ),
    }
}

/// On a terminal only; it knows by itself.
struct Bar(ProgressBar);

impl Bar {
    fn new(verb: &'static str) -> Result<Self> {
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {bytes}/{total_bytes} {msg}");
        let bar = ProgressBar::new(0).with_prefix(verb);
        bar.set_style(style.context("the progress can't be shown")?);
        Ok(Self(bar))
    }

    fn show(&self, progress: &Progress<'_>) {
        self.0.set_length(progress.total.max(progress.done));
        self.0.set_position(progress.done);
        self.0.set_message(progress.file.to_owned());
    }

    fn done(&self) {
        self.0.finish_and_clear();
    }
}

pub fn bytes(count: u64) -> String {
    indicatif::DecimalBytes(count).to_string()
}

//! The directory itself: is it there, whose is it, who uses it, is there room,
//! and does the clock make sense.

use std::{fs::File, path::Path};

use jiff::Timestamp;
use uuid::Uuid;

use super::Report;
use crate::{directory, partition, sqlite::assert_version};

/// Less than this and commits will soon fail.
const LITTLE: u64 = 256 << 20;
/// The free share of the disk, in percent, below which an operator should look.
const LOW: u64 = 10;

/// False, if there is nothing to look at.
pub(super) fn examine(data: &Path, report: &mut Report) -> bool {
    let has_ours = std::fs::read_dir(data).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| partition::is_ours(&entry.file_name().to_string_lossy()))
    });
    if !has_ours {
        report.problem("directory", format!("{} is no data directory: it has no control.db", data.display()));
        return false;
    }
    report.fine("directory", format!("{} is a data directory", data.display()));
    permissions(data, report);
    lock(data, report);
    match assert_version() {
        Ok(()) => report.fine("sqlite", format!("the built-in SQLite is {}", rusqlite::version())),
        Err(why) => report.problem("sqlite", why),
    }
    room(data, report);
    if Timestamp::now().as_second() < BUILT {
        report.problem("clock", "the clock of this machine is years behind");
    }
    true
}

/// Returns the installation, if its files carry an id yet.
pub(super) fn owner(data: &Path, report: &mut Report) -> Option<Uuid> {
    match directory::installation(data) {
        Ok(Some(installation)) => {
            report.fine("directory", format!("it belongs to the installation {installation}"));
            Some(installation)
        }
        Ok(None) => {
            report.warn("directory", "its files carry no installation id yet; the next start of the server adds it");
            None
        }
        // The file is reported as such.
        Err(_) => None,
    }
}

/// The first of January 2026: no sound clock is behind this code.
const BUILT: i64 = 1_767_225_600;

#[cfg(unix)]
fn permissions(data: &Path, report: &mut Report) {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(data) {
        Ok(found) if found.permissions().mode() & 0o077 == 0 => {
            report.fine("permissions", "only its owner can look into the directory");
        }
        Ok(found) => report.warn(
            "permissions",
            format!(
                "others than its owner can look into the directory (mode {:o}); it holds password digests: chmod 700",
                found.permissions().mode() & 0o777
            ),
        ),
        Err(error) => report.problem("permissions", format!("can't be read: {error}")),
    }
}

#[cfg(not(unix))]
fn permissions(_: &Path, _: &mut Report) {}

/// Asks for the lock and gives it back at once.
fn lock(data: &Path, report: &mut Report) {
    let asked = File::options().write(true).open(data.join("lock")).map(|file| file.try_lock());
    match asked {
        Ok(Ok(())) => report.fine("lock", "no server uses the directory at the moment"),
        Ok(Err(std::fs::TryLockError::WouldBlock)) => report.fine("lock", "a server uses the directory at the moment"),
        Ok(Err(std::fs::TryLockError::Error(error))) => report.problem("lock", format!("can't be asked for: {error}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            report.fine("lock", "no server has used the directory yet");
        }
        Err(error) => report.problem("lock", format!("can't be opened: {error}")),
    }
}

#[cfg(unix)]
fn room(data: &Path, report: &mut Report) {
    match space(data) {
        Ok((free, all)) => {
            let (mib, percent) = (free >> 20, free.saturating_mul(100).checked_div(all).unwrap_or(0));
            let text = format!("{mib} MiB are free on its disk, {percent} %");
            if free < LITTLE {
                report.problem("disk", text);
            } else if percent < LOW {
                report.warn("disk", text);
            } else {
                report.fine("disk", text);
            }
        }
        Err(error) => report.problem("disk", format!("can't be asked for its free space: {error}")),
    }
}

#[cfg(not(unix))]
fn room(_: &Path, _: &mut Report) {}

/// Free bytes for us, and all bytes, of the disk that a path is on.
#[cfg(unix)]
pub fn space(path: &Path) -> std::io::Result<(u64, u64)> {
    let found = rustix::fs::statvfs(path)?;
    Ok((found.f_bavail.saturating_mul(found.f_frsize), found.f_blocks.saturating_mul(found.f_frsize)))
}

/// Not known here.
#[cfg(not(unix))]
pub fn space(_: &Path) -> std::io::Result<(u64, u64)> {
    Err(std::io::ErrorKind::Unsupported.into())
}

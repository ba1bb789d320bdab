//! How a data directory in use gets on, for the operators' page.

use std::{fs, io, path::Path};

use jiff::Timestamp;
use rusqlite::Connection;
use tenantry_core::domain::error::Cause;

use crate::{
    backend::Backend,
    outbox,
    partition::FileId,
    sqlite::{Fault, FileProblem, time},
};

/// The state of event delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// When the oldest was caused that not every consumer has seen.
    pub oldest: Option<Timestamp>,
    /// That a consumer gave up on.
    pub dead_letters: u64,
    /// Of these, the mails.
    pub dead_mails: u64,
}

impl Backend {
    /// Whether tenants and people can be written to and read from.
    pub async fn check_control(&self) -> Result<(), String> {
        self.probe(FileId::Control).await
    }

    /// The same of the data of the tenants in the pool.
    pub async fn check_pool(&self) -> Result<(), String> {
        self.probe(FileId::Pool).await
    }

    async fn probe(&self, place: FileId) -> Result<(), String> {
        let (file, writer) = self.partition.at(place).map_err(|fault| fault.to_string())?;
        let probe = |conn: &Connection| conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
        writer.run_unruled(file, probe).await.map_err(|fault| fault.to_string())
    }

    /// What is wrong with files that data should be in. Only the pool, the control data and the mailbox concern
    /// everybody; a silo's file keeps its own tenant waiting. Not for a thread that serves requests: a thousand
    /// files may have to be looked at.
    pub fn check_files(&self) -> Result<Vec<FileProblem>, Cause> {
        let (problems, recovered) = self.partition.check_files()?;
        for tenant in recovered {
            // What waited in it to be delivered goes on.
            self.notifier.notify(FileId::Silo(tenant));
        }
        Ok(problems)
    }

    /// Tenants that can't be served for the sake of their files.
    pub fn bad_files(&self) -> usize {
        self.partition.bad_files()
    }

    /// Bytes of the longest write-ahead log, and the name of its file.
    pub fn longest_log(&self) -> (u64, String) {
        self.partition.longest_log()
    }

    /// Looks only into the files that have something to deliver.
    pub fn waiting(&self) -> Result<Waiting, Cause> {
        let mut oldest = None;
        for place in self.notifier.places() {
            let (file, _) = self.partition.at(place)?;
            let first = file.read(outbox::oldest).map_err(Fault::from)?;
            oldest = [oldest, first].into_iter().flatten().min();
        }
        let (file, _) = self.partition.at(FileId::Control)?;
        let (dead_letters, dead_mails) = file.read(count_dead_letters).map_err(Fault::from)?;
        Ok(Waiting { oldest: oldest.map(time).transpose().map_err(Fault::from)?, dead_letters, dead_mails })
    }

    /// Of everything in the directory.
    pub fn bytes(&self) -> io::Result<u64> {
        bytes_in(&self.folder)
    }
}

fn count_dead_letters(conn: &Connection) -> rusqlite::Result<(u64, u64)> {
    conn.query_row("SELECT count(*), count(*) FILTER (WHERE consumer = 'mail') FROM dead_letters", [], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
    })
}

fn bytes_in(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        bytes += match path.symlink_metadata() {
            Ok(found) if found.is_dir() => bytes_in(&path)?,
            Ok(found) => found.len(),
            // A log of SQLite's can go at any moment.
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
    }
    Ok(bytes)
}

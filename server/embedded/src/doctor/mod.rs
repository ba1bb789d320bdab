//! What can be found wrong with a data directory by looking at it. Nothing is
//! written, so it can run beside the server.

mod control;
mod data;
mod files;
mod folder;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

pub use self::folder::space as disk_space;
use crate::{partition, sqlite::FileKind};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Fine,
    /// Worth knowing; nothing is broken.
    Warning,
    /// An operator must act.
    Problem,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub level: Level,
    pub area: &'static str,
    pub text: String,
}

#[derive(Default)]
pub(crate) struct Report(Vec<Finding>);

impl Report {
    fn fine(&mut self, area: &'static str, text: impl Into<String>) {
        self.add(Level::Fine, area, text);
    }

    fn warn(&mut self, area: &'static str, text: impl Into<String>) {
        self.add(Level::Warning, area, text);
    }

    fn problem(&mut self, area: &'static str, text: impl Into<String>) {
        self.add(Level::Problem, area, text);
    }

    fn add(&mut self, level: Level, area: &'static str, text: impl Into<String>) {
        self.0.push(Finding { level, area, text: text.into() });
    }

    /// Takes what was found, or reports that it could not be checked.
    fn take(&mut self, area: &'static str, found: rusqlite::Result<Vec<String>>, fine: &str) {
        match found {
            Ok(found) if found.is_empty() => self.fine(area, fine),
            Ok(found) => found.into_iter().for_each(|text| self.problem(area, text)),
            Err(error) => self.problem(area, format!("can't be read: {error}")),
        }
    }
}

/// Looks at everything, cheapest first.
pub fn examine(data: &Path) -> Vec<Finding> {
    let mut report = Report::default();
    let report = &mut report;
    if !folder::examine(data, report) {
        return std::mem::take(&mut report.0);
    }
    let owner = folder::owner(data, report);
    let control = files::examine(data, partition::CONTROL, FileKind::Control, owner, report);
    files::examine(data, partition::MAIL, FileKind::Mail, owner, report);
    if let Some(control) = &control {
        control::examine(control, report);
    }
    let mut names = vec![(partition::POOL.to_owned(), FileKind::Pool)];
    names.extend(control::silos(data, control.as_ref(), report));
    for (name, kind) in names {
        let file = files::examine(data, &name, kind, owner, report);
        if let (FileKind::Pool, Some(pool), Some(control)) = (kind, &file, &control) {
            control::clock(control, pool, report);
        }
        if let (Some(file), Some(control)) = (&file, &control) {
            data::examine(&name, file, control, report);
        }
    }
    std::mem::take(&mut report.0)
}

/// Reads in one state, whatever is written meanwhile.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(std::time::Duration::from_secs(30))?;
    conn.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    Ok(conn)
}

/// Rows of an id and what is said of it.
fn said_of(conn: &Connection, kind: &str, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let (id, text) = (uuid::Uuid::from_bytes(row.get(0)?), row.get::<_, String>(1)?);
        Ok(format!("{kind} {id}: {text}"))
    })?;
    rows.collect()
}

fn texts(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

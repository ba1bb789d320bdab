//! Whose data directory it is, decided before any file of it is used. Only the
//! first start makes files; that it began and that it is through is noted, so
//! that one that was cut short goes on, and a directory that lost its files is
//! never taken for a new one.

use std::{collections::BTreeSet, fs, io, path::Path};

use fail::fail_point;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::{Deserialize, Serialize};
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use crate::{
    partition::{self, CONTROL, MAIL, POOL},
    placed, private,
    sqlite::{FileFault, FileKind, FileProblem, Identity, OpenOptions, installation_of},
};

/// Which installation a directory belongs to.
pub(crate) const NOTE: &str = "installation.json";

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Note {
    installation: Uuid,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// The first start makes the files; nothing was acknowledged yet.
    Starting,
    /// Files of a release that gave them no id are given one.
    Adopting,
    /// Every file is there and carries the id.
    Settled,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum DirectoryError {
    #[error(transparent)]
    Folder(#[from] io::Error),
    #[error(transparent)]
    File(#[from] FileProblem),
}

type Result<T> = std::result::Result<T, DirectoryError>;

/// The files that every directory has, in the order in which they are made and
/// adopted: the one that names tenants comes last, so that it never leads to
/// what is not there yet.
const SHARED: [(&str, FileKind); 3] = [(MAIL, FileKind::Mail), (POOL, FileKind::Pool), (CONTROL, FileKind::Control)];

impl Note {
    fn read(folder: &Path) -> Result<Option<Self>> {
        let text = match fs::read(folder.join(NOTE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|error| io::Error::other(format!("{NOTE} can't be understood: {error}")).into())
    }

    fn write(self, folder: &Path) -> io::Result<()> {
        private::replace_file(&folder.join(NOTE), &serde_json::to_vec_pretty(&self)?)
    }
}

/// The installation that a directory belongs to; one that holds nothing becomes a
/// new one. To be called with the directory locked.
pub(crate) fn claim(folder: &Path) -> Result<Uuid> {
    let note = match Note::read(folder)? {
        Some(note) => note,
        None if !has_databases(folder)? => begin(folder, State::Starting)?,
        None => match said_by_control(folder)? {
            // The note was lost, not the files.
            Some(installation) => Note { installation, state: State::Adopting },
            None => begin(folder, State::Adopting)?,
        },
    };
    match note.state {
        State::Starting => make_files(folder, note.installation)?,
        State::Adopting => adopt_files(folder, note.installation)?,
        State::Settled => return Ok(note.installation),
    }
    settle(folder, note.installation)?;
    Ok(note.installation)
}

/// Notes that a directory has all of its files.
pub(crate) fn settle(folder: &Path, installation: Uuid) -> io::Result<()> {
    Note { installation, state: State::Settled }.write(folder)
}

/// Returns the installation that a directory belongs to; nothing, if no file of it was given an id yet.
pub(crate) fn installation(folder: &Path) -> Result<Option<Uuid>> {
    match Note::read(folder)? {
        Some(Note { installation, state: State::Settled }) => Ok(Some(installation)),
        _ => said_by_control(folder),
    }
}

fn said_by_control(folder: &Path) -> Result<Option<Uuid>> {
    let conn = open_control(folder)?;
    let found = installation_of(&conn).map_err(|error| damaged(CONTROL, &error))?;
    Ok(found)
}

/// Draws a new id at random.
pub(crate) fn new_installation() -> io::Result<Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn begin(folder: &Path, state: State) -> Result<Note> {
    let note = Note { installation: new_installation()?, state };
    note.write(folder)?;
    fail_point!("installation-noted");
    Ok(note)
}

/// Returns whether anything is there that a first start would have made.
fn has_databases(folder: &Path) -> io::Result<bool> {
    for folder in [folder.to_owned(), folder.join(partition::SILOS)] {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if name.contains(".db") && !name.contains(".db.new") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What an earlier try made stays.
fn make_files(folder: &Path, installation: Uuid) -> Result<()> {
    for (name, kind) in SHARED {
        let (path, identity) = (folder.join(name), Identity { installation, kind });
        if !path.exists() {
            OpenOptions::create(&path, &identity).map_err(|fault| problem(name, fault))?;
        }
        fail_point!("first-file-made");
    }
    Ok(())
}

/// A tenant's file that can't be adopted keeps only that tenant waiting.
fn adopt_files(folder: &Path, installation: Uuid) -> Result<()> {
    let control = open_control(folder)?;
    let silos = silos_to_adopt(folder, &control)?;
    check_pool(folder, &control)?;
    drop(control);
    for tenant in silos {
        let (name, kind) = (partition::silo_name(tenant), FileKind::Silo(tenant));
        let adopted = check_silo(folder, &name, tenant)
            .and_then(|()| OpenOptions::adopt(&folder.join(&name), &Identity { installation, kind }));
        if let Err(fault) = adopted {
            let problem = FileProblem { name, fault };
            tracing::error!(tenant_id = %tenant, "{problem}");
        }
        fail_point!("file-adopted");
    }
    for (name, kind) in SHARED {
        let identity = Identity { installation, kind };
        OpenOptions::adopt(&folder.join(name), &identity).map_err(|fault| problem(name, fault))?;
        fail_point!("file-adopted");
    }
    Ok(())
}

/// Returns the silos that control data names, and those files of its tenants that a move made or left.
fn silos_to_adopt(folder: &Path, control: &Connection) -> Result<BTreeSet<TenantId>> {
    let failed = |error: rusqlite::Error| damaged(CONTROL, &error);
    let mut silos: BTreeSet<TenantId> = placed::silos(control).map_err(failed)?.into_iter().collect();
    for tenant in partition::silo_files(&folder.join(partition::SILOS))? {
        if placed::is_known(control, tenant).map_err(failed)? {
            silos.insert(tenant);
        }
    }
    Ok(silos)
}

/// A pool that carries no id can be distinguished from another's only by the tenants in it.
fn check_pool(folder: &Path, control: &Connection) -> Result<()> {
    let pool = open(folder, POOL)?;
    let mut last: Vec<u8> = Vec::new();
    let mut next = || -> rusqlite::Result<bool> {
        let sql = "SELECT tenant_id FROM journal WHERE tenant_id > ?1 ORDER BY tenant_id LIMIT 1";
        let Some(tenant) = pool.query_row(sql, [&last], |row| row.get::<_, Vec<u8>>(0)).optional()? else {
            return Ok(false);
        };
        let id = Uuid::from_slice(&tenant).map_or(Uuid::nil(), |id| id);
        if !placed::is_known(control, TenantId(id))? {
            return Err(rusqlite::Error::QueryReturnedNoRows);
        }
        last = tenant;
        Ok(true)
    };
    loop {
        match next() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(rusqlite::Error::QueryReturnedNoRows) => {
                let what = "another installation: it holds a tenant that control.db does not know";
                return Err(problem(POOL, FileFault::OtherKind(what.to_owned())));
            }
            Err(error) => return Err(damaged(POOL, &error)),
        }
    }
}

fn check_silo(folder: &Path, name: &str, tenant: TenantId) -> std::result::Result<(), FileFault> {
    let failed = |error: rusqlite::Error| FileFault::Damaged(error.to_string());
    let conn = match open(folder, name) {
        Ok(conn) => conn,
        Err(DirectoryError::File(problem)) => return Err(problem.fault),
        Err(DirectoryError::Folder(error)) => return Err(FileFault::Damaged(error.to_string())),
    };
    let has_journal: bool = conn
        .query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'journal'", [], |row| row.get(0))
        .map_err(failed)?;
    if !has_journal {
        return Err(FileFault::Empty);
    }
    let others: Option<[u8; 16]> = conn
        .query_row(
            "SELECT tenant_id FROM journal WHERE tenant_id < ?1 OR tenant_id > ?1 LIMIT 1",
            [tenant.as_bytes()],
            |row| row.get(0),
        )
        .optional()
        .map_err(failed)?;
    match others {
        Some(other) => Err(FileFault::OtherKind(format!("the tenant {}", Uuid::from_bytes(other)))),
        None => Ok(()),
    }
}

/// The same for a file that carries no id: only whether it holds what it should.
pub(crate) fn check_unmarked(folder: &Path, name: &str, kind: FileKind) -> std::result::Result<(), FileProblem> {
    let problem = |fault| FileProblem { name: name.to_owned(), fault };
    let conn = match open(folder, name) {
        Ok(conn) => conn,
        Err(DirectoryError::File(problem)) => return Err(problem),
        Err(DirectoryError::Folder(error)) => return Err(problem(FileFault::Damaged(error.to_string()))),
    };
    let sql = "SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?1";
    match conn.query_row(sql, [kind.schema().oldest_table], |row| row.get(0)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(problem(FileFault::Empty)),
        Err(error) => Err(problem(FileFault::Damaged(error.to_string()))),
    }
}

fn open_control(folder: &Path) -> Result<Connection> {
    open(folder, CONTROL)
}

/// To be read; what is missing or holds nothing is a problem.
fn open(folder: &Path, name: &str) -> Result<Connection> {
    let path = folder.join(name);
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(problem(name, FileFault::Missing)),
        Ok(found) if found.len() == 0 => return Err(problem(name, FileFault::Empty)),
        Err(error) => return Err(error.into()),
        Ok(_) => {}
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(&path, flags).map_err(|error| damaged(name, &error))
}

fn problem(name: &str, fault: FileFault) -> DirectoryError {
    FileProblem { name: name.to_owned(), fault }.into()
}

fn damaged(name: &str, error: &rusqlite::Error) -> DirectoryError {
    problem(name, FileFault::Damaged(error.to_string()))
}

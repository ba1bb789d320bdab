//! Whose file it is. Each database carries the installation's id, its kind and,
//! in a silo, the tenant, so that one that is another's, or that was made empty
//! in the place of a lost one, is never taken for ours.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use super::migrate::{self, Schema};

/// "TNTY", for `file` and for whatever else meets it.
const APPLICATION_ID: i32 = 0x544e_5459;

/// The kind of a file in a data directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    /// Tenants, people, credentials.
    Control,
    /// The data of all tenants that have no file of their own.
    Pool,
    /// The data of one tenant.
    Silo(TenantId),
    /// Mails that were kept instead of sent.
    Mail,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    pub installation: Uuid,
    pub kind: FileKind,
}

/// The reason why a file can't be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FileFault {
    #[error("it is missing")]
    Missing,
    #[error("it is empty")]
    Empty,
    /// Cut short, overwritten, or no database at all.
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("it belongs to another installation ({0})")]
    OtherInstallation(Uuid),
    #[error("it is the file of {0}")]
    OtherKind(String),
    /// As files of releases were that gave them no id.
    #[error("it carries no installation id")]
    Unmarked,
    #[error("it was replaced or removed while it was in use")]
    Replaced,
    #[error("{0}")]
    Schema(String),
}

/// A file with what is wrong with it; the text says what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name} can't be used: {fault}. {}", self.remedy())]
pub struct FileProblem {
    /// Within the data directory.
    pub name: String,
    pub fault: FileFault,
}

impl FileProblem {
    fn remedy(&self) -> &'static str {
        match self.fault {
            FileFault::Schema(_) => "Nothing was changed in it.",
            FileFault::Unmarked => {
                "If it comes from a backup of an older release, restore that backup as a whole with `tenantry restore`."
            }
            FileFault::Replaced => "If that was meant, it is used again in moments; pool and control need a restart.",
            _ => {
                "Nothing is made in its place. Put the file back, or copy it from the newest backup, or restore the \
                 backup as a whole with `tenantry restore`."
            }
        }
    }
}

impl FileKind {
    const fn name(self) -> &'static str {
        match self {
            FileKind::Control => "control",
            FileKind::Pool => "pool",
            FileKind::Silo(_) => "silo",
            FileKind::Mail => "mail",
        }
    }

    fn owner(self) -> Option<[u8; 16]> {
        match self {
            FileKind::Silo(tenant) => Some(*tenant.as_bytes()),
            FileKind::Control | FileKind::Pool | FileKind::Mail => None,
        }
    }

    pub(crate) fn schema(self) -> &'static Schema {
        match self {
            FileKind::Control => &migrate::CONTROL,
            FileKind::Pool | FileKind::Silo(_) => &migrate::DATA,
            FileKind::Mail => &migrate::MAIL,
        }
    }
}

struct Found {
    installation: Uuid,
    kind: String,
    owner: Option<[u8; 16]>,
}

/// Reads whose file it is; `None` if it names no installation.
fn found(conn: &Connection) -> rusqlite::Result<Option<Found>> {
    let has_table: bool =
        conn.query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'installation'", [], |row| row.get(0))?;
    if !has_table {
        return Ok(None);
    }
    conn.query_row("SELECT id, kind, owner FROM installation", [], |row| {
        Ok(Found { installation: Uuid::from_bytes(row.get(0)?), kind: row.get(1)?, owner: row.get(2)? })
    })
    .optional()
}

/// The installation that a file belongs to, if it says so.
pub(crate) fn installation_of(conn: &Connection) -> rusqlite::Result<Option<Uuid>> {
    Ok(found(conn)?.map(|found| found.installation))
}

impl Identity {
    /// Whether a file is the one that is wanted, and of a schema that is known.
    pub fn check(&self, conn: &Connection) -> Result<(), FileFault> {
        let tables: i64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(|error| FileFault::Damaged(error.to_string()))?;
        if tables == 0 {
            return Err(FileFault::Empty);
        }
        let found = found(conn).map_err(|error| FileFault::Damaged(error.to_string()))?;
        let Some(found) = found else { return Err(FileFault::Unmarked) };
        if found.installation != self.installation {
            return Err(FileFault::OtherInstallation(found.installation));
        }
        if found.kind != self.kind.name() || found.owner != self.kind.owner() {
            let owner = found.owner.map(|owner| format!(" of the tenant {}", Uuid::from_bytes(owner)));
            return Err(FileFault::OtherKind(format!("{}{}", found.kind, owner.unwrap_or_default())));
        }
        self.kind.schema().check(conn).map_err(|error| FileFault::Schema(error.to_string()))
    }

    /// Brings a file to the present schema and writes in it whose it is. One that
    /// says so already must say the same.
    pub fn write(&self, conn: &mut Connection) -> Result<(), FileFault> {
        let schema = self.kind.schema();
        schema.migrate(conn).map_err(|error| FileFault::Schema(error.to_string()))?;
        let failed = |error: rusqlite::Error| FileFault::Damaged(error.to_string());
        if found(conn).map_err(failed)?.is_some() {
            return self.check(conn);
        }
        let mut mark = || -> rusqlite::Result<()> {
            let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "INSERT INTO installation (one, id, kind, owner, tenantry) VALUES (1, ?1, ?2, ?3, ?4)",
                params![self.installation.as_bytes(), self.kind.name(), self.kind.owner(), env!("CARGO_PKG_VERSION")],
            )?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.commit()
        };
        mark().map_err(failed)
    }

    /// Gives a file to another installation, as a copy of it.
    pub fn rewrite(&self, conn: &Connection) -> rusqlite::Result<()> {
        conn.execute("UPDATE installation SET id = ?1", [self.installation.as_bytes()]).map(drop)
    }
}

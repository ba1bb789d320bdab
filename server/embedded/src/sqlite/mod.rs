//! SQLite as this deployment uses it: one writer thread per group of files that
//! commits in groups, and read connections beside it.

mod batch;
mod checkpoint;
mod connect;
mod file;
pub(crate) mod id_leads;
mod identity;
pub(crate) mod migrate;
mod refold;
pub(crate) mod shrink;
mod stale_log;
mod writer;

pub(crate) use batch::BatchSize;
pub(crate) use connect::{LOG_LIMIT, OpenOptions, assert_version, beside};
pub(crate) use file::{DataFile, Stamp};
pub use identity::{FileFault, FileKind, FileProblem};
pub(crate) use identity::{Identity, installation_of};
pub(crate) use writer::{Committed, Fault, Refusal, Writer};

use jiff::Timestamp;
use uuid::Uuid;

/// Times are kept as milliseconds since the epoch.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// Returns the smallest UUIDv7 of a moment.
pub(crate) fn first_id(at: Timestamp) -> [u8; 16] {
    first_id_of(millis(at))
}

pub(crate) fn first_id_of(millis: i64) -> [u8; 16] {
    let mut id = [0u8; 16];
    id[..6].copy_from_slice(&millis.max(0).to_be_bytes()[2..]);
    id
}

pub(crate) fn time(millis: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| unreadable(Box::new(error)))
}

pub(crate) fn uuid(bytes: [u8; 16]) -> Uuid {
    Uuid::from_bytes(bytes)
}

/// Makes the error for a value in the file that this version can't read.
pub(crate) fn unreadable(cause: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, cause)
}

pub(crate) fn to_json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(Box::new(error)))
}

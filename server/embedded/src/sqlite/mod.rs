//! SQLite as this home uses it: one writer thread per group of files that
//! commits in groups, and read connections beside it.

mod checkpoint;
mod connect;
mod file;
mod identity;
pub(crate) mod migrate;
mod refold;
mod stale_log;
mod writer;

pub(crate) use connect::{LOG_LIMIT, OpenOptions, assert_version, beside};
pub(crate) use file::{DataFile, Stamp};
pub use identity::{FileFault, FileKind, FileProblem};
pub(crate) use identity::{Identity, installation_of};
pub(crate) use writer::{Fault, Refusal, Writer};

use jiff::Timestamp;
use uuid::Uuid;

/// Times are kept as milliseconds since the epoch.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(crate) fn time(millis: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| unreadable(Box::new(error)))
}

pub(crate) fn uuid(bytes: [u8; 16]) -> Uuid {
    Uuid::from_bytes(bytes)
}

/// A value in the file that this version can't read.
pub(crate) fn unreadable(cause: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, cause)
}

pub(crate) fn to_json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(Box::new(error)))
}

//! What the operators are told of the installation itself.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{mailbox::Cause, traffic::LastHour};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Ok,
    /// It works, and somebody should look.
    Degraded,
    /// It does not work.
    Failing,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Ok, Level::Degraded, Level::Failing];

    pub const fn name(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Degraded => "degraded",
            Level::Failing => "failing",
        }
    }
}

/// One part of the installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Health {
    pub name: &'static str,
    pub level: Level,
    pub detail: Option<String>,
}

impl Health {
    pub fn ok(name: &'static str, detail: Option<String>) -> Self {
        Self { name, level: Level::Ok, detail }
    }

    pub fn degraded(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, level: Level::Degraded, detail: Some(detail.into()) }
    }

    pub fn failing(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, level: Level::Failing, detail: Some(detail.into()) }
    }
}

/// How events get on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventsState {
    pub oldest_waiting_at: Option<Timestamp>,
    pub dead_letters: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StorageState {
    pub bytes: u64,
    /// Nothing where there is no end to it.
    pub free_bytes: Option<u64>,
}

/// A home that can tell how it is.
#[async_trait]
pub trait System: Send + Sync + 'static {
    fn home(&self) -> &'static str;

    /// Nothing where there is no one process that started.
    fn started_at(&self) -> Option<Timestamp>;

    /// Parts that do not work are told as such: this does not fail.
    async fn health(&self) -> Vec<Health>;

    async fn events(&self) -> Result<EventsState, Cause>;

    async fn storage(&self) -> Result<StorageState, Cause>;

    /// What all processes have seen; nothing where the one that answers has seen everything.
    async fn last_hour(&self, now: Timestamp) -> Result<Option<LastHour>, Cause>;
}

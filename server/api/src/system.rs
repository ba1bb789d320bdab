//! The state of the installation itself, for operators.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{mailbox::Cause, traffic::LastHour};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Ok,
    /// It works, but an operator should look.
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

/// The health of a part of the installation.
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

/// The state of event delivery.
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

/// A deployment that reports its own state.
#[async_trait]
pub trait System: Send + Sync + 'static {
    fn deployment_target(&self) -> &'static str;

    /// Returns when the process started; `None` on AWS, where there are many processes.
    fn started_at(&self) -> Option<Timestamp>;

    /// Parts that do not work are reported as such: this does not fail.
    async fn health(&self) -> Vec<Health>;

    async fn events(&self) -> Result<EventsState, Cause>;

    async fn storage(&self) -> Result<StorageState, Cause>;

    /// Returns what all processes have counted in the hour before `now`; `None` where the one that answers has counted
    /// it all.
    async fn last_hour(&self, now: Timestamp) -> Result<Option<LastHour>, Cause>;
}

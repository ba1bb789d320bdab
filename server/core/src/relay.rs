//! What the operator sees of the way from events to consumers.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{
    event::Event,
    ids::EventId,
    page::{Position, Slice},
    store::Read,
};

/// An event that a consumer gave up on.
#[derive(Clone, PartialEq, Debug)]
pub struct DeadLetter {
    pub event: Event,
    pub consumer: String,
    pub attempts: u32,
    /// The error of the last try, for the operator's eyes.
    pub error: String,
    pub at: Timestamp,
}

/// What a redrive of many dead letters has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Redriven {
    pub count: u64,
    /// Whether letters of the consumer are left, which the next call takes.
    pub more: bool,
}

/// Dead letters that one call redrives at most.
pub const MAX_REDRIVEN: usize = 10_000;

#[async_trait]
pub trait Relay: Send + Sync + 'static {
    /// Newest first.
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>>;

    /// Hands the event to the consumer once more; false if it is not there. The letter leaves the list, and comes back
    /// if the consumer gives up again.
    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool>;

    /// The same for all dead letters of a consumer that are there now, up to `limit`. Each is taken from the list and
    /// handed out once, whoever else calls this meanwhile.
    async fn redrive_all(&self, consumer: &str, limit: usize) -> Read<Redriven>;
}

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

#[async_trait]
pub trait Relay: Send + Sync + 'static {
    /// Newest first.
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>>;

    /// Hands the event to the consumer once more; false if it is not there.
    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool>;
}

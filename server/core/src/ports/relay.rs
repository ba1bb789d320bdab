//! The port to the delivery of events: dead letters and their redrive.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{
    domain::{
        event::Event,
        ids::EventId,
        page::{Position, Slice},
    },
    ports::store::Read,
};

/// An event that a consumer failed to handle for good.
#[derive(Clone, PartialEq, Debug)]
pub struct DeadLetter {
    /// The event.
    pub event: Event,
    /// The name of the consumer.
    pub consumer: String,
    /// How often handling it failed, whether the failure counted or passed
    /// ([`Failures::attempts`](crate::policy::delivery::Failures::attempts)).
    pub attempts: u32,
    /// The error of the last attempt, for operators only.
    pub error: String,
    /// When the consumer gave up.
    pub at: Timestamp,
}

/// The outcome of redriving many dead letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Redriven {
    /// The number of redriven dead letters.
    pub count: u64,
    /// Whether the consumer has more, which the next call takes.
    pub more: bool,
}

/// The largest number of dead letters that one call redrives.
pub const MAX_REDRIVEN: usize = 10_000;

/// The dead-letter list. It is control data of the installation: no tenant key is needed, and only operators read it. A
/// letter stays until it is redriven or its tenant is erased.
#[async_trait]
pub trait Relay: Send + Sync + 'static {
    /// Lists dead letters by their events, newest first. One of a moment ago may be missing where the list is not in one
    /// process.
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>>;

    /// Delivers the event to the consumer once more; returns false if there is no such dead letter. It is enqueued before it
    /// is taken from the list, or both at once: none is lost, and after an interruption, or by concurrent calls, one may be
    /// delivered twice, as any event may. It returns to the list if the consumer gives up again.
    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool>;

    /// Redrives all present dead letters of a consumer, up to `limit`, each as [`Relay::redrive`] does. Those that come back
    /// meanwhile are left for the next call. After an error some were redriven.
    async fn redrive_all(&self, consumer: &str, limit: usize) -> Read<Redriven>;
}

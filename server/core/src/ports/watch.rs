//! The thresholds that a counter is compared with, and the events that reaching them publishes.

use crate::{domain::event::Event, ports::commit::Counter};

/// A number of a counter whose reaching publishes an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Threshold {
    /// The percentage of the limit; the store keeps the highest one notified of.
    pub percent: u8,
    /// The number from which on the threshold is reached, inclusive.
    pub at: u64,
    /// Published when the counter reaches the number.
    pub event: Event,
}

/// A counter and its thresholds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watch {
    /// The counter.
    pub counter: Counter,
    /// Its thresholds, by ascending number.
    pub thresholds: Vec<Threshold>,
}

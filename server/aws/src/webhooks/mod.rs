//! Sends webhooks: each delivery that waits for its try is a message in a queue of its own (ADR 108).
//!
//! A message is taken out of the queue when its delivery is over, or when another message for it is in the queue. So a
//! container that ends in the middle, or a table that can't be reached for up to three days, delays a try and loses none.

mod schedule;
mod tries;

pub use self::{
    schedule::SqsSchedule,
    tries::{WebhookTries, sender},
};

/// The queue of tries, by its name without the prefix of the installation.
pub const QUEUE: &str = "webhook-tries";

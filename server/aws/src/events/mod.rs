//! The way of an event: outbox -> stream -> relay -> topic -> queue -> consumer.
//! At least once and in no promised order; consumers keep what they have seen.

mod dead_letters;
mod envelope;
mod mailer;
mod queue;
mod relay;
mod sweeper;

pub use dead_letters::DynamoRelay;
pub use envelope::Envelope;
pub use mailer::SesMailer;
pub use queue::QueueConsumer;
pub use relay::{Outboxes, Publisher, StreamRelay, Topics};
pub use sweeper::Sweeper;

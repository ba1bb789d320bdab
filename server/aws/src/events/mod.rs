//! The way of an event: outbox -> stream -> relay -> topic -> queue -> consumer.
//! At least once and in no promised order; consumers keep what they have seen.

mod batch;
mod dead_letters;
mod envelope;
mod mailer;
mod queue;
mod queues;
mod relay;
mod sweeper;

pub(crate) use batch::{Batch, Message};
pub use dead_letters::DynamoRelay;
pub use envelope::Envelope;
pub use mailer::SesMailer;
pub use queue::QueueConsumer;
pub use queues::Queues;
pub use relay::{Outboxes, Publisher, StreamRelay, Topics};
pub use sweeper::Sweeper;

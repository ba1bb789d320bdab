//! Sends events as webhooks by the specification of Standard Webhooks (<https://www.standardwebhooks.com>): signatures,
//! the schedule of tries, and requests that reach public addresses only (ADR 103).
//!
//! Nothing here is stored and nothing is decided about endpoints: a backend brings a URL, secrets and a body, and keeps what
//! became of it. So it knows neither the stores nor the rest of Tenantry. Without the feature `send` it does no I/O: that
//! is what the rules in core use of it.

#![warn(missing_docs)]

#[cfg(feature = "send")]
mod answer;
#[cfg(feature = "send")]
mod dispatcher;
#[cfg(feature = "send")]
mod lanes;
mod network;
#[cfg(feature = "send")]
mod resolver;
mod schedule;
mod secret;
#[cfg(feature = "send")]
mod sender;
mod target;

#[cfg(feature = "send")]
pub use self::{
    answer::{Answer, KEPT_BYTES, Outcome, Verdict},
    dispatcher::{Delivery, Dispatcher, Held, Queue, QueueError, Surroundings, next},
    lanes::{Lane, Lanes},
    resolver::{Resolver, SystemResolver},
    sender::{Failure, Message, Sender, Settings, roots_of, system_roots},
};
pub use self::{
    network::{Network, is_public},
    schedule::{DISABLED_AFTER, Health, LAST_TRY_WITHIN, Next, TRIES, pause},
    secret::{BadSecret, Secret, signatures},
    target::{BadTarget, Reach, Target},
};

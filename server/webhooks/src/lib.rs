//! Sends events as webhooks by the specification of Standard Webhooks (<https://www.standardwebhooks.com>): signatures,
//! the schedule of tries, and requests that reach public addresses only (ADR 103).
//!
//! Nothing here is stored and nothing is decided about endpoints: a backend brings a URL, secrets and a body, and keeps what
//! became of it. So it knows neither the stores nor the rest of Tenantry.

#![warn(missing_docs)]

mod answer;
mod dispatcher;
mod lanes;
mod network;
mod resolver;
mod schedule;
mod secret;
mod sender;
mod target;

pub use self::{
    answer::{Answer, KEPT_BYTES, Outcome, Verdict},
    dispatcher::{Delivery, Dispatcher, Held, Next, Queue, QueueError, Surroundings, next},
    lanes::{Lane, Lanes},
    network::{Network, is_public},
    resolver::{Resolver, SystemResolver},
    schedule::{DISABLED_AFTER, Health, LAST_TRY_WITHIN, TRIES, pause},
    secret::{BadSecret, Secret, signatures},
    sender::{Failure, Message, Sender, Settings, system_roots},
    target::{BadTarget, Reach, Target},
};

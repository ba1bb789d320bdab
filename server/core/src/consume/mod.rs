//! Consumers of events, written once for both homes. An event reaches each of
//! them at least once and in no promised order, so store effects carry their
//! own deduplication and add up in any order.

pub mod breaker;
pub mod delivery;
mod insights;
mod inventory;
mod mail;
mod near;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;

use crate::{
    event::{Event, EventKind},
    handle::Worker,
    mail::{MailError, Mailer},
    store::StoreError,
};

#[derive(Debug, thiserror::Error)]
pub enum ConsumeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mail(#[from] MailError),
    /// No failure: the event is to be handed out again after this time.
    #[error("it is to be delivered later")]
    NotYet(SignedDuration),
    /// A part of the work is done and need not be repeated.
    #[error("not all of it is done")]
    Unfinished { done: Vec<String>, source: Box<ConsumeError> },
}

impl ConsumeError {
    /// Whether the failure says nothing about the event: the same delivery may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            ConsumeError::Store(error) => !error.is_damaged(),
            ConsumeError::Mail(error) => error.is_passing(),
            ConsumeError::NotYet(_) => true,
            ConsumeError::Unfinished { source, .. } => source.is_passing(),
        }
    }

    /// The parts of the work that are done.
    pub fn done(&self) -> &[String] {
        match self {
            ConsumeError::Unfinished { done, .. } => done,
            _ => &[],
        }
    }
}

#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Stable: what was consumed is remembered under it.
    fn name(&self) -> &'static str;

    /// Whether events of this kind can have an effect; others are not handed out. It must be true of a kind whose
    /// handling depends on more than the kind.
    fn wants(&self, kind: &EventKind) -> bool {
        let _ = kind;
        true
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError>;

    /// Handles an event of which parts are `done`, as an earlier try reported by [`ConsumeError::Unfinished`].
    async fn resume(&self, event: &Event, done: &[String]) -> Result<(), ConsumeError> {
        let _ = done;
        self.handle(event).await
    }
}

/// The names of all consumers of an installation.
pub const NAMES: [&str; 4] = ["inventory", "insights", "limits", "mail"];

/// All consumers of an installation.
pub fn all(worker: &Worker, mailer: Arc<dyn Mailer>) -> Vec<Arc<dyn Consumer>> {
    vec![
        Arc::new(inventory::Inventory { worker: worker.clone() }),
        Arc::new(insights::Insights { worker: worker.clone() }),
        Arc::new(near::NearLimits { worker: worker.clone() }),
        Arc::new(mail::Mails { worker: worker.clone(), mailer }),
    ]
}

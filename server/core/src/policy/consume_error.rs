//! Why a consumer did not handle an event, and whether the event is to blame.

use jiff::SignedDuration;

use crate::ports::{mail::MailError, store::StoreError};

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
    /// Returns whether the failure says nothing about the event: the same delivery may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            ConsumeError::Store(error) => !error.is_damaged(),
            ConsumeError::Mail(error) => error.is_passing(),
            ConsumeError::NotYet(_) => true,
            ConsumeError::Unfinished { source, .. } => source.is_passing(),
        }
    }

    /// Returns the parts of the work that are done.
    pub fn done(&self) -> &[String] {
        match self {
            ConsumeError::Unfinished { done, .. } => done,
            _ => &[],
        }
    }
}

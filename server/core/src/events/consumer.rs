//! What a consumer of events is.

use async_trait::async_trait;

use crate::{
    domain::event::{Event, EventKind},
    policy::consume_error::ConsumeError,
};

#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Stable: what was consumed is remembered under it.
    fn name(&self) -> &'static str;

    /// Returns whether events of this kind can have an effect; others are not handed out. It must be true of a kind whose
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

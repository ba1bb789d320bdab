//! Puts events into the deliveries of the endpoints that chose them.

use async_trait::async_trait;

use super::consumer::Consumer;
use crate::{
    domain::event::{Event, EventKind},
    policy::consume_error::ConsumeError,
    usecases::Worker,
};

pub(super) struct Webhooks {
    pub worker: Worker,
}

#[async_trait]
impl Consumer for Webhooks {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    /// No endpoint is older than its company, whose silo may not be made yet when it is registered.
    fn wants(&self, kind: &EventKind) -> bool {
        !matches!(kind, EventKind::TenantRegistered) && self.worker.inner.event_types.named(kind.name()).is_some()
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        Ok(self.worker.queue_webhooks(event).await?)
    }
}

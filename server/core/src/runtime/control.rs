//! Changes of control data on behalf of an actor.

use super::{committed::Committed, inner::Inner};
use crate::{
    domain::{
        error::Result,
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::TenantId,
        journal::{Actor, Change, Entry},
    },
    ports::commit::{CommitError, ControlCommit, ControlWrite},
};

/// Commits control data on behalf of an actor.
pub(crate) struct Control<'a> {
    pub inner: &'a Inner,
    actor: Actor,
    request_id: Option<&'a str>,
}

impl Inner {
    pub fn control<'a>(&'a self, actor: Actor, request_id: Option<&'a str>) -> Control<'a> {
        Control { inner: self, actor, request_id }
    }
}

impl Control<'_> {
    #[expect(clippy::too_many_arguments, reason = "each is one part of the journal entry")]
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn commit(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        event: EventKind,
        reason: Option<String>,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        self.commit_with(tenant, writes, vec![event], reason, changes, attempt, answer).await
    }

    /// Commits; the first event names the journal entry.
    #[expect(clippy::too_many_arguments, reason = "each is one part of the journal entry")]
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn commit_with(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        events: Vec<EventKind>,
        reason: Option<String>,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        let Some(entry) = self.entry(tenant, events, reason, changes) else {
            return Ok(Committed::Done(Outcome::fresh(answer)));
        };
        let idempotency = attempt.record(&answer, entry.at);
        Committed::of(self.inner.control.commit(ControlCommit { writes, entry, idempotency }).await, attempt, answer)
    }

    /// For operations that give or take a credential: never replayed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn record(
        &self,
        tenant: Option<TenantId>,
        writes: Vec<ControlWrite>,
        events: Vec<EventKind>,
    ) -> Result<(), CommitError> {
        match self.entry(tenant, events, None, Vec::new()) {
            Some(entry) => self.inner.control.commit(ControlCommit { writes, entry, idempotency: None }).await,
            None => Ok(()),
        }
    }

    /// Returns the entry that the first event names; nothing without an event.
    fn entry(
        &self,
        tenant: Option<TenantId>,
        events: Vec<EventKind>,
        reason: Option<String>,
        changes: Vec<Change>,
    ) -> Option<Entry> {
        let mut events = events.into_iter();
        let mut entry = self.inner.entry(tenant, self.actor, self.request_id, events.next()?, changes);
        entry.reason = reason;
        entry.events.extend(events.map(|event| self.inner.event(tenant, entry.at, event)));
        Some(entry)
    }
}

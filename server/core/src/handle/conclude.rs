//! What is done to many things is many commits: each thing moves by itself or
//! says why not. The last commit says what became of the whole, for the audit
//! log, and keeps the answer under the caller's key; so are noted, too, single
//! changes that cause no event.

use uuid::Uuid;

use super::Tenant;
use crate::{
    app::unexpected,
    commit::{Commit, CommitError},
    error::Result,
    idempotency::{Answer, Attempt, Outcome},
    journal::{Change, Entry},
};

/// So many commits are on their way at once; they share their syncs.
pub(super) const AT_ONCE: usize = 16;

impl Tenant {
    /// The answer that an earlier try of the whole got.
    pub(super) async fn kept(&self, attempt: &Attempt) -> Result<Option<Result<Outcome>>> {
        let Some(key) = attempt.key() else { return Ok(None) };
        let basis = self.inner.store.basis(&self.key, &[], Some(key), self.inner.now()).await?;
        Ok(basis.kept.map(|kept| attempt.replay(kept)))
    }

    /// Whether this very request, sent without a key, made the present version.
    pub(super) async fn made_by(&self, attempt: &Attempt, version: u64) -> Result<bool> {
        let Some(key) = attempt.repeat() else { return Ok(false) };
        let basis = self.inner.store.basis(&self.key, &[], Some(key), self.inner.now()).await?;
        Ok(basis.kept.is_some_and(|kept| attempt.made(&kept, version)))
    }

    /// `said` is what the audit log tells of the whole; without anything, and
    /// without a key, there is nothing to keep.
    pub(super) async fn conclude(
        &self,
        action: &'static str,
        said: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Outcome> {
        if said.is_empty() && attempt.key().is_none() {
            return Ok(Outcome::fresh(answer));
        }
        let entry = self.note(action, None, said);
        let idempotency = attempt.record(&answer, entry.at);
        match self.inner.store.commit(&self.key, Commit { writes: Vec::new(), entry, idempotency }).await {
            Ok(()) => Ok(Outcome::fresh(answer)),
            Err(CommitError::Replay(kept)) if attempt.key().is_some() => attempt.replay(*kept),
            Err(refused) => Err(unexpected(refused)),
        }
    }

    /// An entry for what causes no event.
    pub(super) fn note(&self, action: &'static str, subject: Option<Uuid>, changes: Vec<Change>) -> Entry {
        let at = self.inner.now();
        Entry {
            id: self.inner.id(at),
            tenant: Some(self.id()),
            actor: self.actor(),
            at,
            action: action.to_owned(),
            subject,
            reason: None,
            changes,
            request_id: self.request_id.as_deref().map(str::to_owned),
            events: Vec::new(),
        }
    }
}

/// How many, as the audit log says it.
pub(super) fn said(counts: &[(&str, u64)]) -> Vec<Change> {
    let some = counts.iter().filter(|(_, count)| *count > 0);
    some.map(|(what, count)| Change { field: (*what).to_owned(), from: None, to: Some(count.to_string()) }).collect()
}

/// Of one part of a whole nobody asks for the answer.
pub(super) fn nothing() -> Answer {
    Answer { status: 204, etag: None, location: None, body: String::new() }
}

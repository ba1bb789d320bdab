//! What is done to many things is many commits: each thing moves by itself or
//! says why not. The last commit says what became of the whole, for the audit
//! log, and keeps the answer under the caller's key; so are noted, too, single
//! changes that cause no event.

use uuid::Uuid;

use crate::{
    domain::{
        error::Result,
        idempotency::{Answer, Attempt, Outcome},
        journal::{Change, Entry},
    },
    policy::refusals::unexpected,
    ports::commit::Commit,
    runtime::committed::Committed,
    usecases::handle::Tenant,
};

/// So many commits are on their way at once; they share their syncs.
pub(in crate::usecases) const AT_ONCE: usize = 16;

impl Tenant {
    /// The answer that an earlier try of the whole got.
    pub(in crate::usecases) async fn kept(&self, attempt: &Attempt) -> Result<Option<Outcome>> {
        let Some(key) = attempt.key() else { return Ok(None) };
        let read_set = self.inner.store.read_set(&self.key, &[], Some(key), self.inner.now()).await?;
        read_set.kept.map(|kept| attempt.replay(kept)).transpose()
    }

    /// Whether this very request, sent without a key, made the present version.
    pub(in crate::usecases) async fn made_by(&self, attempt: &Attempt, version: u64) -> Result<bool> {
        let Some(key) = attempt.repeat() else { return Ok(false) };
        let read_set = self.inner.store.read_set(&self.key, &[], Some(key), self.inner.now()).await?;
        Ok(read_set.kept.is_some_and(|kept| attempt.made(&kept, version)))
    }

    /// `said` is what the audit log records of the whole; without anything, and
    /// without a key, there is nothing to keep.
    pub(in crate::usecases) async fn conclude(
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
        let commit = Commit { writes: Vec::new(), entry, idempotency };
        self.commit_once(commit, attempt, answer).await?.finish(unexpected)
    }

    /// Commits; the outcome of an earlier try of the same request stands for this one.
    pub(in crate::usecases) async fn commit_once(
        &self,
        commit: Commit,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        Committed::of(self.inner.store.commit(&self.key, commit).await, attempt, answer)
    }

    /// An entry for what causes no event.
    pub(in crate::usecases) fn note(&self, action: &'static str, subject: Option<Uuid>, changes: Vec<Change>) -> Entry {
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
pub(in crate::usecases) fn said(counts: &[(&str, u64)]) -> Vec<Change> {
    let some = counts.iter().filter(|(_, count)| *count > 0);
    some.map(|(what, count)| Change { field: (*what).to_owned(), from: None, to: Some(count.to_string()) }).collect()
}

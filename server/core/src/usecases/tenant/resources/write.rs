//! Changes of records: each is one commit of the record, its keys, names and counters, the journal entry with its events,
//! and the kept answer.

use serde_json::Value;

use super::{Resources, transition::Transition};
use crate::{
    domain::{
        error::{Conflicting, Error, Result},
        idempotency::{Answer, Attempt, Outcome},
        ids::ResourceId,
        precondition::Precondition,
        resource::{Name, Record, Refusal, Resource},
    },
    policy::refusals::unexpected,
    ports::commit::{Commit, CommitError, UniqueName},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
};

impl<K: Resource> Resources<'_, K> {
    /// Creates a record of a judged value.
    pub async fn create(
        &self,
        value: K,
        attempt: &Attempt,
        answer: impl Fn(&Record<K>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.create_with(value, K::Secret::default(), attempt, answer).await
    }

    /// Creates a record with what is kept beside its value.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_with(
        &self,
        value: K,
        secret: K::Secret,
        attempt: &Attempt,
        answer: impl Fn(&Record<K>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let tenant = self.tenant;
        self.may_write()?;
        K::allow(None, Some(&value), self.principal())?;
        let now = tenant.inner.now();
        let record = Record { id: tenant.inner.id(now), version: 1, created_at: now, updated_at: now, value, secret };
        let answer = answer(&record);
        let create =
            |_| async { self.commit(Transition { before: None, after: Some(&record) }, attempt, &answer).await };
        tenant.inner.retry_on_conflict(WaitsFor::Nobody, create).await
    }

    /// Changes the value of a record that the caller saw. `revise` gets the record as it is and returns what
    /// [`Resources::judge`] made of the change. A change that changes nothing makes no version.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update(
        &self,
        id: ResourceId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Record<K>) -> Result<K> + Send + Sync,
        answer: impl Fn(&Record<K>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let revise = |record: &Record<K>| Ok::<_, Error>((revise(record)?, record.secret.clone()));
        self.update_with(id, precondition, attempt, revise, answer).await
    }

    /// Changes a record and what is kept beside its value.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_with(
        &self,
        id: ResourceId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Record<K>) -> Result<(K, K::Secret)> + Send + Sync,
        answer: impl Fn(&Record<K>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let tenant = self.tenant;
        let answer = |record: &Record<K>| answer(record).at(record.version);
        let update = |_| async {
            if let Some(kept) = tenant.kept(attempt).await? {
                return Ok(Committed::Done(kept));
            }
            let current = self.changeable(id).await?;
            if let Err(stale) = precondition.check(current.version) {
                return match tenant.made_by(attempt, current.version).await? {
                    true => Ok(Committed::Done(Outcome::repeated(answer(&current)))),
                    false => Err(stale),
                };
            }
            let (value, secret) = revise(&current)?;
            K::allow(Some(&current.value), Some(&value), self.principal())?;
            if (&value, &secret) == (&current.value, &current.secret) {
                return Ok(Committed::Done(Outcome::fresh(answer(&current))));
            }
            let (version, updated_at) = (current.version + 1, tenant.inner.now());
            let next = Record { version, updated_at, value, secret, ..current.clone() };
            self.commit(Transition { before: Some(&current), after: Some(&next) }, attempt, &answer(&next)).await
        };
        tenant.inner.retry_on_conflict(WaitsFor::Changes(Thing::Resource(tenant.id(), id)), update).await
    }

    /// Removes a record that the caller saw.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn remove(
        &self,
        id: ResourceId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Outcome> {
        let tenant = self.tenant;
        let remove = |_| async {
            if let Some(kept) = tenant.kept(attempt).await? {
                return Ok(Committed::Done(kept));
            }
            let current = self.changeable(id).await?;
            precondition.check(current.version)?;
            self.commit(Transition { before: Some(&current), after: None }, attempt, &answer).await
        };
        tenant.inner.retry_on_conflict(WaitsFor::Changes(Thing::Resource(tenant.id(), id)), remove).await
    }

    /// Reads a record that the caller may change; for one that they may not even see it fails with not found.
    async fn changeable(&self, id: ResourceId) -> Result<Record<K>> {
        self.may_write()?;
        let record = self.find(id).await?;
        K::allow(Some(&record.value), None, self.principal())?;
        Ok(record)
    }

    async fn commit(&self, change: Transition<'_, K>, attempt: &Attempt, answer: &Answer) -> Result<Committed> {
        let tenant = self.tenant;
        let entry = change.entry(tenant)?;
        let idempotency = attempt.record(answer, entry.at);
        let commit = Commit { writes: change.writes(tenant.record.tier)?, entry, idempotency };
        match tenant.commit_once(commit, attempt, answer.clone()).await? {
            Committed::Refused(refused) => Err(self.explained(&change, refused).await),
            done => Ok(done),
        }
    }

    /// Answers a refused commit in the caller's words.
    async fn explained(&self, change: &Transition<'_, K>, refused: CommitError) -> Error {
        match refused {
            CommitError::Taken(UniqueName::Resource { kind, text }) if kind == K::KIND.name => {
                let names = change.after.map(|record| record.value.names()).unwrap_or_default();
                match names.into_iter().find(|name| name.text == text) {
                    Some(name) => self.taken(&name).await,
                    None => unexpected(CommitError::Taken(UniqueName::Resource { kind, text })),
                }
            }
            CommitError::OverLimit { max, used } => {
                let caps = Transition::caps(change.after, self.tenant.record.tier);
                // Where two have the same height, either says what to do.
                match caps.into_iter().find(|cap| cap.max == Some(max)).map(|cap| cap.refusal) {
                    Some(Refusal::Tier(limit)) => Error::LimitReached {
                        limit,
                        max,
                        used,
                        resets_at: None,
                        remedy: "remove some that you no longer need, or ask for a higher tier",
                    },
                    Some(Refusal::Conflict(code, detail)) => Error::conflict(code, detail),
                    None => unexpected(CommitError::OverLimit { max, used }),
                }
            }
            other => unexpected(other),
        }
    }

    /// Names the record that has the name, if the caller sees it. It may be gone again, and then trying once more helps.
    async fn taken(&self, name: &Name) -> Error {
        let (code, detail) = K::taken(name);
        let claimed = UniqueName::Resource { kind: K::KIND.name, text: name.text.clone() };
        let bearer = match self.tenant.inner.store.bearer(&self.tenant.key, &claimed).await {
            Ok(Some(id)) => self.find(ResourceId(id)).await,
            Ok(None) => Err(Error::NotFound),
            Err(error) => Err(error.into()),
        };
        match bearer {
            Ok(other) => {
                let shown = serde_json::to_value(&other.value).unwrap_or_default();
                let called = match shown.pointer(name.pointer) {
                    Some(Value::String(text)) => text.clone(),
                    _ => other.id.to_string(),
                };
                Error::conflict_with(code, detail, Conflicting { pointer: name.pointer, id: other.id.0, name: called })
            }
            Err(Error::NotFound | Error::RoleTooLow { .. }) => Error::conflict(code, detail),
            Err(error) => error,
        }
    }
}

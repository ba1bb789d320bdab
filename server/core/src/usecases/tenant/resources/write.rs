//! Changes of records: each is one commit of the record, its keys, names and counters, the journal entry with its events,
//! and the kept answer.

use std::borrow::Cow;

use serde_json::Value;

use super::Resources;
use crate::{
    domain::{
        error::{Conflicting, Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::ResourceId,
        journal::{Change, Entry},
        precondition::Precondition,
        resource::{Cap, Name, Record, Refusal, Resource, changes},
        tier::Tier,
    },
    policy::refusals::unexpected,
    ports::commit::{Commit, CommitError, Counter, UniqueName, Write},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::handle::Tenant,
};

/// A record as it was, and as it is to be.
struct Transition<'a, K: Resource> {
    before: Option<&'a Record<K>>,
    after: Option<&'a Record<K>>,
}

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
        tenant.require(K::KIND.write)?;
        K::allow(None, Some(&value), &tenant.member)?;
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
            K::allow(Some(&current.value), Some(&value), &tenant.member)?;
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
        self.tenant.require(K::KIND.write)?;
        let record = self.get(id).await?;
        K::allow(Some(&record.value), None, &self.tenant.member)?;
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
            Ok(Some(id)) => self.get(ResourceId(id)).await,
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

impl<K: Resource> Transition<'_, K> {
    fn caps(record: Option<&Record<K>>, tier: Tier) -> Vec<Cap> {
        record.map(|record| record.value.caps(tier)).unwrap_or_default()
    }

    /// The record first: where it has moved on, what else is wrong was judged by what it was.
    fn writes(&self, tier: Tier) -> Result<Vec<Write>> {
        let before = self.before.map(Record::stored).transpose()?;
        let mut writes = match (self.after.map(Record::stored).transpose()?, before) {
            (Some(resource), before) => vec![Write::Resource { resource, before }],
            (None, Some(before)) => vec![Write::RemoveResource { before }],
            (None, None) => Vec::new(),
        };
        writes.extend(self.counts(tier));
        writes.extend(self.names());
        Ok(writes)
    }

    /// What moves from one counter to another counts in both.
    fn counts(&self, tier: Tier) -> Vec<Write> {
        let (old, new) = (Self::caps(self.before, tier), Self::caps(self.after, tier));
        let count = |scope: &Cow<'static, str>, delta, max| Write::Count {
            counter: Counter::Resources { kind: K::KIND.name, scope: scope.clone().into_owned() },
            delta,
            max,
        };
        let is_in = |caps: &[Cap], scope: &str| caps.iter().any(|cap| cap.scope == scope);
        let left = old.iter().filter(|cap| !is_in(&new, &cap.scope)).map(|cap| count(&cap.scope, -1, None));
        let entered = new.iter().filter(|cap| !is_in(&old, &cap.scope)).map(|cap| count(&cap.scope, 1, cap.max));
        left.chain(entered).collect()
    }

    fn names(&self) -> Vec<Write> {
        let of = |record: Option<&Record<K>>| record.map(|record| record.value.names()).unwrap_or_default();
        let (old, new) = (of(self.before), of(self.after));
        let name = |name: &Name| UniqueName::Resource { kind: K::KIND.name, text: name.text.clone() };
        let is_in = |names: &[Name], text: &str| names.iter().any(|name| name.text == text);
        let freed = old.iter().filter(|had| !is_in(&new, &had.text)).map(|had| Write::Release { name: name(had) });
        let owner = self.after.map(|record| record.id.0).unwrap_or_default();
        let claimed = new.iter().filter(|has| !is_in(&old, &has.text));
        freed.chain(claimed.map(|has| Write::Claim { name: name(has), owner })).collect()
    }

    fn entry(&self, tenant: &Tenant) -> Result<Entry> {
        let (action, record, said) = match (self.before, self.after) {
            (Some(before), Some(after)) => (K::KIND.updated(), after, said(before, after)?),
            (None, Some(after)) => (K::KIND.created(), after, Vec::new()),
            (Some(before), None) => (K::KIND.removed(), before, Vec::new()),
            (None, None) => return Err(Error::Internal("a change of no record".into())),
        };
        let mut entry = tenant.note(action, Some(record.id.0), said);
        if K::KIND.events.contains(&action) {
            let (resource, version) = (record.id, record.version);
            let event = EventKind::Resource { action: action.to_owned(), resource, version };
            entry.events.push(tenant.inner.event(Some(tenant.id()), entry.at, event));
        }
        Ok(entry)
    }
}

/// Returns the writes that remove a record.
pub(in crate::usecases) fn removal<K: Resource>(record: &Record<K>, tier: Tier) -> Result<Vec<Write>> {
    Transition { before: Some(record), after: None }.writes(tier)
}

/// Returns the writes that add a record which stood elsewhere: it counts, and no limit turns it away.
pub(in crate::usecases) fn addition<K: Resource>(record: &Record<K>, tier: Tier) -> Result<Vec<Write>> {
    let change = Transition { before: None, after: Some(record) };
    let mut writes = change.writes(tier)?;
    for write in &mut writes {
        if let Write::Count { max, .. } = write {
            *max = None;
        }
    }
    Ok(writes)
}

fn said<K: Resource>(before: &Record<K>, after: &Record<K>) -> Result<Vec<Change>> {
    let fields = changes(K::KIND, &before.value, &after.value).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(fields.into_iter().chain(Change::of("secret", &before.secret, &after.secret)).collect())
}

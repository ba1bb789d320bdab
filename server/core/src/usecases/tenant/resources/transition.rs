//! What a change of a record comes to: the writes of the record, its keys, names and counters, and the journal entry.

use std::borrow::Cow;

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        journal::{Change, Entry},
        resource::{Cap, Name, Record, Resource, changes},
        tier::Tier,
    },
    ports::commit::{Counter, UniqueName, Write},
    usecases::handle::Tenant,
};

/// A record as it was, and as it is to be.
pub(super) struct Transition<'a, K: Resource> {
    pub before: Option<&'a Record<K>>,
    pub after: Option<&'a Record<K>>,
}

impl<K: Resource> Transition<'_, K> {
    pub fn caps(record: Option<&Record<K>>, tier: Tier) -> Vec<Cap> {
        record.map(|record| record.value.caps(tier)).unwrap_or_default()
    }

    /// The record first: where it has moved on, what else is wrong was judged by what it was.
    pub fn writes(&self, tier: Tier) -> Result<Vec<Write>> {
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

    pub fn entry(&self, tenant: &Tenant) -> Result<Entry> {
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

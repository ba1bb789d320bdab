//! What members do with records of the declared kinds: the same for every kind.

pub(in crate::usecases) mod transition;
mod write;

use std::marker::PhantomData;

use crate::{
    domain::{
        error::{Error, Result},
        ids::ResourceId,
        page::{Cursors, MAX_LIMIT, Page, PageRequest, Slice},
        resource::{Context, Principal, Record, Resource, ResourceQuery},
    },
    ports::commit::Counter,
    usecases::handle::Tenant,
};

/// The records of one kind, in the hands of a member, or of a program where the kind has scopes.
pub struct Resources<'a, K> {
    tenant: &'a Tenant,
    kind: PhantomData<fn() -> K>,
}

impl Tenant {
    /// Returns the handle of the records of a kind. Each of its methods holds the caller to the roles and scopes of
    /// the kind.
    pub fn resources<K: Resource>(&self) -> Resources<'_, K> {
        Resources { tenant: self, kind: PhantomData }
    }
}

impl<K: Resource> Resources<'_, K> {
    /// Judges a draft by the rules of the kind; fails with every wrong field. Nothing is read or written.
    pub fn judge(&self, draft: K::Draft, before: Option<&Record<K>>) -> Result<K> {
        let Tenant { record, inner, .. } = self.tenant;
        let (principal, event_types) = (self.principal(), &inner.event_types);
        K::judge(draft, before, &Context { tenant: record, principal, now: inner.now(), event_types })
    }

    /// Reads a record; fails with not found for one that the caller may not see.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn get(&self, id: ResourceId) -> Result<Record<K>> {
        self.may_read()?;
        self.find(id).await
    }

    /// Reads a record for its change, which answers with it to callers who may not read others.
    async fn find(&self, id: ResourceId) -> Result<Record<K>> {
        self.tenant.require(K::KIND.read)?;
        let Tenant { key, inner, .. } = self.tenant;
        let found = inner.store.resource(key, K::KIND.name, id).await?.ok_or(Error::NotFound)?;
        Some(Record::read(&found)?).filter(|record| self.sees(record)).ok_or(Error::NotFound)
    }

    /// Lists the records that the caller sees, in the order of the query. A page may be short where others are left out.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn list(&self, query: &ResourceQuery, page: &PageRequest) -> Result<Page<Record<K>>> {
        self.may_read()?;
        let Tenant { key, inner, .. } = self.tenant;
        let cursors = Cursors::new(&inner.signer, key.id().as_bytes(), K::KIND.plural, query);
        let from = cursors.read(page)?;
        let Slice { items, next } = inner.store.resources(key, query, from.as_ref(), page.limit).await?;
        let mut records = items.iter().map(Record::read).collect::<Result<Vec<Record<K>>>>()?;
        records.retain(|record| self.sees(record));
        Ok(cursors.page(Slice { items: records, next }))
    }

    /// Reads all records that the caller sees, for kinds of which a tenant has few.
    pub async fn all(&self, query: &ResourceQuery) -> Result<Vec<Record<K>>> {
        let (mut all, mut page) = (Vec::new(), PageRequest { limit: MAX_LIMIT, cursor: None });
        loop {
            let Page { items, next_cursor } = self.list(query, &page).await?;
            all.extend(items);
            page.cursor = next_cursor;
            if page.cursor.is_none() {
                return Ok(all);
            }
        }
    }

    /// Returns how many records of a scope there are ([`crate::domain::resource::Cap`]); zero where the kind counts none.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn count(&self, scope: &str) -> Result<u64> {
        self.may_read()?;
        let counter = Counter::Resources { kind: K::KIND.name, scope: scope.to_owned() };
        Ok(self.tenant.inner.store.counter(&self.tenant.key, &counter).await?)
    }

    fn may_read(&self) -> Result<()> {
        self.tenant.require_scope(K::KIND.scopes.map(|scopes| scopes.read))?;
        self.tenant.require(K::KIND.read)
    }

    fn may_write(&self) -> Result<()> {
        self.tenant.require_scope(K::KIND.scopes.map(|scopes| scopes.write))?;
        self.tenant.require(K::KIND.write)
    }

    fn principal(&self) -> Principal {
        Principal { user: self.tenant.member().map(|member| member.user), role: self.tenant.role() }
    }

    fn sees(&self, record: &Record<K>) -> bool {
        record.value.is_visible(self.principal())
    }
}

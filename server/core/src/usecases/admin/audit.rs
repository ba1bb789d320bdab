//! Who did what in a tenant: the journals of its data and of its people, as one list.

use crate::{
    domain::{
        error::Result,
        ids::EntryId,
        journal::Entry,
        page::{Cursors, Page, PageRequest, Position, Slice},
    },
    usecases::handle::TenantAdmin,
};

impl TenantAdmin {
    /// Newest first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn audit(&self, page: &PageRequest) -> Result<Page<Entry>> {
        let (tenant, inner) = (&self.tenant, &self.tenant.inner);
        let cursors = Cursors::new(&inner.signer, tenant.id().as_bytes(), "audit", &());
        let before = cursors.read(page)?.map(|position| match position {
            Position::Before(id) | Position::After(_, id) => EntryId(id),
        });
        let mut entries = inner.store.journal(&tenant.key, before, page.limit + 1).await?;
        entries.extend(inner.control.journal(tenant.id(), before, page.limit + 1).await?);
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
        Ok(cursors.page(Slice::cut(entries, page.limit, |entry| Position::Before(entry.id.0))))
    }
}

//! Removes the private saved views of a member who left.

use crate::{
    domain::{
        error::{Error, Result},
        ids::UserId,
        resource::{Record, Resource, ResourceQuery},
        saved_view::SavedView,
    },
    ports::commit::Commit,
    runtime::{committed::Committed, retry::WaitsFor},
    usecases::{handle::TenantAdmin, tenant::resources::transition::removal},
};

/// So many views are listed at once: more than a company keeps.
const PAGE: usize = 100;

impl TenantAdmin {
    /// Removes the private saved views of a member who left, at most
    /// [`MAX_OWN_SAVED_VIEWS`](crate::domain::saved_view::MAX_OWN_SAVED_VIEWS) and so in one commit: they would only take
    /// room. What they shared stays.
    pub(in crate::usecases) async fn forget_views_of(&self, user: UserId) -> Result<()> {
        let tenant = &self.tenant;
        tenant.adopt_views().await?;
        let forget = |_| async {
            let query = ResourceQuery::newest(SavedView::KIND.name);
            let views = tenant.inner.store.resources(&tenant.key, &query, None, PAGE).await?.items;
            let views = views.iter().map(Record::read).collect::<Result<Vec<Record<SavedView>>>>()?;
            let theirs = views.iter().filter(|view| view.value.owner == user && !view.value.shared);
            let writes: Vec<_> = theirs.map(|view| removal(view, tenant.record.tier)).collect::<Result<Vec<_>>>()?;
            if writes.is_empty() {
                return Ok(Committed::Done(()));
            }
            let entry = tenant.note(SavedView::KIND.removed(), Some(user.0), Vec::new());
            let commit = Commit { writes: writes.concat(), entry, idempotency: None };
            Ok::<_, Error>(Committed::from(tenant.inner.store.commit(&tenant.key, commit).await))
        };
        tenant.inner.retry_on_conflict(WaitsFor::Nobody, forget).await
    }
}

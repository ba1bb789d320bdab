//! Removes the private saved views of a member who left.

use crate::{
    domain::{
        error::{Error, Result},
        ids::UserId,
        saved_view::SavedViews,
    },
    ports::commit::{Commit, DocumentKind},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::{handle::TenantAdmin, tenant::documents::Opened},
};

impl TenantAdmin {
    /// Removes the private saved views of a member who left: they would only take room.
    pub(in crate::usecases) async fn forget_views_of(&self, user: UserId) -> Result<()> {
        let tenant = &self.tenant;
        let forget = |_| async {
            let opened: Opened<SavedViews> = tenant.document(DocumentKind::SavedViews).await?;
            let mut views = opened.content.clone();
            if !views.forget(user) {
                return Ok(Committed::Done(()));
            }
            let entry = tenant.note("view.removed", Some(user.0), Vec::new());
            let commit = Commit { writes: vec![opened.write(&views)?], entry, idempotency: None };
            Ok::<_, Error>(Committed::from(tenant.inner.store.commit(&tenant.key, commit).await))
        };
        let views = Thing::Document(tenant.id(), DocumentKind::SavedViews);
        tenant.inner.retry_on_conflict(WaitsFor::Changes(views), forget).await
    }
}

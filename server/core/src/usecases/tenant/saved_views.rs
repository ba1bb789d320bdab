//! Views of lists that members keep, beside what every declared kind can do.

pub(in crate::usecases) mod adopt;

use crate::{
    domain::{
        error::Result,
        resource::{Record, Resource, ResourceQuery},
        saved_view::{List, SavedView},
        text::fold,
    },
    usecases::{handle::Tenant, tenant::resources::Resources},
};

impl Tenant {
    /// Returns the handle of the saved views, which are for people.
    pub async fn saved_views(&self) -> Result<Resources<'_, SavedView>> {
        self.person()?;
        self.adopt_views().await?;
        Ok(self.resources())
    }

    /// Lists one's own and the shared ones, by name.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn views(&self, list: Option<List>) -> Result<Vec<Record<SavedView>>> {
        let mut views = self.saved_views().await?.all(&ResourceQuery::newest(SavedView::KIND.name)).await?;
        views.retain(|view| list.is_none_or(|list| view.value.list == list));
        views.sort_by_cached_key(|view| (fold(&view.value.name), view.id));
        Ok(views)
    }
}

//! Views that an earlier version kept, all of a tenant's in one document: they are stored as records the first time that
//! they are asked for, some in each commit, and what is left of the document is empty.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        error::Result,
        ids::{ResourceId, UserId},
        journal::Actor,
        resource::{Record, Resource},
        saved_view::{List, MAX_NAME, SavedView},
    },
    ports::commit::{Commit, DocumentKind},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::{
        handle::Tenant,
        tenant::{documents::Opened, resources::transition::addition},
    },
};

/// Views in one commit: each is an item and up to two names, and DynamoDB takes a hundred actions.
const AT_ONCE: usize = 15;

/// A view as it stands in the document.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::usecases) struct OldView {
    id: ResourceId,
    list: List,
    name: String,
    query: String,
    shared: bool,
    owner: UserId,
    version: u64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl OldView {
    pub fn record(self) -> Record<SavedView> {
        let Self { id, list, name, query, shared, owner, version, created_at, updated_at } = self;
        let value = SavedView { list, name, query, shared, owner };
        Record { id, version, created_at, updated_at, value, secret: () }
    }
}

impl Tenant {
    /// Stores the views of the document as records; nothing is to be done once that is so.
    pub(in crate::usecases) async fn adopt_views(&self) -> Result<()> {
        let views = Thing::Document(self.id(), DocumentKind::SavedViews);
        loop {
            let opened: Opened<Vec<OldView>> = self.document(DocumentKind::SavedViews).await?;
            if opened.content.is_empty() {
                return Ok(());
            }
            self.inner.retry_on_conflict(WaitsFor::Changes(views), |_| self.adopt_some()).await?;
        }
    }

    async fn adopt_some(&self) -> Result<Committed<()>> {
        let opened: Opened<Vec<OldView>> = self.document(DocumentKind::SavedViews).await?;
        let mut left = opened.content.clone();
        let some: Vec<OldView> = left.drain(..left.len().min(AT_ONCE)).collect();
        if some.is_empty() {
            return Ok(Committed::Done(()));
        }
        let mut writes = vec![opened.write(&left)?];
        let mut taken = self.names_of_views().await?;
        for view in some {
            let mut record = view.record();
            rename(&mut record.value, &taken);
            taken.extend(record.value.names().into_iter().map(|name| name.text));
            writes.extend(addition(&record, self.record.tier)?);
        }
        let entry =
            crate::domain::journal::Entry { actor: Actor::System, ..self.note("views.adopted", None, Vec::new()) };
        Ok(self.inner.store.commit(&self.key, Commit { writes, entry, idempotency: None }).await.into())
    }

    /// Those of the views that are records already.
    async fn names_of_views(&self) -> Result<HashSet<String>> {
        let (mut names, mut from) = (HashSet::new(), None);
        let query = crate::domain::resource::ResourceQuery::newest(SavedView::KIND.name);
        loop {
            let slice = self.inner.store.resources(&self.key, &query, from.as_ref(), 100).await?;
            for stored in &slice.items {
                let record: Record<SavedView> = Record::read(stored)?;
                names.extend(record.value.names().into_iter().map(|name| name.text));
            }
            from = slice.next;
            if from.is_none() {
                return Ok(names);
            }
        }
    }
}

/// Gives a view another name where one has its own: the document was written by a rule that took fewer spellings for one.
fn rename(view: &mut SavedView, taken: &HashSet<String>) {
    let name = view.name.clone();
    let is_taken = |view: &SavedView| view.names().iter().any(|name| taken.contains(&name.text));
    for n in 2_u32.. {
        if !is_taken(view) {
            return;
        }
        let short: String = name.chars().take(MAX_NAME - 4).collect();
        view.name = format!("{short} {n}");
    }
}

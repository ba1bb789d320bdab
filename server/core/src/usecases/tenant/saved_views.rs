//! Views of lists that members keep, for themselves or for their company.

use crate::{
    domain::{
        error::{Error, Result},
        idempotency::{Answer, Attempt, Outcome},
        ids::SavedViewId,
        journal::Change as FieldChange,
        member::Role,
        precondition::Precondition,
        saved_view::{List, SavedView, SavedViewDraft, SavedViews},
    },
    ports::commit::{Commit, DocumentKind},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::{handle::Tenant, tenant::documents::Opened},
};

/// The outcome of a change of saved views.
enum Change {
    Made(Changed),
    /// Nothing: they are so already.
    None(Answer),
}

/// The changed saved view, for the audit log and the caller.
struct Changed {
    action: &'static str,
    view: SavedViewId,
    changes: Vec<FieldChange>,
    answer: Answer,
}

impl Tenant {
    /// One's own and the shared ones, by name.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn views(&self, list: Option<List>) -> Result<Vec<SavedView>> {
        let views: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
        let (user, wanted) = (self.person()?.user, |view: &&SavedView| list.is_none_or(|list| view.list == list));
        let mut views: Vec<SavedView> = views.content.visible_to(user).filter(wanted).cloned().collect();
        views.sort_by_cached_key(|view| (crate::domain::text::fold(&view.name), view.id));
        Ok(views)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn view(&self, id: SavedViewId) -> Result<SavedView> {
        let views: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
        views.content.find(id, self.person()?.user).cloned()
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_view(
        &self,
        list: List,
        draft: SavedViewDraft,
        attempt: &Attempt,
        answer: impl Fn(&SavedView) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_share(draft.shared)?;
        let SavedViewDraft { name, query, shared } = draft;
        let (now, owner) = (self.inner.now(), self.person()?.user);
        let id = self.inner.id(now);
        let view = SavedView { id, list, name, query, shared, owner, version: 1, created_at: now, updated_at: now };
        self.change_views(attempt, |views| {
            views.add(view.clone())?;
            let answer = answer(&view);
            Ok(Change::Made(Changed { action: "view.created", view: id, changes: Vec::new(), answer }))
        })
        .await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_view(
        &self,
        id: SavedViewId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&SavedView) -> Result<SavedViewDraft> + Send + Sync,
        answer: impl Fn(&SavedView) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let answer = |view: &SavedView| answer(view).at(view.version);
        let outcome = self.change_views(attempt, |views| {
            let current = self.own_view(views, id)?.clone();
            precondition.check(current.version)?;
            let draft = revise(&current)?;
            self.may_share(draft.shared)?;
            let mut next = current.revise(draft, self.inner.now());
            if !next.shared {
                // The member who makes it private becomes its owner: the old one may be gone.
                next.owner = self.person()?.user;
            }
            if current.says(&next) {
                return Ok(Change::None(answer(&current)));
            }
            views.put(next.clone())?;
            let (changes, answer) = (changes(&current, &next), answer(&next));
            Ok(Change::Made(Changed { action: "view.updated", view: id, changes, answer }))
        });
        match outcome.await {
            Err(Error::Stale { current }) => {
                let view = self.view(id).await?;
                match self.made_by(attempt, view.version).await? {
                    true => Ok(Outcome::repeated(answer(&view))),
                    false => Err(Error::Stale { current }),
                }
            }
            outcome => outcome,
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn remove_view(
        &self,
        id: SavedViewId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Outcome> {
        self.change_views(attempt, |views| {
            precondition.check(self.own_view(views, id)?.version)?;
            views.remove(id);
            let answer = answer.clone();
            Ok(Change::Made(Changed { action: "view.removed", view: id, changes: Vec::new(), answer }))
        })
        .await
    }

    /// Returns a view that this member may change: their own, and as an admin what others share.
    fn own_view<'a>(&self, views: &'a SavedViews, id: SavedViewId) -> Result<&'a SavedView> {
        let view = views.find(id, self.person()?.user)?;
        if view.owner != self.person()?.user {
            self.require(Role::Admin)?;
        }
        Ok(view)
    }

    /// What everybody sees is put there by those who manage products and orders.
    fn may_share(&self, shared: bool) -> Result<()> {
        if shared { self.require(Role::Staff) } else { Ok(()) }
    }

    async fn change_views(
        &self,
        attempt: &Attempt,
        change: impl Fn(&mut SavedViews) -> Result<Change> + Send + Sync,
    ) -> Result<Outcome> {
        if let Some(kept) = self.kept(attempt).await? {
            return Ok(kept);
        }
        // Another view may be saved in between, or this very request be carried out.
        let save = |_| async {
            let opened: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
            let mut views = opened.content.clone();
            let Changed { action, view, changes, answer } = match change(&mut views)? {
                Change::Made(changed) => changed,
                Change::None(answer) => return Ok(Committed::Done(Outcome::fresh(answer))),
            };
            let entry = self.note(action, Some(view.0), changes);
            let idempotency = attempt.record(&answer, entry.at);
            let commit = Commit { writes: vec![opened.write(&views)?], entry, idempotency };
            self.commit_once(commit, attempt, answer).await
        };
        let views = Thing::Document(self.id(), DocumentKind::SavedViews);
        self.inner.retry_on_conflict(WaitsFor::Changes(views), save).await
    }
}

/// The name and the filters may hold what is personal, so only that they changed.
fn changes(from: &SavedView, to: &SavedView) -> Vec<FieldChange> {
    let SavedView {
        name,
        query,
        shared,
        // Follows from who makes it private.
        owner: _,
        // The entry says when.
        updated_at: _,
        version: _,
        // Never changes.
        id: _,
        list: _,
        created_at: _,
    } = to;
    [
        FieldChange::of("name", &from.name, name),
        FieldChange::of("query", &from.query, query),
        FieldChange::between("shared", from.shared, *shared),
    ]
    .into_iter()
    .flatten()
    .collect()
}

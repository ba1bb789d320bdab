//! Views of lists that members keep, for themselves or for their company.

use super::{Precondition, Tenant, TenantAdmin, conclude::nothing, documents::Opened};
use crate::{
    app::{Thing, unexpected},
    commit::{Commit, CommitError, DocumentKind, Subject},
    error::{Error, Result},
    idempotency::{Answer, Attempt, Outcome},
    ids::{UserId, ViewId},
    journal::Change as FieldChange,
    member::Role,
    view::{List, SavedView, SavedViews, ViewDraft},
};

/// What becomes of the views.
enum Change {
    Made(Changed),
    /// Nothing: they are so already.
    None(Answer),
}

/// What became of the views, for the audit log and the caller.
struct Changed {
    action: &'static str,
    view: ViewId,
    changes: Vec<FieldChange>,
    answer: Answer,
}

impl Tenant {
    /// One's own and the shared ones, by name.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn views(&self, list: Option<List>) -> Result<Vec<SavedView>> {
        let views: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
        let wanted = |view: &&SavedView| list.is_none_or(|list| view.list == list);
        let mut views: Vec<SavedView> = views.content.visible_to(self.member.user).filter(wanted).cloned().collect();
        views.sort_by_cached_key(|view| (crate::text::fold(&view.name), view.id));
        Ok(views)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn view(&self, id: ViewId) -> Result<SavedView> {
        let views: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
        views.content.find(id, self.member.user).cloned()
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_view(
        &self,
        list: List,
        draft: ViewDraft,
        attempt: &Attempt,
        answer: impl Fn(&SavedView) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_share(draft.shared)?;
        let ViewDraft { name, query, shared } = draft;
        let (now, owner) = (self.inner.now(), self.member.user);
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
        id: ViewId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&SavedView) -> Result<ViewDraft> + Send + Sync,
        answer: impl Fn(&SavedView) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let outcome = self.change_views(attempt, |views| {
            let current = self.own_view(views, id)?.clone();
            precondition.check(current.version)?;
            let draft = revise(&current)?;
            self.may_share(draft.shared)?;
            let mut next = current.revise(draft, self.inner.now());
            if !next.shared {
                // Whoever takes it from the others keeps it: its owner may be gone.
                next.owner = self.member.user;
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
    pub async fn remove_view(&self, id: ViewId, precondition: &Precondition, attempt: &Attempt) -> Result<Outcome> {
        self.change_views(attempt, |views| {
            precondition.check(self.own_view(views, id)?.version)?;
            views.remove(id);
            Ok(Change::Made(Changed { action: "view.removed", view: id, changes: Vec::new(), answer: nothing() }))
        })
        .await
    }

    /// A view that this member may change: their own, and as an admin what others share.
    fn own_view<'a>(&self, views: &'a SavedViews, id: ViewId) -> Result<&'a SavedView> {
        let view = views.find(id, self.member.user)?;
        if view.owner != self.member.user {
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
            return kept;
        }
        let mut tries = self.inner.tries();
        let _turn = tries.alone(Thing::Document(self.id(), DocumentKind::SavedViews)).await?;
        loop {
            tries.begin().await?;
            let opened: Opened<SavedViews> = self.document(DocumentKind::SavedViews).await?;
            let mut views = opened.content.clone();
            let Changed { action, view, changes, answer } = match change(&mut views)? {
                Change::Made(changed) => changed,
                Change::None(answer) => return Ok(Outcome::fresh(answer)),
            };
            let entry = self.note(action, Some(view.0), changes);
            let idempotency = attempt.record(&answer, entry.at);
            let commit = Commit { writes: vec![opened.write(&views)?], entry, idempotency };
            match self.inner.store.commit(&self.key, commit).await {
                Ok(()) => return Ok(Outcome::fresh(answer)),
                Err(CommitError::Replay(kept)) if attempt.key().is_some() => return attempt.replay(*kept),
                // Another view was saved in between, or this very request was carried out.
                Err(CommitError::Unexpected(Subject::Document(_)) | CommitError::Replay(_)) => continue,
                Err(refused) => return Err(unexpected(refused)),
            }
        }
    }
}

impl TenantAdmin {
    /// What somebody who left kept for themselves would only take room.
    pub(super) async fn forget_views_of(&self, user: UserId) -> Result<()> {
        let tenant = &self.tenant;
        let mut tries = tenant.inner.tries();
        let _turn = tries.alone(Thing::Document(tenant.id(), DocumentKind::SavedViews)).await?;
        loop {
            tries.begin().await?;
            let opened: Opened<SavedViews> = tenant.document(DocumentKind::SavedViews).await?;
            let mut views = opened.content.clone();
            if !views.forget(user) {
                return Ok(());
            }
            let entry = tenant.note("view.removed", Some(user.0), Vec::new());
            let commit = Commit { writes: vec![opened.write(&views)?], entry, idempotency: None };
            match tenant.inner.store.commit(&tenant.key, commit).await {
                Err(CommitError::Unexpected(Subject::Document(_))) => {}
                done => return done.map_err(unexpected),
            }
        }
    }
}

/// The name and the filters may hold what is personal, so only that they changed.
fn changes(from: &SavedView, to: &SavedView) -> Vec<FieldChange> {
    [
        FieldChange::of("name", &from.name, &to.name),
        FieldChange::of("query", &from.query, &to.query),
        FieldChange::between("shared", from.shared, to.shared),
    ]
    .into_iter()
    .flatten()
    .collect()
}

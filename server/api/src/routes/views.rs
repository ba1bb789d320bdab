//! Views of lists that people keep, for themselves or for their company.

use axum::{http::StatusCode, response::Response};
use tenantry_core::{ids::ViewId, order::version_tag, view::SavedView};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::{Edit, Id, IfMatch, IfNoneMatch, Params, RetryKey, Unchecked, caller::Member},
    problem::Result,
    reply::{self, Done},
    state::ApiState,
    view::saved_view::{NewView, SavedViewView, SavedViewsView, ViewEdit, ViewParams},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_views, create_view)).routes(routes!(
        get_view,
        replace_view,
        update_view,
        remove_view
    ))
}

/// List saved views
///
/// Your own and those that others share, by name; there are so few that they come at once.
#[utoipa::path(get, path = "/views", tag = "views", params(ViewParams), security(("member" = [])),
    responses((status = 200, description = "The views.", body = SavedViewsView)))]
async fn list_views(Member(tenant): Member, Params(params): Params<ViewParams>) -> Result<Response> {
    let views = tenant.views(params.list).await?;
    Ok(reply::json(StatusCode::OK, &SavedViewsView { items: views.iter().map(SavedViewView::of).collect() }))
}

/// Save a view
///
/// For yourself, or for everybody in the company, which takes the role staff. A person keeps at most 20, a company 50.
#[utoipa::path(post, path = "/views", tag = "views", params(RetryKey), security(("member" = [])),
    request_body = NewView, responses((status = 201, description = "The view is saved.", body = SavedViewView)))]
async fn create_view(Member(tenant): Member, key: RetryKey, new: Unchecked<NewView>) -> Result<Done> {
    let attempt = key.attempt(tenant.member().user, &new.raw);
    let (list, draft) = new.check(|new| new.read(tenant.record()))?;
    let answer = |view: &SavedView| {
        reply::created(version_tag(view.version), format!("/v1/views/{}", view.id), &SavedViewView::of(view))
    };
    Ok(tenant.create_view(list, draft, &attempt, answer).await?.into())
}

/// Get a saved view
///
/// One of yours, or one that is shared.
#[utoipa::path(get, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = [])), responses((status = 200, description = "The view.", body = SavedViewView)))]
async fn get_view(Member(tenant): Member, Id(id): Id<ViewId>, seen: IfNoneMatch) -> Result<Response> {
    let view = tenant.view(id).await?;
    Ok(seen.answer(&version_tag(view.version), &SavedViewView::of(&view)))
}

/// Replace a saved view
///
/// One of yours; a shared one of others takes the role admin, and sharing takes the role staff.
#[utoipa::path(put, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])), request_body = ViewEdit,
    responses((status = 200, description = "The view as it is now.", body = SavedViewView)))]
async fn replace_view(member: Member, id: Id<ViewId>, seen: IfMatch, key: RetryKey, edit: Edit) -> Result<Done> {
    revise_view(member, id, seen, key, edit).await
}

/// Change a saved view
///
/// A JSON merge patch (RFC 7396). One of yours; a shared one of others takes the role admin.
#[utoipa::path(patch, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])),
    request_body(content = ViewEdit, content_type = "application/merge-patch+json", example = json!({"shared": true})),
    responses((status = 200, description = "The view as it is now.", body = SavedViewView)))]
async fn update_view(member: Member, id: Id<ViewId>, seen: IfMatch, key: RetryKey, edit: Edit) -> Result<Done> {
    revise_view(member, id, seen, key, edit).await
}

async fn revise_view(
    Member(tenant): Member,
    Id(id): Id<ViewId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(tenant.member().user, &edit.raw);
    let revise = |view: &SavedView| {
        let draft = |edit: ViewEdit| edit.draft(view.list, tenant.record());
        edit.check(&SavedViewView::of(view), SavedViewView::WRITABLE, draft)
    };
    let answer = |view: &SavedView| reply::changed(version_tag(view.version), &SavedViewView::of(view));
    Ok(tenant.update_view(id, &seen, &attempt, revise, answer).await?.into())
}

/// Remove a saved view
///
/// One of yours; a shared one of others takes the role admin.
#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])), responses((status = 204, description = "The view is removed.")))]
async fn remove_view(
    Member(tenant): Member,
    Id(id): Id<ViewId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(tenant.member().user, b"");
    Ok(tenant.remove_view(id, &seen, &attempt).await?.into())
}

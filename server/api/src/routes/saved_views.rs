//! Views of lists that people keep, for themselves or for their company.

use axum::{http::StatusCode, response::Response};
use tenantry_core::domain::{
    ids::ResourceId,
    order::version_tag,
    resource::{Record, Resource as _},
    saved_view::SavedView,
};

use crate::{
    dto::saved_view::{
        NewSavedViewRequest, SavedViewEdit, SavedViewListResponse, SavedViewParams, SavedViewResponse, judged,
    },
    extract::{Edit, Id, IfMatch, IfNoneMatch, Params, RetryKey, Unchecked, caller::Member},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_views, create_view)).routes(routes!(get_view, replace_view, update_view, remove_view))
}

/// List saved views
///
/// Your own and those that others share, by name; there are so few that they come at once.
#[utoipa::path(get, path = "/views", tag = "views", params(SavedViewParams), security(("member" = [])),
    responses((status = 200, description = "The views.", body = SavedViewListResponse)))]
async fn list_views(Member(tenant): Member, Params(params): Params<SavedViewParams>) -> Result<Response> {
    let views = tenant.views(params.list).await?;
    Ok(reply::json(StatusCode::OK, &SavedViewListResponse { items: views.iter().map(SavedViewResponse::of).collect() }))
}

/// Save a view
///
/// For yourself, or for everybody in the company, which takes the role staff. A person keeps at most 20, a company 50.
#[utoipa::path(post, path = "/views", tag = "views", params(RetryKey), security(("member" = [])),
    request_body = NewSavedViewRequest, responses((status = 201, description = "The view is saved.", body = SavedViewResponse)))]
async fn create_view(Member(tenant): Member, key: RetryKey, new: Unchecked<NewSavedViewRequest>) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &new.raw);
    let views = tenant.saved_views().await?;
    let view = new.check(|new: NewSavedViewRequest| judged(views.judge(new.read(), None)?, tenant.record()))?;
    let answer = |view: &Record<SavedView>| {
        reply::created(version_tag(view.version), format!("/v1/views/{}", view.id), &SavedViewResponse::of(view))
    };
    Ok(views.create(view, &attempt, answer).await?.into())
}

/// Get a saved view
///
/// One of yours, or one that is shared.
#[utoipa::path(get, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = [])), responses((status = 200, description = "The view.", body = SavedViewResponse)))]
async fn get_view(Member(tenant): Member, Id(id): Id<ResourceId>, seen: IfNoneMatch) -> Result<Response> {
    let view = tenant.saved_views().await?.get(id).await?;
    Ok(seen.answer(&version_tag(view.version), &SavedViewResponse::of(&view)))
}

/// Replace a saved view
///
/// One of yours; a shared one of others takes the role admin, and sharing takes the role staff.
#[utoipa::path(put, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])), request_body = SavedViewEdit,
    responses((status = 200, description = "The view as it is now.", body = SavedViewResponse)))]
async fn replace_view(member: Member, id: Id<ResourceId>, seen: IfMatch, key: RetryKey, edit: Edit) -> Result<Done> {
    revise_view(member, id, seen, key, edit).await
}

/// Change a saved view
///
/// A JSON merge patch (RFC 7396). One of yours; a shared one of others takes the role admin.
#[utoipa::path(patch, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])),
    request_body(content = SavedViewEdit, content_type = "application/merge-patch+json", example = json!({"shared": true})),
    responses((status = 200, description = "The view as it is now.", body = SavedViewResponse)))]
async fn update_view(member: Member, id: Id<ResourceId>, seen: IfMatch, key: RetryKey, edit: Edit) -> Result<Done> {
    revise_view(member, id, seen, key, edit).await
}

async fn revise_view(
    Member(tenant): Member,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &edit.raw);
    let views = tenant.saved_views().await?;
    let revise = |view: &Record<SavedView>| {
        let judge =
            |edit: SavedViewEdit| judged(views.judge(edit.draft(view.value.list), Some(view))?, tenant.record());
        edit.check(&SavedViewResponse::of(view), SavedView::KIND.fields, judge)
    };
    let answer = |view: &Record<SavedView>| reply::changed(version_tag(view.version), &SavedViewResponse::of(view));
    Ok(views.update(id, &seen, &attempt, revise, answer).await?.into())
}

/// Remove a saved view
///
/// One of yours; a shared one of others takes the role admin.
#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])), responses((status = 204, description = "The view is removed.")))]
async fn remove_view(
    Member(tenant): Member,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), b"");
    Ok(tenant.saved_views().await?.remove(id, &seen, &attempt, reply::gone()).await?.into())
}

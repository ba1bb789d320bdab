//! The people of a tenant, for its admins.

use axum::response::Response;
use tenantry_core::domain::{ids::UserId, member::Member, order::version_tag};

use crate::{
    dto::{
        member::{MemberEdit, MemberResponse},
        page::{Page, PageParams},
    },
    extract::{Edit, Id, IfMatch, IfNoneMatch, Params, RetryKey, caller::Admin},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_members)).routes(routes!(get_member, update_member, remove_member))
}

/// List the members of your tenant
///
/// Takes the role admin. Newest first.
#[utoipa::path(get, path = "/members", tag = "people", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of members.", body = Page<MemberResponse>)))]
async fn list_members(Admin(admin): Admin, Params(page): Params<PageParams>) -> Result<Response> {
    let found = admin.members(&page.request()?).await?;
    Ok(reply::page(&Page::of(&found, MemberResponse::of)))
}

/// Get a member
///
/// Takes the role admin.
#[utoipa::path(get, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = [])), responses((status = 200, description = "The member.", body = MemberResponse)))]
async fn get_member(Admin(admin): Admin, Id(id): Id<UserId>, seen: IfNoneMatch) -> Result<Response> {
    let member = admin.member(id).await?;
    Ok(seen.answer(&version_tag(member.version), &MemberResponse::of(&member)))
}

/// Change the name or role of a member
///
/// A JSON merge patch (RFC 7396). Takes the role admin; only owners make or change owners, and one always stays.
#[utoipa::path(patch, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])),
    request_body(content = MemberEdit, content_type = "application/merge-patch+json", example = json!({"role": "admin"})),
    responses((status = 200, description = "The member as it is now.", body = MemberResponse)))]
async fn update_member(
    Admin(admin): Admin,
    Id(id): Id<UserId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), &edit.raw);
    let revise = |member: &Member| {
        let change = |edit: MemberEdit| edit.change(member);
        edit.check(&MemberResponse::of(member), MemberResponse::WRITABLE, change)
    };
    let answer = |member: &Member| reply::changed(version_tag(member.version), &MemberResponse::of(member));
    Ok(admin.update_member(id, &seen, &attempt, revise, answer).await?.into())
}

/// Remove a member
///
/// Takes the role admin; only owners remove owners, and one always stays. Their sessions end at once.
#[utoipa::path(delete, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = [])), responses((status = 204, description = "The member is removed.")))]
async fn remove_member(Admin(admin): Admin, Id(id): Id<UserId>, IfMatch(seen): IfMatch, key: RetryKey) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.remove_member(id, &seen, &attempt, reply::gone()).await?.into())
}

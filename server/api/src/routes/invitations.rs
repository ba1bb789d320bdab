//! Invitations, for the admins of a tenant.

use axum::response::Response;
use tenantry_core::domain::{ids::InvitationId, order::version_tag};

use crate::{
    dto::{
        invitation::{InvitationResponse, NewInvitationRequest},
        page::{Page, PageParams},
    },
    extract::{Id, Params, RetryKey, Unchecked, caller::Admin},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_invitations, invite_member)).routes(routes!(withdraw_invitation))
}

/// List invitations
///
/// Takes the role admin. Newest first; expired ones too, until their seat is needed.
#[utoipa::path(get, path = "/invitations", tag = "people", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of invitations.", body = Page<InvitationResponse>)))]
async fn list_invitations(Admin(admin): Admin, Params(page): Params<PageParams>) -> Result<Response> {
    let found = admin.invitations(&page.request()?).await?;
    Ok(reply::page(&Page::of(&found, InvitationResponse::of)))
}

/// Invite a member
///
/// Takes the role admin; only owners invite owners. Holds a seat of the plan and mails a link that is good for seven
/// days.
#[utoipa::path(post, path = "/invitations", tag = "people", params(RetryKey), security(("member" = [])),
    request_body = NewInvitationRequest,
    responses((status = 201, description = "The invitation is on its way.", body = InvitationResponse)))]
async fn invite_member(Admin(admin): Admin, key: RetryKey, new: Unchecked<NewInvitationRequest>) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), &new.raw);
    let outcome = admin
        .invite(&new.check(|new| new.check())?, &attempt, |invitation| {
            let location = format!("/v1/invitations/{}", invitation.id);
            reply::created(version_tag(invitation.version), location, &InvitationResponse::of(invitation))
        })
        .await?;
    Ok(outcome.into())
}

/// Withdraw an invitation
///
/// Takes the role admin. The link stops working and the seat is free again.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "people", params(("id" = Uuid, Path), RetryKey),
    security(("member" = [])), responses((status = 204, description = "The invitation is withdrawn.")))]
async fn withdraw_invitation(Admin(admin): Admin, Id(id): Id<InvitationId>, key: RetryKey) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.withdraw_invitation(id, &attempt, reply::gone()).await?.into())
}

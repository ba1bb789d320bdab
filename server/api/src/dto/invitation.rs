//! Invitations: a seat that is held for a person.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        ids::{InvitationId, UserId},
        invitation::{Invitation, NewInvitation},
        member::Role,
    },
    usecases::{InvitationPreview, Joining},
};
use utoipa::ToSchema;

use super::{names::RoleName, scalar::Time};

/// An open or expired invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation, example = json!({
    "invitation_id": "019ab5d2-9a00-7e21-8d33-6c5b4a392817", "email": "emil@holzundform.example", "role": "staff",
    "invited_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f",
    "created_at": "2026-11-24T11:00:00.000Z", "expires_at": "2026-12-01T11:00:00.000Z", "version": 1
}))]
pub struct InvitationResponse<'a> {
    #[schema(value_type = Uuid)]
    invitation_id: InvitationId,
    email: &'a str,
    #[schema(value_type = RoleName)]
    role: &'static str,
    /// The member who invited; null if the operator did.
    #[schema(value_type = Option<Uuid>, required)]
    invited_by: Option<UserId>,
    created_at: Time,
    expires_at: Time,
    version: u64,
}

impl<'a> InvitationResponse<'a> {
    pub fn of(invitation: &'a Invitation) -> Self {
        let Invitation {
            id,
            email,
            role,
            invited_by,
            created_at,
            expires_at,
            version,
            // The caller's own.
            tenant: _,
        } = invitation;
        Self {
            invitation_id: *id,
            email,
            role: role.name(),
            invited_by: *invited_by,
            created_at: Time(*created_at),
            expires_at: Time(*expires_at),
            version: *version,
        }
    }
}

/// Whom to invite, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInvitation, example = json!({"email": "emil@holzundform.example", "role": "staff"}))]
pub struct NewInvitationRequest {
    #[schema(format = Email, max_length = 254)]
    email: String,
    #[schema(value_type = RoleName)]
    role: Role,
}

impl NewInvitationRequest {
    pub fn check(&self) -> Checked<NewInvitation> {
        NewInvitation::new(&self.email, self.role)
    }
}

/// The invitation as its recipient sees it before they accept.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitationPreview, example = json!({
    "company_name": "Holz & Form GmbH", "email": "emil@holzundform.example", "role": "staff",
    "expires_at": "2026-12-01T11:00:00.000Z", "already_member": false
}))]
pub struct PreviewResponse<'a> {
    company_name: &'a str,
    email: &'a str,
    #[schema(value_type = RoleName)]
    role: &'static str,
    expires_at: Time,
    /// The address has an account, so the invitation can't be taken with it.
    already_member: bool,
}

impl<'a> PreviewResponse<'a> {
    pub fn of(preview: &'a InvitationPreview) -> Self {
        Self {
            company_name: &preview.company_name,
            email: &preview.email,
            role: preview.role.name(),
            expires_at: Time(preview.expires_at),
            already_member: preview.already_member,
        }
    }
}

/// An invited person joins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignUp, example = json!({
    "code": "AZq10s3vfhG...", "name": "Emil Form", "password": "correct horse battery"
}))]
pub struct SignUpRequest {
    /// From the mailed link.
    #[schema(min_length = 1, max_length = 200)]
    pub code: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    password: SecretString,
}

impl SignUpRequest {
    pub fn joining(self) -> Checked<Joining> {
        Joining::new(&self.name, self.password)
    }
}

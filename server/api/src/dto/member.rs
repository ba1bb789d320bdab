//! The people of a tenant.

use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        ids::UserId,
        member::{Member, MemberChange, Role},
    },
};
use utoipa::ToSchema;

use super::{names::RoleName, scalar::Time};

/// A member of the tenant.
#[derive(Serialize, ToSchema)]
#[schema(as = Member, example = json!({
    "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f", "email": "grete@holzundform.example", "name": "Grete Holz",
    "role": "owner", "mfa_enabled": true, "version": 1, "created_at": "2026-11-24T09:00:00.000Z", "updated_at": "2026-11-24T09:00:00.000Z"
}))]
pub struct MemberResponse<'a> {
    #[schema(value_type = Uuid)]
    user_id: UserId,
    email: &'a str,
    name: &'a str,
    #[schema(value_type = RoleName)]
    role: &'static str,
    /// Signing in takes a second factor.
    mfa_enabled: bool,
    version: u64,
    created_at: Time,
    updated_at: Time,
}

impl<'a> MemberResponse<'a> {
    /// What PATCH can change.
    pub const WRITABLE: &'static [&'static str] = &["name", "role"];

    pub fn of(member: &'a Member) -> Self {
        let Member {
            user,
            email,
            name,
            role,
            created_at,
            updated_at,
            totp_since,
            version,
            // The caller's own.
            tenant: _,
            // Links that were mailed are judged by it, nobody else.
            credentials: _,
        } = member;
        Self {
            user_id: *user,
            email,
            name,
            role: role.name(),
            mfa_enabled: totp_since.is_some(),
            version: *version,
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
        }
    }
}

/// The fields of a member that can be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Grete Holz", "role": "admin"}))]
pub struct MemberEdit {
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
    #[schema(value_type = RoleName)]
    role: Role,
}

impl MemberEdit {
    pub fn change(&self, current: &Member) -> Checked<MemberChange> {
        MemberChange::of(current, &self.name, self.role)
    }
}

//! The people of a tenant and what their role allows.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::Result,
    ids::{TenantId, UserId},
    text::Check,
};

/// Each role may do what the ones before it may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads products, orders and insights.
    Viewer,
    /// Manages products and orders.
    Staff,
    /// Manages people, settings and reads the audit log.
    Admin,
    /// Names further owners and may delete the tenant.
    Owner,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Staff, Role::Admin, Role::Owner];

    pub const fn name(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Staff => "staff",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|role| role.name() == name).ok_or("must be viewer, staff, admin or owner")
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Member {
    pub user: UserId,
    pub tenant: TenantId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Since when a second factor is asked for at sign-in. It follows the
    /// identity provider, which has the last word.
    #[serde(default)]
    pub totp_since: Option<Timestamp>,
    /// How often what this person signs in with has changed: the password, or the second factor. A mailed link
    /// that was made for an earlier number is void.
    #[serde(default)]
    pub credentials: u64,
    pub version: u64,
}

/// A change of a member, already checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberChange {
    pub name: String,
    pub role: Role,
}

impl MemberChange {
    pub fn new(name: &str, role: Role) -> Result<Self> {
        Self::after(Check::default(), name, role)
    }

    /// Checks a change of this member; fails with every wrong field.
    pub fn of(current: &Member, name: &str, role: Role) -> Result<Self> {
        Self::after(Check::keeping([current.name.as_str()]), name, role)
    }

    fn after(mut check: Check, name: &str, role: Role) -> Result<Self> {
        let name = check.public_name("/name", name, 100);
        check.done(Self { name, role })
    }
}

impl Member {
    /// What can be changed of it, as it is.
    pub(crate) fn change(&self) -> MemberChange {
        MemberChange { name: self.name.clone(), role: self.role }
    }
}

//! An invitation holds a seat for a person until it is taken, withdrawn or
//! expired.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::Result,
    ids::{InvitationId, TenantId, UserId},
    member::Role,
    text::Check,
};

/// Hours in which an invitation can be taken.
pub const INVITATION_HOURS: i64 = 7 * 24;

/// Days in which a company counts as young, whatever it bought.
pub const YOUNG_DAYS: i64 = 7;
/// Invitations that a young company, or one on the basic plan that has confirmed no order yet, sends in 24 hours. It
/// is twice the seats of that plan, so that who only fills their seats never meets it.
pub const YOUNG_INVITATIONS: usize = 20;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub tenant: TenantId,
    pub email: String,
    pub role: Role,
    /// The member who invited, or nobody when the operator did.
    pub invited_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub version: u64,
}

impl Invitation {
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

/// An invitation to write, already checked.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub email: String,
    pub role: Role,
}

impl NewInvitation {
    pub fn new(email: &str, role: Role) -> Result<Self> {
        let mut check = Check::default();
        let email = check.email("/email", email);
        check.done(Self { email, role })
    }
}

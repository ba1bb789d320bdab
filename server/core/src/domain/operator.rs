//! The people who run the installation. They are no members of any tenant and
//! have an identity space of their own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ids::UserId;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OperatorRecord {
    pub user: UserId,
    pub email: String,
    pub name: String,
    pub created_at: Timestamp,
    /// Since when a second factor is asked for at sign-in.
    #[serde(default)]
    pub totp_since: Option<Timestamp>,
}

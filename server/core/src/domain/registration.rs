//! A company's sign-up, before its email address is confirmed, and a password reset
//! that was asked for: records that end when their link is used.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{RegistrationId, ResetId, UserId},
    money::Currency,
    tier::Tier,
};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Registration {
    pub id: RegistrationId,
    pub company_name: String,
    pub email: String,
    pub name: String,
    pub tier: Tier,
    pub currency: Currency,
    pub time_zone: String,
    /// The identity that was made for it and that only confirming puts to use.
    pub user: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reset {
    pub id: ResetId,
    pub user: UserId,
    /// [`Member::credentials`](crate::domain::member::Member) when it was asked for: once that has moved on, the link is void.
    #[serde(default)]
    pub credentials: u64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

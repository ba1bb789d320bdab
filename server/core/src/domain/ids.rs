//! Identifiers: UUIDv7, each kind a type of its own, so that an order's id can
//! never be passed where a product's is meant. Being time-ordered, "newest
//! first" is the key read backwards.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A company that signed up.
    TenantId,
    /// A person who signs in: a member of a tenant, or an operator.
    UserId,
    ProductId,
    OrderId,
    /// One journal entry, and so one commit.
    EntryId,
    EventId,
    InvitationId,
    /// A sign-up that waits for its email address to be confirmed.
    RegistrationId,
    /// A password reset that was asked for.
    ResetId,
    /// One signed-in device: a family of refresh tokens.
    SessionId,
    /// A sign-in that waits for its second factor.
    ChallengeId,
    /// A record of a kind that a program declares.
    ResourceId,
    /// A key that a program signs in with.
    ApiKeyId,
    /// An operation on a tenant.
    OperationId,
    /// An export of all of a company's data.
    ExportId,
}

//! The journal: one entry for each commit, written in the same transaction.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    event::Event,
    ids::{ApiKeyId, EntryId, TenantId, UserId},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Actor {
    /// A member of the tenant.
    Member(UserId),
    Operator(UserId),
    /// A program of the tenant, by its API key.
    ApiKey(ApiKeyId),
    /// A caller who has not signed in, as at a sign-up.
    Visitor,
    /// The installation itself.
    System,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub tenant: Option<TenantId>,
    pub actor: Actor,
    pub at: Timestamp,
    /// The stable name of what was done, as `order.placed`.
    pub action: String,
    pub subject: Option<uuid::Uuid>,
    /// Why, where the actor had to say.
    pub reason: Option<String>,
    pub changes: Vec<Change>,
    pub request_id: Option<String>,
    pub events: Vec<Event>,
}

/// A field that changed. Personal values are never kept, only that they changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<String>,
}

impl Change {
    /// Returns a change of a field whose values may be kept; `None` if they are equal.
    pub fn between(field: &str, from: impl ToString, to: impl ToString) -> Option<Change> {
        let (from, to) = (from.to_string(), to.to_string());
        (from != to).then(|| Change { field: field.to_owned(), from: Some(from), to: Some(to) })
    }

    /// A change of a personal or lengthy value: only that it happened.
    pub fn of<T: PartialEq>(field: &str, from: &T, to: &T) -> Option<Change> {
        (from != to).then(|| Change { field: field.to_owned(), from: None, to: None })
    }
}

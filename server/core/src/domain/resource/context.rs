//! What a kind may judge a draft by, beside the draft itself.

use jiff::Timestamp;

use crate::domain::{event_types::EventCatalog, ids::UserId, member::Role, tenant::TenantRecord};

/// Who changes a record, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The tenant whose record it is.
    pub tenant: &'a TenantRecord,
    /// Who makes the change.
    pub principal: Principal,
    /// The time of the change.
    pub now: Timestamp,
    /// The types of events of the installation.
    pub event_types: &'a EventCatalog,
}

/// Who acts on a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Principal {
    /// The member; nothing for a program, which acts in nobody's name.
    pub user: Option<UserId>,
    /// The role of the member, or of the scope that a program's operation takes.
    pub role: Role,
}

//! What a kind may judge a draft by, beside the draft itself.

use jiff::Timestamp;

use crate::domain::{member::Member, tenant::TenantRecord};

/// Who changes a record, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The tenant whose record it is.
    pub tenant: &'a TenantRecord,
    /// The member who makes the change.
    pub member: &'a Member,
    /// The time of the change.
    pub now: Timestamp,
}

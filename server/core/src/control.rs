//! The port to control data: tenants, people, invitations. No commit spans
//! control data and tenant data.

use async_trait::async_trait;

use crate::{
    commit::{CommitError, ControlCommit},
    idempotency::{IdemKey, IdemRecord},
    ids::{EntryId, InvitationId, OperationId, RegistrationId, ResetId, TenantId, UserId},
    invitation::Invitation,
    journal::Entry,
    known_time::KnownTime,
    member::Member,
    near::Step,
    operation::Operation,
    operator::OperatorRecord,
    page::{Position, Slice},
    registration::{Registration, Reset},
    store::Read,
    tenant::{TenantQuery, TenantRecord},
};

#[async_trait]
pub trait ControlStore: Send + Sync + 'static {
    /// Applies all of the commit or none of it; when it returns, it is durable.
    async fn commit(&self, commit: ControlCommit) -> Result<(), CommitError>;

    async fn tenant(&self, id: TenantId) -> Read<Option<TenantRecord>>;
    async fn tenants(&self, query: &TenantQuery, from: Option<&Position>, limit: usize) -> Read<Slice<TenantRecord>>;

    async fn member(&self, user: UserId) -> Read<Option<Member>>;
    /// `email` is folded.
    async fn member_by_email(&self, email: &str) -> Read<Option<Member>>;
    async fn members(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Member>>;
    /// Members and open invitations, as counted against the limit.
    async fn user_count(&self, tenant: TenantId) -> Read<u64>;

    /// As [`crate::store::Store::watch`], of the number of users.
    async fn watch_users(&self, tenant: TenantId, steps: &[Step]) -> Read<()>;

    async fn invitation(&self, id: InvitationId) -> Read<Option<Invitation>>;
    async fn invitations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Invitation>>;

    async fn registration(&self, id: RegistrationId) -> Read<Option<Registration>>;
    /// The newest registration that waits for this folded address.
    async fn registration_by_email(&self, email: &str) -> Read<Option<Registration>>;
    async fn reset(&self, id: ResetId) -> Read<Option<Reset>>;

    async fn operator(&self, user: UserId) -> Read<Option<OperatorRecord>>;
    /// `email` is folded.
    async fn operator_by_email(&self, email: &str) -> Read<Option<OperatorRecord>>;

    async fn operation(&self, tenant: TenantId, id: OperationId) -> Read<Option<Operation>>;
    async fn operations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Operation>>;
    /// Of all tenants, oldest first. One that began a moment ago may be missing.
    async fn running_operations(&self, limit: usize) -> Read<Vec<Operation>>;
    /// Writes how far a running operation has come, in the place of the version
    /// before. Only how it begins and ends is journalled.
    async fn note_operation(&self, operation: &Operation) -> Result<(), CommitError>;

    async fn kept_answer(&self, key: &IdemKey, now: jiff::Timestamp) -> Read<Option<IdemRecord>>;

    /// What is known of the time from what was written.
    async fn known_time(&self) -> Read<KnownTime>;
    /// The time is right. `accepted`, by an operator's word: whatever the journal holds by now does not speak against it.
    async fn note_time(&self, at: jiff::Timestamp, accepted: bool) -> Read<()>;

    /// A tenant's part of the control journal, newest first, below `before`.
    async fn journal(&self, tenant: TenantId, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>>;
}

//! The port to control data: tenants, people, invitations. No commit spans
//! control data and tenant data.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::{
    domain::{
        api_key::ApiKey,
        idempotency::{IdemKey, IdemRecord},
        ids::{ApiKeyId, EntryId, InvitationId, OperationId, RegistrationId, ResetId, TenantId, UserId},
        invitation::Invitation,
        journal::Entry,
        known_time::KnownTime,
        member::Member,
        operation::Operation,
        operator::OperatorRecord,
        page::{Position, Slice},
        registration::{Registration, Reset},
        tenant::{TenantQuery, TenantRecord},
    },
    ports::{
        commit::{CommitError, ControlCommit},
        store::Read,
        watch::Threshold,
    },
};

/// The store of control data. Lists are sorted by id, newest first, unless a method says otherwise; `from` is the
/// position after the last item of the page before, `limit` the largest number of items. A read of one record sees every
/// commit that was acknowledged before it began; a list, where the store is not one process, may be moments behind, unless
/// a method says otherwise. A call fails if the store can't be reached or a record can't be read
/// ([`StoreError`](crate::ports::store::StoreError)); a missing record is an answer.
#[async_trait]
pub trait ControlStore: Send + Sync + 'static {
    /// Applies the whole commit atomically: all writes, counters, the journal entry, its events and the kept answer, or
    /// nothing. It is durable when this returns.
    async fn commit(&self, commit: ControlCommit) -> Result<(), CommitError>;

    /// Reads the record of a tenant; after an erasure its tombstone.
    async fn tenant(&self, id: TenantId) -> Read<Option<TenantRecord>>;
    /// Lists the tenants that match the query.
    async fn tenants(&self, query: &TenantQuery, from: Option<&Position>, limit: usize) -> Read<Slice<TenantRecord>>;

    /// Reads a member.
    async fn member(&self, user: UserId) -> Read<Option<Member>>;
    /// Reads the member with this email address, folded by [`crate::domain::text::fold_email`].
    async fn member_by_email(&self, email: &str) -> Read<Option<Member>>;
    /// Lists the members of a tenant.
    async fn members(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Member>>;
    /// Returns the number of members and open invitations, as counted against `max_users`.
    async fn user_count(&self, tenant: TenantId) -> Read<u64>;

    /// Does what [`Store::watch`](crate::ports::store::Store::watch) does, for the number of users. Fails if the number
    /// changes each time that it is read.
    async fn watch_users(&self, tenant: TenantId, thresholds: &[Threshold]) -> Read<()>;

    /// Reads an invitation, expired or not; `None` if it was taken or withdrawn.
    async fn invitation(&self, id: InvitationId) -> Read<Option<Invitation>>;
    /// Lists the invitations of a tenant that were neither taken nor withdrawn, expired or not.
    async fn invitations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Invitation>>;

    /// Reads an API key, expired or not; `None` if it was revoked.
    async fn api_key(&self, id: ApiKeyId) -> Read<Option<ApiKey>>;
    /// Lists the API keys of a tenant, expired ones too.
    async fn api_keys(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<ApiKey>>;
    /// Returns when the API keys of a tenant were used last, as noted. Keys that were never used are missing; revoked ones
    /// may be there.
    async fn api_key_uses(&self, tenant: TenantId) -> Read<BTreeMap<ApiKeyId, jiff::Timestamp>>;
    /// Notes that an API key was used, unless a later use is noted. Not journalled. A key that is not there is no error.
    async fn note_api_key_use(&self, tenant: TenantId, id: ApiKeyId, at: jiff::Timestamp) -> Read<()>;

    /// Reads a registration that is not confirmed yet, expired or not.
    async fn registration(&self, id: RegistrationId) -> Read<Option<Registration>>;
    /// Reads the newest unconfirmed registration of this folded email address, expired or not. One of a moment ago may be
    /// missing where the store is not one process.
    async fn registration_by_email(&self, email: &str) -> Read<Option<Registration>>;
    /// Reads a password reset, expired or not; `None` if it, or another of the same user, was used. Expired ones are
    /// removed some time later ([`retention`](crate::policy::retention)), as registrations are.
    async fn reset(&self, id: ResetId) -> Read<Option<Reset>>;

    /// Reads an operator.
    async fn operator(&self, user: UserId) -> Read<Option<OperatorRecord>>;
    /// Reads the operator with this folded email address.
    async fn operator_by_email(&self, email: &str) -> Read<Option<OperatorRecord>>;

    /// Reads an operation of a tenant.
    async fn operation(&self, tenant: TenantId, id: OperationId) -> Read<Option<Operation>>;
    /// Lists the operations of a tenant, none missing.
    async fn operations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Operation>>;
    /// Lists the running operations of all tenants, oldest first. One that began a moment ago may be missing.
    async fn running_operations(&self, limit: usize) -> Read<Vec<Operation>>;
    /// Writes the progress of a running operation, expecting the version before it; fails with
    /// [`CommitError::Unexpected`] if another worker was faster. Not journalled: only its begin and end are.
    async fn note_operation(&self, operation: &Operation) -> Result<(), CommitError>;

    /// Reads the answer that was kept for an idempotency key; `None` if it expired before `now`.
    async fn kept_answer(&self, key: &IdemKey, now: jiff::Timestamp) -> Read<Option<IdemRecord>>;

    /// Reads the times by which the machine's clock is checked (ADR 56): the last noted time, and the newest journal entry
    /// where the store can find it.
    async fn known_time(&self) -> Read<KnownTime>;
    /// Notes a trusted time. `accepted` means that an operator confirmed it, so present journal entries in its future no
    /// longer count against it.
    async fn note_time(&self, at: jiff::Timestamp, accepted: bool) -> Read<()>;

    /// Lists a tenant's entries of the control journal, newest first, older than `before`, none missing.
    async fn journal(&self, tenant: TenantId, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>>;
}

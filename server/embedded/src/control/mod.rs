//! The port to control data, on SQLite.

mod api_keys;
mod commit;
mod operations;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, params};
use serde::de::DeserializeOwned;
use tenantry_core::{
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
        commit::{CommitError, ControlCommit, Expect},
        control::ControlStore,
        store::Read,
        watch::Threshold,
    },
};
use uuid::Uuid;

use crate::{
    known_time,
    partition::{FileId, Partition},
    pump::OutboxNotifier,
    sqlite::{Fault, from_json},
    store::{journal, unreadable},
    watch,
};

pub struct SqliteControl {
    partition: Arc<Partition>,
    notifier: Arc<OutboxNotifier>,
}

impl SqliteControl {
    pub(crate) fn new(partition: Arc<Partition>, notifier: Arc<OutboxNotifier>) -> Self {
        Self { partition, notifier }
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Read<T> {
        let (file, _) = self.partition.at(FileId::Control).map_err(unreadable)?;
        file.read(query).map_err(|error| unreadable(Fault::from(error)))
    }

    /// One document, or none.
    fn find<T: DeserializeOwned>(&self, sql: &str, key: impl Params) -> Read<Option<T>> {
        self.read(|conn| {
            conn.prepare_cached(sql)?
                .query_row(key, |row| row.get::<_, String>(0))
                .optional()?
                .map(|doc| from_json(&doc))
                .transpose()
        })
    }

    /// Everybody who runs the installation.
    pub async fn operators(&self) -> Read<Vec<OperatorRecord>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT doc FROM operators ORDER BY user_id")?;
            let docs = statement.query_map([], |row| row.get::<_, String>(0))?;
            docs.map(|doc| from_json(&doc?)).collect()
        })
    }

    /// Returns a page of documents of one tenant, newest first.
    fn slice<T: DeserializeOwned>(
        &self,
        sql: &str,
        tenant: TenantId,
        from: Option<&Position>,
        limit: usize,
        id: impl Fn(&T) -> Uuid,
    ) -> Read<Slice<T>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let docs = statement
                .query_map(params![tenant.as_bytes(), below(from), limit as i64 + 1], |row| row.get::<_, String>(0))?;
            let items = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<T>>>()?;
            Ok(Slice::cut(items, limit, |item| Position::Before(id(item))))
        })
    }
}

fn below(from: Option<&Position>) -> [u8; 16] {
    match from {
        Some(Position::Before(id) | Position::After(_, id)) => *id.as_bytes(),
        None => [0xff; 16],
    }
}

#[async_trait]
impl ControlStore for SqliteControl {
    async fn commit(&self, commit: ControlCommit) -> Result<(), CommitError> {
        let unavailable = |fault: Fault| CommitError::Unavailable(Box::new(fault));
        let (file, writer) = self.partition.at(FileId::Control).map_err(unavailable)?;
        let has_events = !commit.entry.events.is_empty();
        let work = move |conn: &Connection| commit::apply(conn, &commit);
        writer.run(file, work).await.map_err(unavailable)?.finish()?;
        if has_events {
            self.notifier.notify(FileId::Control);
        }
        Ok(())
    }

    async fn tenant(&self, id: TenantId) -> Read<Option<TenantRecord>> {
        self.find("SELECT doc FROM tenants WHERE tenant_id = ?1", [id.as_bytes()])
    }

    async fn tenants(&self, query: &TenantQuery, from: Option<&Position>, limit: usize) -> Read<Slice<TenantRecord>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT doc FROM tenants WHERE tenant_id < ?1 AND (?2 IS NULL OR tier = ?2) \
                 AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR placement = ?4) \
                 ORDER BY tenant_id DESC LIMIT ?5",
            )?;
            let filters = params![
                below(from),
                query.tier.map(|tier| tier.name()),
                query.status.map(|status| status.name()),
                query.placement.map(|placement| placement.name()),
                limit as i64 + 1
            ];
            let docs = statement.query_map(filters, |row| row.get::<_, String>(0))?;
            let items = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<TenantRecord>>>()?;
            Ok(Slice::cut(items, limit, |tenant| Position::Before(tenant.id.0)))
        })
    }

    async fn member(&self, user: UserId) -> Read<Option<Member>> {
        self.find("SELECT doc FROM members WHERE user_id = ?1", [user.as_bytes()])
    }

    async fn member_by_email(&self, email: &str) -> Read<Option<Member>> {
        self.find("SELECT doc FROM members WHERE email_fold = ?1", [email])
    }

    async fn members(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Member>> {
        self.slice(
            "SELECT doc FROM members WHERE tenant_id = ?1 AND user_id < ?2 ORDER BY user_id DESC LIMIT ?3",
            tenant,
            from,
            limit,
            |member: &Member| member.user.0,
        )
    }

    async fn user_count(&self, tenant: TenantId) -> Read<u64> {
        self.read(|conn| Ok(commit::counts(conn, tenant)?.0))
    }

    async fn watch_users(&self, tenant: TenantId, thresholds: &[Threshold]) -> Read<()> {
        const USERS: &str = "users";
        if !self.read(|conn| watch::is_news(conn, tenant, USERS, commit::counts(conn, tenant)?.0, thresholds))? {
            return Ok(());
        }
        let (file, writer) = self.partition.at(FileId::Control).map_err(unreadable)?;
        let thresholds = thresholds.to_vec();
        let work = move |conn: &Connection| {
            watch::publish_alerts(conn, tenant, USERS, commit::counts(conn, tenant)?.0, &thresholds)
        };
        if writer.run_unruled(file, work).await.map_err(unreadable)? {
            self.notifier.notify(FileId::Control);
        }
        Ok(())
    }

    async fn invitation(&self, id: InvitationId) -> Read<Option<Invitation>> {
        self.find("SELECT doc FROM invitations WHERE invitation_id = ?1", [id.as_bytes()])
    }

    async fn invitations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Invitation>> {
        self.slice(
            "SELECT doc FROM invitations WHERE tenant_id = ?1 AND invitation_id < ?2 \
             ORDER BY invitation_id DESC LIMIT ?3",
            tenant,
            from,
            limit,
            |invitation: &Invitation| invitation.id.0,
        )
    }

    async fn api_key(&self, id: ApiKeyId) -> Read<Option<ApiKey>> {
        self.find("SELECT doc FROM api_keys WHERE key_id = ?1", [id.as_bytes()])
    }

    async fn api_keys(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<ApiKey>> {
        self.slice(
            "SELECT doc FROM api_keys WHERE tenant_id = ?1 AND key_id < ?2 ORDER BY key_id DESC LIMIT ?3",
            tenant,
            from,
            limit,
            |key: &ApiKey| key.id.0,
        )
    }

    async fn api_key_uses(&self, tenant: TenantId) -> Read<BTreeMap<ApiKeyId, Timestamp>> {
        self.read(|conn| api_keys::uses(conn, tenant))
    }

    async fn note_api_key_use(&self, tenant: TenantId, id: ApiKeyId, at: Timestamp) -> Read<()> {
        let (file, writer) = self.partition.at(FileId::Control).map_err(unreadable)?;
        writer.run_unruled(file, move |conn| api_keys::note_use(conn, tenant, id, at)).await.map_err(unreadable)
    }

    async fn registration(&self, id: RegistrationId) -> Read<Option<Registration>> {
        self.find("SELECT doc FROM registrations WHERE registration_id = ?1", [id.as_bytes()])
    }

    async fn registration_by_email(&self, email: &str) -> Read<Option<Registration>> {
        self.find("SELECT doc FROM registrations WHERE email_fold = ?1 ORDER BY registration_id DESC LIMIT 1", [email])
    }

    async fn reset(&self, id: ResetId) -> Read<Option<Reset>> {
        self.find("SELECT doc FROM resets WHERE reset_id = ?1", [id.as_bytes()])
    }

    async fn operator(&self, user: UserId) -> Read<Option<OperatorRecord>> {
        self.find("SELECT doc FROM operators WHERE user_id = ?1", [user.as_bytes()])
    }

    async fn operator_by_email(&self, email: &str) -> Read<Option<OperatorRecord>> {
        self.find("SELECT doc FROM operators WHERE email_fold = ?1", [email])
    }

    async fn operation(&self, tenant: TenantId, id: OperationId) -> Read<Option<Operation>> {
        let sql = "SELECT doc FROM operations WHERE operation_id = ?1 AND tenant_id = ?2";
        self.find(sql, [id.as_bytes(), tenant.as_bytes()])
    }

    async fn operations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Operation>> {
        self.slice(
            "SELECT doc FROM operations WHERE tenant_id = ?1 AND operation_id < ?2 \
             ORDER BY operation_id DESC LIMIT ?3",
            tenant,
            from,
            limit,
            |operation: &Operation| operation.id.0,
        )
    }

    async fn running_operations(&self, limit: usize) -> Read<Vec<Operation>> {
        self.read(|conn| operations::running(conn, limit)?.iter().map(|doc| from_json(doc)).collect())
    }

    async fn note_operation(&self, operation: &Operation) -> Result<(), CommitError> {
        let unavailable = |fault: Fault| CommitError::Unavailable(Box::new(fault));
        let (file, writer) = self.partition.at(FileId::Control).map_err(unavailable)?;
        let (operation, before) = (operation.clone(), Expect::Version(operation.version.saturating_sub(1)));
        let work = move |conn: &Connection| operations::put(conn, &operation, before);
        writer.run(file, work).await.map_err(unavailable)?.finish()
    }

    async fn kept_answer(&self, key: &IdemKey, now: Timestamp) -> Read<Option<IdemRecord>> {
        self.read(|conn| commit::kept(conn, key, now))
    }

    async fn known_time(&self) -> Read<KnownTime> {
        known_time::of(&self.partition).map_err(unreadable)
    }

    async fn note_time(&self, at: Timestamp, accepted: bool) -> Read<()> {
        let excused = if accepted { known_time::excuse(&self.partition).map_err(unreadable)? } else { None };
        let (file, writer) = self.partition.at(FileId::Control).map_err(unreadable)?;
        writer.run_unruled(file, move |conn| known_time::note(conn, at, excused)).await.map_err(unreadable)
    }

    async fn journal(&self, tenant: TenantId, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>> {
        self.read(|conn| journal::list(conn, Some(tenant), before, limit))
    }
}

//! The port to control data, on one DynamoDB table. The function's own role
//! reaches it; no tenant's credentials do.

mod api_keys;
mod commit;
pub(crate) mod keys;
pub(crate) mod table;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tenantry_core::{
    domain::{
        api_key::ApiKey,
        event_feed::{Fed, FeedMark},
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
    policy::limit_alerts::evaluate,
    ports::{
        commit::{CommitError, ControlCommit, Subject},
        control::ControlStore,
        identity::Realm,
        store::Read,
        watch::Threshold,
    },
};
use uuid::Uuid;

pub(crate) use self::commit::tenant_in_place;
use self::{
    keys::Key,
    table::{ControlTable, List},
};
use crate::{
    dynamo::{Condition, Consumption, Fault, Item, Reading, Span, Transaction, number, query_all, text},
    outbox::Waiting,
    store::journal,
};

/// How often a changing number is read again.
const TRIES: usize = 10;

#[derive(Clone)]
pub struct DynamoControl {
    pub(crate) table: ControlTable,
}

impl DynamoControl {
    pub fn new(client: Client, prefix: &str, used: Arc<Consumption>) -> Self {
        Self { table: ControlTable::new(client, prefix, used) }
    }

    /// One document, or none.
    async fn find<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Fault> {
        self.table.get(key).await?.map(|item| item.json("doc")).transpose()
    }

    /// Who claimed an address; the nil user stands for nobody, so that it costs the same.
    async fn owner(&self, realm: Realm, folded: &str) -> Result<UserId, Fault> {
        let claim = self.table.get(&keys::address(realm, folded)).await?;
        let user = claim.as_ref().and_then(|claim| claim.maybe_text("user")).and_then(|user| user.parse().ok());
        Ok(user.unwrap_or(UserId(Uuid::nil())))
    }

    /// Returns whether the claim to an address is free for an invitation: absent, expired, or its own.
    async fn holds(&self, claim: &Key, id: InvitationId, now: Timestamp) -> Result<bool, Fault> {
        let Some(held) = self.table.get(claim).await? else { return Ok(true) };
        Ok(held.text("invitation")? == id.to_string() || held.number::<i64>("until")? <= now.as_millisecond())
    }

    /// Reads a password reset; `None` if there is none or a later one ended it.
    async fn open_reset(&self, id: ResetId) -> Result<Option<Reset>, Fault> {
        let Some(reset) = self.find::<Reset>(&keys::reset(id)).await? else { return Ok(None) };
        let ended = self.table.get(&keys::resets_ended(reset.user)).await?;
        let ended =
            ended.is_some_and(|ended| ended.maybe_text("before").is_some_and(|before| *before >= *id.to_string()));
        Ok((!ended).then_some(reset))
    }

    async fn kept(&self, key: &IdemKey, now: Timestamp) -> Result<Option<IdemRecord>, Fault> {
        let Some(item) = self.table.get(&keys::idempotency(key)).await? else { return Ok(None) };
        let record: IdemRecord = item.json("record")?;
        Ok(Some(record).filter(|record| record.expires_at > now))
    }

    /// Returns a page of documents of one list, newest first.
    async fn slice<T: DeserializeOwned>(
        &self,
        list: &str,
        from: Option<&Position>,
        limit: usize,
        filter: Option<Condition>,
        id: impl Fn(&T) -> Uuid,
    ) -> Read<Slice<T>> {
        let below = from.map(|(Position::Before(id) | Position::After(_, id))| id.to_string());
        self.cut(&List { below, ..List::newest(list) }, limit, filter, id).await
    }

    async fn cut<T: DeserializeOwned>(
        &self,
        list: &List<'_>,
        limit: usize,
        filter: Option<Condition>,
        id: impl Fn(&T) -> Uuid,
    ) -> Read<Slice<T>> {
        let items = self.table.list(list, limit + 1, filter).await?;
        let items = items.iter().map(|item| item.json("doc")).collect::<Result<Vec<T>, _>>()?;
        Ok(Slice::cut(items, limit, |item| Position::Before(id(item))))
    }

    /// Reads the number of users of a tenant, and the percentage of the limit that it was notified of.
    async fn users(&self, tenant: TenantId) -> Result<(i64, u8), Fault> {
        let item = self.table.get(&keys::counts(tenant)).await?.unwrap_or_default();
        Ok((item.maybe_number("users")?.unwrap_or(0), item.maybe_number("told")?.unwrap_or(0)))
    }

    /// Publishes the events of newly reached thresholds, if the number still is what was read.
    async fn publish_alerts(
        &self,
        tenant: TenantId,
        users: i64,
        notified: u8,
        thresholds: &[Threshold],
    ) -> Result<bool, Fault> {
        let (level, news) = evaluate(notified, users.max(0).unsigned_abs(), thresholds);
        if level == notified {
            return Ok(true);
        }
        let mut transaction = Transaction::new();
        let change = Condition::new("SET #told = :level").name("#told", "told").value(":level", number(level));
        let unmoved = if notified == 0 { "(attribute_not_exists(#told) OR #told = :told)" } else { "#told = :told" };
        let still = Condition::new(format!("#users = :users AND {unmoved}"))
            .name("#users", "users")
            .value(":users", number(users))
            .value(":told", number(notified));
        transaction.update((), &self.table.name, keys::counts(tenant).item(), change, Some(still))?;
        let events: Vec<_> = news.into_iter().map(|threshold| threshold.event.clone()).collect();
        if let Some(first) = events.first() {
            let waiting = Waiting::new(tenant, first.id.0, events.clone(), first.at);
            transaction.put((), &self.table.outbox, waiting.item()?, None)?;
        }
        self.table.send(transaction, Uuid::new_v4().to_string()).await.map(|refused| refused.is_none())
    }
}

fn read_operator(item: &Item) -> Result<OperatorRecord, Fault> {
    let operator: OperatorRecord = item.json("doc")?;
    let since = item.maybe_number("totp_since")?.map(Timestamp::from_millisecond).transpose();
    Ok(OperatorRecord { totp_since: since.map_err(|error| Fault::Malformed(error.to_string()))?, ..operator })
}

fn filter_of(query: &TenantQuery) -> Option<Condition> {
    let wanted = [
        ("tier", query.tier.map(|tier| tier.name())),
        ("status", query.status.map(|status| status.name())),
        ("placement", query.placement.map(|placement| placement.name())),
    ];
    let mut filter = Condition::default();
    let mut parts = Vec::new();
    for (name, value) in wanted {
        let Some(value) = value else { continue };
        parts.push(format!("#{name} = :{name}"));
        filter = filter.name(format!("#{name}"), name).value(format!(":{name}"), text(value));
    }
    filter.expression = parts.join(" AND ");
    Some(filter).filter(|_| !parts.is_empty())
}

#[async_trait]
impl ControlStore for DynamoControl {
    async fn commit(&self, commit: ControlCommit) -> Result<(), CommitError> {
        self.commit_whole(&commit).await
    }

    async fn tenant(&self, id: TenantId) -> Read<Option<TenantRecord>> {
        Ok(self.find(&keys::tenant(id)).await?)
    }

    async fn tenants(&self, query: &TenantQuery, from: Option<&Position>, limit: usize) -> Read<Slice<TenantRecord>> {
        self.slice(keys::TENANTS, from, limit, filter_of(query), |tenant: &TenantRecord| tenant.id.0).await
    }

    async fn member(&self, user: UserId) -> Read<Option<Member>> {
        Ok(self.find(&keys::member(user)).await?)
    }

    async fn member_by_email(&self, email: &str) -> Read<Option<Member>> {
        let user = self.owner(Realm::Member, email).await?;
        self.member(user).await
    }

    async fn members(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Member>> {
        self.slice(&keys::members(tenant), from, limit, None, |member: &Member| member.user.0).await
    }

    async fn user_count(&self, tenant: TenantId) -> Read<u64> {
        Ok(self.users(tenant).await?.0.max(0).unsigned_abs())
    }

    async fn watch_users(&self, tenant: TenantId, thresholds: &[Threshold]) -> Read<()> {
        for _ in 0..TRIES {
            let (users, notified) = self.users(tenant).await?;
            if self.publish_alerts(tenant, users, notified, thresholds).await? {
                return Ok(());
            }
        }
        Err(Fault::Service { tries: TRIES as u32, detail: "the number of users moves too fast".to_owned() }.into())
    }

    async fn invitation(&self, id: InvitationId) -> Read<Option<Invitation>> {
        Ok(self.find(&keys::invitation(id)).await?)
    }

    async fn invitations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Invitation>> {
        self.slice(&keys::invitations(tenant), from, limit, None, |invitation: &Invitation| invitation.id.0).await
    }

    async fn api_key(&self, id: ApiKeyId) -> Read<Option<ApiKey>> {
        Ok(self.find(&keys::api_key(id)).await?)
    }

    async fn api_keys(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<ApiKey>> {
        self.slice(&keys::api_keys(tenant), from, limit, None, |key: &ApiKey| key.id.0).await
    }

    async fn api_key_uses(&self, tenant: TenantId) -> Read<BTreeMap<ApiKeyId, Timestamp>> {
        Ok(self.uses(tenant).await?)
    }

    async fn note_api_key_use(&self, tenant: TenantId, id: ApiKeyId, at: Timestamp) -> Read<()> {
        Ok(self.note_use(tenant, id, at).await?)
    }

    async fn registration(&self, id: RegistrationId) -> Read<Option<Registration>> {
        Ok(self.find(&keys::registration(id)).await?)
    }

    async fn registration_by_email(&self, email: &str) -> Read<Option<Registration>> {
        let newest = self.table.list(&List::newest(&keys::registrations(email)), 1, None).await?;
        Ok(newest.first().map(|item| item.json("doc")).transpose()?)
    }

    async fn reset(&self, id: ResetId) -> Read<Option<Reset>> {
        Ok(self.open_reset(id).await?)
    }

    async fn operator(&self, user: UserId) -> Read<Option<OperatorRecord>> {
        Ok(self.table.get(&keys::operator(user)).await?.as_ref().map(read_operator).transpose()?)
    }

    async fn operator_by_email(&self, email: &str) -> Read<Option<OperatorRecord>> {
        let user = self.owner(Realm::Operator, email).await?;
        self.operator(user).await
    }

    async fn operation(&self, tenant: TenantId, id: OperationId) -> Read<Option<Operation>> {
        Ok(self.find(&keys::operation(tenant, id)).await?)
    }

    async fn operations(&self, tenant: TenantId, from: Option<&Position>, limit: usize) -> Read<Slice<Operation>> {
        let below = from.map(|(Position::Before(id) | Position::After(_, id))| id.to_string());
        let pk = keys::operations(tenant);
        let list = List { pk: &pk, below, prefix: None, newest_first: true, index: false };
        self.cut(&list, limit, None, |operation: &Operation| operation.id.0).await
    }

    async fn running_operations(&self, limit: usize) -> Read<Vec<Operation>> {
        let list = List { newest_first: false, ..List::newest(keys::RUNNING) };
        let mut running = Vec::new();
        for held in self.table.list(&list, limit, None).await? {
            let id =
                |name: &str| held.text(name)?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()));
            let found: Option<Operation> =
                self.find(&keys::operation(TenantId(id("tenant")?), OperationId(id("operation")?))).await?;
            running.extend(found.filter(Operation::is_running));
        }
        Ok(running)
    }

    async fn note_operation(&self, operation: &Operation) -> Result<(), CommitError> {
        let stale = CommitError::Unexpected(Subject::Operation(operation.id));
        let before = commit::at_version(operation.version.saturating_sub(1));
        let mut transaction = Transaction::new();
        transaction.put((), &self.table.name, commit::operation_item(operation)?, Some(before))?;
        match self.table.send(transaction, Uuid::new_v4().to_string()).await? {
            None => Ok(()),
            Some(_) => Err(stale),
        }
    }

    async fn kept_answer(&self, key: &IdemKey, now: Timestamp) -> Read<Option<IdemRecord>> {
        Ok(self.kept(key, now).await?)
    }

    /// The newest entry is nowhere to be asked for: entries are kept by tenant.
    async fn known_time(&self) -> Read<KnownTime> {
        let Some(item) = self.table.get(&keys::clock()).await? else { return Ok(KnownTime::default()) };
        let noted = Timestamp::from_millisecond(item.number("known_at")?);
        let noted = noted.map_err(|error| Fault::Malformed(format!("the last known time: {error}")))?;
        Ok(KnownTime { noted: Some(noted), newest_entry: None })
    }

    async fn note_time(&self, at: Timestamp, _: bool) -> Read<()> {
        let mut item = keys::clock().item();
        item.insert("known_at".to_owned(), number(at.as_millisecond()));
        Ok(self.table.put(item).await?)
    }

    async fn journal(&self, tenant: TenantId, before: Option<EntryId>, limit: usize) -> Read<Vec<Entry>> {
        let Some(span) = Span::older_than(before.map(|before| before.0)) else { return Ok(Vec::new()) };
        let (table, span) = (&self.table, Span { consistent: true, ..span });
        let hash = [tenant.to_string()];
        let items = query_all(&table.client, &table.used, tenant, (&table.journal, &hash), &span, Some(limit)).await?;
        Ok(items.iter().map(|item| item.json("doc")).collect::<Result<_, Fault>>()?)
    }

    async fn feed(&self, tenant: TenantId, from: FeedMark, now: Timestamp, limit: usize) -> Read<Vec<Fed>> {
        let (table, hash) = (&self.table, [tenant.to_string()]);
        Ok(journal::feed(&table.client, &table.used, tenant, (&table.journal, &hash), (from, now), limit).await?)
    }
}

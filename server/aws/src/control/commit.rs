//! One control commit is one transaction: the records, the addresses that may
//! stand once, the counts, journal, outbox and the kept answer.

use jiff::Timestamp;
use tenantry_core::{
    domain::{
        idempotency::IdemRecord,
        ids::{InvitationId, TenantId, UserId},
        invitation::Invitation,
        journal::Entry,
        member::Member,
        operation::Operation,
        operator::OperatorRecord,
        registration::{Registration, Reset},
        tenant::TenantRecord,
        text::fold_email,
    },
    policy::retention::reset_mark_until,
    ports::{
        commit::{CommitError, ControlCommit, ControlWrite, Expect, Subject},
        identity::Realm,
    },
};

use super::{
    DynamoControl, api_keys,
    keys::{self, Key, expires},
    table::NOBODY,
};
use crate::{
    dynamo::{Adding, Condition, Fault, Item, Reading, Transaction, adding, json, number, text},
    outbox::Waiting,
    partition::hex,
    store::journal::{self, Committing},
};

/// Attempts of a commit whose read set has changed.
const TRIES: usize = 5;

/// The reason for the cancellation of a transaction, by its action.
#[derive(Clone, Debug)]
pub(super) enum CancellationReason {
    Replay,
    Unexpected(Subject),
    EmailTaken,
    OperationRunning,
    Counts(OfCounts),
    /// The number of API keys is at its limit.
    ApiKeys {
        max: u64,
    },
    /// What was read before the transaction has changed since.
    Moved,
    /// The entry stands already: an earlier try of this very commit was applied.
    Applied,
    /// Has no condition.
    Free,
}

/// All that one commit does to the counts of a tenant.
#[derive(Clone, Debug, Default)]
pub(super) struct OfCounts {
    users: i64,
    /// The limit, and the most users that there may be before.
    room: Option<(u64, i64)>,
    owners: Option<i64>,
}

/// What became of one try to commit. That DynamoDB failed is a [`Fault`] beside it.
enum Committed {
    /// It is durable, now or since an earlier try.
    Done,
    /// A rule rejected it. Nothing was written.
    Rejected(CommitError),
    /// What this adapter read for it has changed since. Nothing was written; made anew, it may succeed.
    Conflict,
}

/// Why no transaction was made of a commit.
enum Unmade {
    /// A rule that was seen to be broken before there was a transaction.
    Rejected(CommitError),
    Fault(Fault),
}

impl From<Fault> for Unmade {
    fn from(fault: Fault) -> Self {
        Unmade::Fault(fault)
    }
}

impl DynamoControl {
    pub(super) async fn commit_whole(&self, commit: &ControlCommit) -> Result<(), CommitError> {
        let committing = Committing::begin();
        for tries in 0..TRIES {
            committing.go_on(tries as u32)?;
            match self.try_commit(commit).await? {
                Committed::Done => return Ok(()),
                Committed::Rejected(rejected) => return Err(rejected),
                Committed::Conflict => {}
            }
        }
        Err(CommitError::Unavailable("what it was made from moved too often".into()))
    }

    async fn try_commit(&self, commit: &ControlCommit) -> Result<Committed, Fault> {
        let transaction = match self.transaction(commit).await {
            Ok(transaction) => transaction,
            Err(Unmade::Rejected(rejected)) => {
                return Ok(Committed::Rejected(self.replay(commit).await?.unwrap_or(rejected)));
            }
            Err(Unmade::Fault(fault)) => return Err(fault),
        };
        // Made anew it is another transaction, so it takes another token.
        let token = uuid::Uuid::new_v4().to_string();
        match self.table.send(transaction, token).await? {
            None => Ok(Committed::Done),
            Some(reasons) => explain(reasons, commit),
        }
    }

    /// An earlier answer goes before whatever else is wrong.
    async fn replay(&self, commit: &ControlCommit) -> Result<Option<CommitError>, Fault> {
        let Some(record) = &commit.idempotency else { return Ok(None) };
        let kept = self.kept(&record.key, commit.entry.at).await?;
        Ok(kept.map(|kept| CommitError::Replay(Box::new(kept))))
    }

    async fn transaction(&self, commit: &ControlCommit) -> Result<Transaction<CancellationReason>, Unmade> {
        let mut of = Building { control: self, transaction: Transaction::new(), now: commit.entry.at };
        if let Some(record) = &commit.idempotency {
            of.keep_answer(record)?;
        }
        let mut counts = counts_of(&commit.writes);
        for write in &commit.writes {
            match write {
                ControlWrite::CountUsers { tenant, .. } | ControlWrite::CountOwners { tenant, .. } => {
                    // All at the place of the first: an item is changed once in a transaction.
                    let at = counts.iter().position(|(counted, _)| counted == tenant);
                    at.map(|at| of.count(*tenant, counts.swap_remove(at).1)).transpose()?;
                }
                ControlWrite::Tenant { tenant, expect } => of.put_tenant(tenant, *expect)?,
                ControlWrite::Member { member, expect } => of.put_member(member, *expect)?,
                ControlWrite::RemoveMember { user, expect } => of.remove_member(*user, *expect).await?,
                ControlWrite::Invitation { invitation, expect } => of.put_invitation(invitation, *expect).await?,
                ControlWrite::RemoveInvitation { id } => of.remove_invitation(*id).await?,
                ControlWrite::ApiKey { key, expect, max } => of.put_api_key(key, *expect, *max)?,
                ControlWrite::RemoveApiKey { id, tenant } => of.remove_api_key(*id, *tenant)?,
                ControlWrite::Registration { registration } => of.put_registration(registration)?,
                ControlWrite::RemoveRegistration { id } => {
                    let gone = CancellationReason::Unexpected(Subject::Registration(*id));
                    of.remove(gone, &keys::registration(*id), there())?;
                }
                ControlWrite::Reset { reset } => of.put_reset(reset)?,
                ControlWrite::RemoveReset { id } => of.use_reset(*id, &commit.entry).await?,
                ControlWrite::Operator { operator } => of.put_operator(operator)?,
                ControlWrite::Operation { operation, expect } => of.put_operation(operation, *expect)?,
                ControlWrite::OperatorTotp { user, since } => of.operator_totp(*user, *since)?,
            }
        }
        of.record(&commit.entry, commit.idempotency.as_ref())?;
        Ok(of.transaction)
    }
}

/// Says what a cancelled transaction means: by the first of its reasons, in the order of the writes.
fn explain(reasons: Vec<(CancellationReason, Option<Item>)>, commit: &ControlCommit) -> Result<Committed, Fault> {
    if reasons.iter().any(|(reason, _)| matches!(reason, CancellationReason::Applied)) {
        return Ok(Committed::Done);
    }
    let Some((reason, old)) = reasons.into_iter().next() else { return Ok(Committed::Conflict) };
    let old = old.unwrap_or_default();
    let rejected = match reason {
        CancellationReason::Replay => CommitError::Replay(Box::new(old.json("record")?)),
        CancellationReason::Unexpected(subject) => CommitError::Unexpected(subject),
        CancellationReason::EmailTaken => CommitError::EmailTaken,
        CancellationReason::OperationRunning => CommitError::OperationRunning,
        CancellationReason::Counts(counts) => {
            let used = old.maybe_number::<i64>("users")?.unwrap_or(0).max(0);
            match counts.room {
                Some((max, room)) if used > room => CommitError::OverLimit { max, used: used.unsigned_abs() },
                _ => CommitError::LastOwner,
            }
        }
        CancellationReason::ApiKeys { max } => {
            let used = old.maybe_number::<u64>(api_keys::COUNT)?.unwrap_or(0);
            CommitError::OverLimit { max, used }
        }
        CancellationReason::Moved | CancellationReason::Applied | CancellationReason::Free => {
            return Ok(Committed::Conflict);
        }
    };
    tracing::trace!(entry = %commit.entry.id, "a control commit was rejected");
    Ok(Committed::Rejected(rejected))
}

fn counts_of(writes: &[ControlWrite]) -> Vec<(TenantId, OfCounts)> {
    let mut all: Vec<(TenantId, OfCounts)> = Vec::new();
    let mut of = |tenant: &TenantId, count: &dyn Fn(&mut OfCounts)| {
        let at = all.iter().position(|(known, _)| known == tenant).unwrap_or_else(|| {
            all.push((*tenant, OfCounts::default()));
            all.len() - 1
        });
        count(&mut all[at].1);
    };
    for write in writes {
        match write {
            ControlWrite::CountUsers { tenant, delta, max } => of(tenant, &|counts| {
                counts.users += delta;
                if let Some(max) = max {
                    let room = i64::try_from(*max).unwrap_or(i64::MAX).saturating_sub(counts.users);
                    counts.room = Some((*max, room));
                }
            }),
            ControlWrite::CountOwners { tenant, delta } => {
                of(tenant, &|counts| *counts.owners.get_or_insert(0) += delta);
            }
            ControlWrite::Tenant { .. }
            | ControlWrite::Member { .. }
            | ControlWrite::RemoveMember { .. }
            | ControlWrite::Invitation { .. }
            | ControlWrite::RemoveInvitation { .. }
            | ControlWrite::ApiKey { .. }
            | ControlWrite::RemoveApiKey { .. }
            | ControlWrite::Registration { .. }
            | ControlWrite::RemoveRegistration { .. }
            | ControlWrite::Reset { .. }
            | ControlWrite::RemoveReset { .. }
            | ControlWrite::Operator { .. }
            | ControlWrite::Operation { .. }
            | ControlWrite::OperatorTotp { .. } => {}
        }
    }
    all
}

pub(super) fn there() -> Condition {
    Condition::new("attribute_exists(pk)")
}

fn absent() -> Condition {
    Condition::new("attribute_not_exists(pk)")
}

pub(super) fn expected(expect: Expect) -> Condition {
    match expect {
        Expect::Absent => absent(),
        Expect::Version(seen) => at_version(seen),
    }
}

pub(super) fn at_version(seen: u64) -> Condition {
    Condition::new("#version = :seen").name("#version", "version").value(":seen", number(seen))
}

pub(super) struct Building<'a> {
    pub(super) control: &'a DynamoControl,
    pub(super) transaction: Transaction<CancellationReason>,
    now: Timestamp,
}

pub(super) type Built = Result<(), Fault>;
/// For writes that are made of what is read first.
type Judged = Result<(), Unmade>;

fn unexpected(subject: Subject) -> Judged {
    Err(Unmade::Rejected(CommitError::Unexpected(subject)))
}

impl Building<'_> {
    pub(super) fn put(&mut self, reason: CancellationReason, item: Item, condition: Option<Condition>) -> Built {
        self.transaction.put(reason, &self.control.table.name, item, condition)
    }

    pub(super) fn remove(&mut self, reason: CancellationReason, key: &Key, condition: Condition) -> Built {
        self.transaction.delete(reason, &self.control.table.name, key.item(), Some(condition))
    }

    pub(super) fn update(
        &mut self,
        reason: CancellationReason,
        key: &Key,
        change: Condition,
        condition: Option<Condition>,
    ) -> Built {
        self.transaction.update(reason, &self.control.table.name, key.item(), change, condition)
    }

    fn keep_answer(&mut self, record: &IdemRecord) -> Built {
        let mut item = keys::idempotency(&record.key).item();
        item.insert("record".to_owned(), json(record)?);
        item.insert("until".to_owned(), number(record.expires_at.as_millisecond()));
        item.extend([expires(record.expires_at)]);
        let free = Condition::new("attribute_not_exists(pk) OR #until <= :now")
            .name("#until", "until")
            .value(":now", number(self.now.as_millisecond()));
        self.put(CancellationReason::Replay, item, Some(free))
    }

    fn count(&mut self, tenant: TenantId, counts: OfCounts) -> Built {
        let mut sums = Adding::from([("users".to_owned(), counts.users)]);
        sums.extend(counts.owners.map(|owners| ("owners".to_owned(), owners)));
        let mut condition = Condition::default();
        let mut parts = Vec::new();
        if let Some((_, room)) = counts.room {
            parts.push(if room >= 0 { "(attribute_not_exists(pk) OR #users <= :room)" } else { "#users <= :room" });
            condition = condition.name("#users", "users").value(":room", number(room));
        }
        // Adding an owner never leaves a tenant without one.
        if let Some(owners) = counts.owners.filter(|owners| *owners <= 0) {
            parts.push("#owners > :leaving");
            condition = condition.name("#owners", "owners").value(":leaving", number(-owners));
        }
        condition.expression = parts.join(" AND ");
        let condition = Some(condition).filter(|_| !parts.is_empty());
        self.update(CancellationReason::Counts(counts), &keys::counts(tenant), adding(&sums, &Item::new()), condition)
    }

    fn put_tenant(&mut self, tenant: &TenantRecord, expect: Expect) -> Built {
        let stale = CancellationReason::Unexpected(Subject::Tenant(tenant.id));
        self.put(stale, tenant_item(tenant)?, Some(expected(expect)))
    }

    fn put_member(&mut self, member: &Member, expect: Expect) -> Built {
        let mut item = keys::member(member.user).listed(keys::members(member.tenant), member.user.to_string());
        item.extend([("doc".to_owned(), json(member)?), ("version".to_owned(), number(member.version))]);
        if expect != Expect::Absent {
            return self.put(
                CancellationReason::Unexpected(Subject::Member(member.user)),
                item,
                Some(expected(expect)),
            );
        }
        self.put(CancellationReason::EmailTaken, item, Some(absent()))?;
        self.claim(Realm::Member, &member.email, member.user)
    }

    fn claim(&mut self, realm: Realm, email: &str, user: UserId) -> Built {
        let mut item = keys::address(realm, &fold_email(email)).item();
        item.insert("user".to_owned(), text(user.to_string()));
        self.put(CancellationReason::EmailTaken, item, Some(absent()))
    }

    async fn remove_member(&mut self, user: UserId, seen: u64) -> Judged {
        let found: Option<Member> = self.control.find(&keys::member(user)).await?;
        let Some(member) = found.filter(|member| member.version == seen) else {
            return unexpected(Subject::Member(user));
        };
        self.remove(CancellationReason::Unexpected(Subject::Member(user)), &keys::member(user), at_version(seen))?;
        let address = keys::address(Realm::Member, &fold_email(&member.email));
        let own = Condition::new("#user = :user").name("#user", "user").value(":user", text(user.to_string()));
        self.remove(CancellationReason::Moved, &address, own)?;
        Ok(())
    }

    async fn put_invitation(&mut self, invitation: &Invitation, expect: Expect) -> Judged {
        let id = invitation.id;
        let mut item = keys::invitation(id).listed(keys::invitations(invitation.tenant), id.to_string());
        item.extend([("doc".to_owned(), json(invitation)?), ("version".to_owned(), number(invitation.version))]);
        let claim = keys::invited(invitation.tenant, &fold_email(&invitation.email));
        let mut held = claim.item();
        held.insert("invitation".to_owned(), text(id.to_string()));
        held.insert("until".to_owned(), number(invitation.expires_at.as_millisecond()));
        let free = Condition::new("attribute_not_exists(pk) OR #until <= :now OR #invitation = :id")
            .name("#until", "until")
            .name("#invitation", "invitation")
            .value(":now", number(self.now.as_millisecond()))
            .value(":id", text(id.to_string()));
        let stale = CancellationReason::Unexpected(Subject::Invitation(id));
        if expect == Expect::Absent {
            self.put(CancellationReason::EmailTaken, held, Some(free))?;
            self.put(stale, item, Some(absent()))?;
            return Ok(());
        }
        self.put(stale, item, Some(at_version(invitation.version - 1)))?;
        // An invitation of the same address that came after it keeps the claim.
        if self.control.holds(&claim, id, self.now).await? {
            self.put(CancellationReason::Moved, held, Some(free))?;
        }
        Ok(())
    }

    async fn remove_invitation(&mut self, id: InvitationId) -> Judged {
        let Some(invitation) = self.control.find::<Invitation>(&keys::invitation(id)).await? else {
            return unexpected(Subject::Invitation(id));
        };
        self.remove(CancellationReason::Unexpected(Subject::Invitation(id)), &keys::invitation(id), there())?;
        let claim = keys::invited(invitation.tenant, &fold_email(&invitation.email));
        let held = self.control.table.get(&claim).await?;
        if held.is_some_and(|held| held.maybe_text("invitation") == Some(&id.to_string())) {
            let own = Condition::new("#invitation = :id")
                .name("#invitation", "invitation")
                .value(":id", text(id.to_string()));
            self.remove(CancellationReason::Moved, &claim, own)?;
        }
        Ok(())
    }

    fn put_registration(&mut self, registration: &Registration) -> Built {
        let list = keys::registrations(&fold_email(&registration.email));
        let mut item = keys::registration(registration.id).listed(list, registration.id.to_string());
        item.extend([("doc".to_owned(), json(registration)?), expires(registration.expires_at)]);
        self.put(CancellationReason::Free, item, None)
    }

    fn put_reset(&mut self, reset: &Reset) -> Built {
        let mut item = keys::reset(reset.id).item();
        item.extend([("doc".to_owned(), json(reset)?), expires(reset.expires_at)]);
        self.put(CancellationReason::Free, item, None)
    }

    /// Others of the same person end with it: a mark says that all before now have.
    async fn use_reset(&mut self, id: tenantry_core::domain::ids::ResetId, entry: &Entry) -> Judged {
        let Some(reset) = self.control.open_reset(id).await? else { return unexpected(Subject::Reset(id)) };
        let ended = CancellationReason::Unexpected(Subject::Reset(id));
        self.remove(ended.clone(), &keys::reset(id), there())?;
        let mut mark = keys::resets_ended(reset.user).item();
        mark.insert("before".to_owned(), text(entry.id.to_string()));
        mark.extend([expires(reset_mark_until(reset.expires_at))]);
        let first = Condition::new("attribute_not_exists(pk) OR #before < :id")
            .name("#before", "before")
            .value(":id", text(id.to_string()));
        self.put(ended, mark, Some(first))?;
        Ok(())
    }

    /// One that runs holds the only place that its tenant has for one.
    fn put_operation(&mut self, operation: &Operation, expect: Expect) -> Built {
        let id = operation.id.to_string();
        let own = Condition::new("attribute_not_exists(pk) OR #operation = :id")
            .name("#operation", "operation")
            .value(":id", text(&id));
        let running = keys::running(operation.tenant);
        if operation.is_running() {
            let mut held = running.listed(keys::RUNNING.to_owned(), id.clone());
            held.extend([
                ("operation".to_owned(), text(id)),
                ("tenant".to_owned(), text(operation.tenant.to_string())),
            ]);
            self.put(CancellationReason::OperationRunning, held, Some(own))?;
        } else {
            self.remove(CancellationReason::Free, &running, own)?;
        }
        let stale = CancellationReason::Unexpected(Subject::Operation(operation.id));
        self.put(stale, operation_item(operation)?, Some(expected(expect)))
    }

    fn put_operator(&mut self, operator: &OperatorRecord) -> Built {
        let mut item = keys::operator(operator.user).item();
        item.insert("doc".to_owned(), json(operator)?);
        self.put(CancellationReason::EmailTaken, item, Some(absent()))?;
        self.claim(Realm::Operator, &operator.email, operator.user)
    }

    fn operator_totp(&mut self, user: UserId, since: Option<Timestamp>) -> Built {
        let change = match since {
            Some(since) => Condition::new("SET totp_since = :since").value(":since", number(since.as_millisecond())),
            None => Condition::new("REMOVE totp_since"),
        };
        self.update(
            CancellationReason::Unexpected(Subject::Operator(user)),
            &keys::operator(user),
            change,
            Some(there()),
        )
    }

    /// It says where the answer is kept, so that this goes when the tenant is erased.
    fn record(&mut self, entry: &Entry, answer: Option<&IdemRecord>) -> Built {
        let tenant = entry.tenant.unwrap_or(NOBODY);
        let mut item = journal::item(tenant, None, entry)?;
        item.extend(answer.map(|answer| (keys::ANSWER.to_owned(), text(hex(&answer.key.0)))));
        let new = Condition::new("attribute_not_exists(entry_id)");
        self.transaction.put(CancellationReason::Applied, &self.control.table.journal.table, item, Some(new))?;
        self.send_off(tenant, entry.id.0, &entry.events)
    }

    fn send_off(&mut self, tenant: TenantId, id: uuid::Uuid, events: &[tenantry_core::domain::event::Event]) -> Built {
        if events.is_empty() {
            return Ok(());
        }
        let waiting = Waiting::new(tenant, id, events.to_vec(), self.now);
        self.transaction.put(CancellationReason::Free, &self.control.table.outbox, waiting.item()?, None)
    }
}

fn tenant_item(tenant: &TenantRecord) -> Result<Item, Fault> {
    let mut item = keys::tenant(tenant.id).listed(keys::TENANTS.to_owned(), tenant.id.to_string());
    item.extend([
        ("doc".to_owned(), json(tenant)?),
        ("version".to_owned(), number(tenant.version)),
        ("tier".to_owned(), text(tenant.tier.name())),
        ("status".to_owned(), text(tenant.status.name())),
        ("placement".to_owned(), text(tenant.placement.name())),
    ]);
    Ok(item)
}

/// Writes a record in the place of the version that was seen.
pub(crate) fn tenant_in_place(tenant: &TenantRecord, seen: u64) -> Result<(Item, Condition), Fault> {
    Ok((tenant_item(tenant)?, at_version(seen)))
}

pub(super) fn operation_item(operation: &Operation) -> Result<Item, Fault> {
    let mut item = keys::operation(operation.tenant, operation.id).item();
    item.extend([("doc".to_owned(), json(operation)?), ("version".to_owned(), number(operation.version))]);
    Ok(item)
}

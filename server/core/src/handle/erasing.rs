//! The end of a tenant: what the operator asks for, or what the end of the
//! grace period brings. From the first moment on there is no way back.

use jiff::SignedDuration;

use super::{Operator, TenantKey, Worker, conclude::nothing, operations::explain, operator::check_reason};
use crate::{
    app::{Control, Inner, Thing},
    commit::{CommitError, ControlWrite, Expect, Subject},
    error::{Cause, Error, Result},
    event::EventKind,
    idempotency::{Answer, Attempt, Outcome},
    identity::Realm,
    ids::TenantId,
    journal::Actor,
    operation::{Operation, OperationKind},
    page::MAX_LIMIT,
    place::Places,
    tenant::{GRACE_DAYS, TenantQuery, TenantRecord, TenantStatus},
};

impl Operator {
    /// Only of a tenant that is deleted, and whose name was typed: this can't be undone.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn erase_tenant(
        &self,
        id: TenantId,
        company_name: &str,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        if let Some(kept) = self.inner.kept(attempt).await? {
            return kept;
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        let mut tries = self.inner.tries();
        let _turn = tries.alone(Thing::Tenant(id)).await?;
        loop {
            tries.begin().await?;
            let tenant = self.tenant(id).await?;
            if tenant.status != TenantStatus::Deleted {
                let detail =
                    format!("only a tenant that is deleted can be erased; this one is {}", tenant.status.name());
                return Err(Error::conflict("tenant_not_deleted", detail));
            }
            if company_name.trim() != tenant.company_name.trim() {
                return Err(Error::invalid("/company_name", "differs", "must be the name of the company as it stands"));
            }
            match control.begin_erasure(&tenant, Some(reason.clone()), attempt, &answer).await {
                Err(CommitError::Unexpected(Subject::Tenant(_))) => continue,
                result => return result.map_err(explain)?,
            }
        }
    }
}

impl Worker {
    /// Begins to erase the tenants whose grace period is over; how many these are.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn erase_overdue(&self) -> Result<u64> {
        let (inner, mut from, mut begun) = (&self.inner, None, 0);
        let deleted = TenantQuery { status: Some(TenantStatus::Deleted), ..TenantQuery::default() };
        let grace = SignedDuration::from_hours(24 * GRACE_DAYS);
        // A clock that jumped ends no grace period.
        let now = self.safe_time().await?;
        loop {
            let page = inner.control.tenants(&deleted, from.as_ref(), MAX_LIMIT).await?;
            let is_over =
                |tenant: &&TenantRecord| tenant.deleted_at.is_some_and(|deleted| now.duration_since(deleted) > grace);
            for tenant in page.items.iter().filter(is_over) {
                let reason = Some("the grace period is over".to_owned());
                let control = inner.control(Actor::System, None);
                match control.begin_erasure(tenant, reason, &Attempt::default(), |_| nothing()).await {
                    Ok(_) => begun += 1,
                    // Somebody else did, or brought it back, or it is at something else first.
                    Err(CommitError::Unexpected(_) | CommitError::OperationRunning) => {}
                    Err(refused) => return Err(explain(refused)),
                }
            }
            from = page.next;
            if from.is_none() {
                return Ok(begun);
            }
        }
    }
}

impl Control<'_> {
    /// In one commit the tenant is beyond return and its erasure is to be worked off.
    async fn begin_erasure(
        &self,
        tenant: &TenantRecord,
        reason: Option<String>,
        attempt: &Attempt,
        answer: impl Fn(&Operation) -> Answer + Send + Sync,
    ) -> Result<Result<Outcome>, CommitError> {
        let now = self.inner.now();
        let operation = Operation::new(self.inner.id(now), tenant.id, OperationKind::Erase, None, reason, now);
        let expect = Expect::Version(tenant.version);
        let writes = vec![ControlWrite::Tenant { tenant: tenant.erasing(now), expect }];
        let event = EventKind::OperationStarted { operation: operation.id };
        let begun = self.put_operation(&operation, writes, event, attempt, answer(&operation)).await;
        self.inner.records.forget_tenant(tenant.id);
        begun
    }
}

impl Inner {
    /// Of every member; what they could sign in with goes too.
    pub(super) async fn end_sessions(&self, operation: &Operation) -> Result<Option<String>, Cause> {
        let tenant = self.erased(operation).await?;
        let (mut from, mut people) = (None, 0);
        loop {
            let page = self.control.members(tenant.id, from.as_ref(), MAX_LIMIT).await?;
            for member in &page.items {
                self.identity.sign_out_everywhere(member.user, Realm::Member, None).await?;
                self.identity.remove(member.user, Realm::Member).await?;
                self.sign_ins.forget(member.user, Realm::Member).await?;
                self.records.forget_member(member.user);
                people += 1;
            }
            from = page.next;
            if from.is_none() {
                return Ok(Some(format!("{people} people")));
            }
        }
    }

    pub(super) async fn erase_data(&self, operation: &Operation, places: &dyn Places) -> Result<Option<String>, Cause> {
        let tenant = self.erased(operation).await?;
        places.erase_data(&TenantKey::of(&tenant)).await.map(Some)
    }

    pub(super) async fn erase_records(
        &self,
        operation: &Operation,
        places: &dyn Places,
    ) -> Result<Option<String>, Cause> {
        let tenant = self.erased(operation).await?;
        let erased = places.erase_records(&tenant, &tenant.tombstone(self.now())).await;
        self.records.forget_tenant(tenant.id);
        self.measured.remove(&tenant.id);
        erased.map(Some)
    }

    /// Never one that somebody still works with.
    async fn erased(&self, operation: &Operation) -> Result<TenantRecord, Cause> {
        let tenant = self.control.tenant(operation.tenant).await?.ok_or("the tenant is gone")?;
        if tenant.status == TenantStatus::Erased { Ok(tenant) } else { Err("the tenant is not to be erased".into()) }
    }
}

//! Erases tenants: those whose grace period is over, and step by step what is known of one.

use jiff::SignedDuration;

use crate::{
    domain::{
        error::{Cause, Result},
        idempotency::{Answer, Attempt},
        journal::Actor,
        operation::Operation,
        page::MAX_LIMIT,
        tenant::{GRACE_DAYS, TenantQuery, TenantRecord, TenantStatus},
    },
    ports::{commit::CommitError, identity::Realm, tenant_key::TenantKey, tenant_mover::TenantMover},
    runtime::{committed::Committed, inner::Inner},
    usecases::{operations::explain, worker::handle::Worker},
};

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
                match control.begin_erasure(tenant, reason, &Attempt::default(), |_| Answer::none()).await? {
                    Committed::Done(_) => begun += 1,
                    // Another worker did, or it was restored, or another operation runs first.
                    Committed::Conflict(_) | Committed::Refused(CommitError::OperationRunning) => {}
                    Committed::Refused(refused) => return Err(explain(refused)),
                }
            }
            from = page.next;
            if from.is_none() {
                return Ok(begun);
            }
        }
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

    pub(super) async fn erase_data(
        &self,
        operation: &Operation,
        mover: &dyn TenantMover,
    ) -> Result<Option<String>, Cause> {
        let tenant = self.erased(operation).await?;
        mover.erase_data(&TenantKey::of(&tenant)).await.map(Some)
    }

    pub(super) async fn erase_records(
        &self,
        operation: &Operation,
        mover: &dyn TenantMover,
    ) -> Result<Option<String>, Cause> {
        let tenant = self.erased(operation).await?;
        let erased = mover.erase_records(&tenant, &tenant.tombstone(self.now())).await;
        self.records.forget_tenant(tenant.id);
        self.measured.remove(&tenant.id);
        erased.map(Some)
    }

    /// Never one that is still in use.
    async fn erased(&self, operation: &Operation) -> Result<TenantRecord, Cause> {
        let tenant = self.control.tenant(operation.tenant).await?.ok_or("the tenant is gone")?;
        if tenant.status == TenantStatus::Erased { Ok(tenant) } else { Err("the tenant is not to be erased".into()) }
    }
}

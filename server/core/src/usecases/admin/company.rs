//! What a tenant's own people do with the tenant itself.

use crate::{
    domain::{
        error::Result,
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        member::Role,
        precondition::Precondition,
        tenant::{TenantProfile, TenantRecord, TenantStatus},
    },
    usecases::handle::TenantAdmin,
};

impl TenantAdmin {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_company(
        &self,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&TenantRecord) -> Result<TenantProfile> + Send + Sync,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.change(precondition, attempt, EventKind::TenantUpdated, None, answer, |current| {
            let profile = revise(current)?;
            self.may_set(current, &profile)?;
            current.revised(profile)
        })
        .await
    }

    /// Where the company's mail goes and what its people sign in with is set by a member.
    fn may_set(&self, current: &TenantRecord, profile: &TenantProfile) -> Result<()> {
        let is_same = (&profile.admin_email, profile.require_mfa) == (&current.admin_email, current.require_mfa);
        if is_same { Ok(()) } else { self.tenant.person().map(drop) }
    }

    /// Softly: its people are locked out at once; the operator can bring it
    /// back within the grace period.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn delete_company(
        &self,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.tenant.person()?;
        self.tenant.require(Role::Owner)?;
        let reason = "deleted by its owner".to_owned();
        let now = self.tenant.inner.now();
        self.change(precondition, attempt, EventKind::TenantDeleted, Some(reason.clone()), answer, |current| {
            Ok(TenantRecord {
                status: TenantStatus::Deleted,
                status_reason: Some(reason.clone()),
                deleted_at: Some(now),
                ..current.clone()
            })
        })
        .await
    }

    async fn change(
        &self,
        precondition: &Precondition,
        attempt: &Attempt,
        event: EventKind,
        reason: Option<String>,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
        next: impl Fn(&TenantRecord) -> Result<TenantRecord> + Send + Sync,
    ) -> Result<Outcome> {
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        let by = inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        by.change_tenant(self.tenant.id(), precondition, attempt, event, reason, answer, next).await
    }
}

//! What a tenant's own people do with the tenant itself.

use super::{Precondition, Tenant, TenantAdmin};
use crate::{
    app::{Control, Thing, unexpected},
    commit::{CommitError, ControlWrite, Expect, Subject},
    configuration,
    error::{Error, Result},
    event::EventKind,
    idempotency::{Answer, Attempt, Outcome},
    journal::Change,
    member::Role,
    overrides,
    tenant::{TenantProfile, TenantRecord, TenantStatus},
};

impl Tenant {
    /// As it is now, not as it was when the caller signed in.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn company(&self) -> Result<TenantRecord> {
        self.inner.control.tenant(self.id()).await?.ok_or(Error::NotFound)
    }
}

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
            current.revised(revise(current)?)
        })
        .await
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
            return kept;
        }
        let by = inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        by.change_tenant(self.tenant.id(), precondition, attempt, event, reason, answer, next).await
    }
}

impl Control<'_> {
    /// Reads, checks what the caller saw, and commits the next version.
    #[expect(clippy::too_many_arguments, reason = "each is one word of the sentence that the callers write")]
    pub(crate) async fn change_tenant(
        &self,
        id: crate::ids::TenantId,
        precondition: &Precondition,
        attempt: &Attempt,
        event: EventKind,
        reason: Option<String>,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
        next: impl Fn(&TenantRecord) -> Result<TenantRecord> + Send + Sync,
    ) -> Result<Outcome> {
        let mut tries = self.inner.tries();
        let _turn = tries.alone(Thing::Tenant(id)).await?;
        loop {
            tries.begin().await?;
            let current = self.inner.control.tenant(id).await?.ok_or(Error::NotFound)?;
            if let Err(stale) = precondition.check(current.version) {
                return match self.inner.made_by(attempt, current.version).await? {
                    true => Ok(Outcome::repeated(answer(&current))),
                    false => Err(stale),
                };
            }
            let next = next(&current)?;
            if next == current {
                return Ok(Outcome::fresh(answer(&current)));
            }
            let next = TenantRecord { version: current.version + 1, updated_at: self.inner.now(), ..next };
            let changes = changes(&current, &next);
            let expect = Expect::Version(current.version);
            let writes = vec![ControlWrite::Tenant { tenant: next.clone(), expect }];
            let answer = answer(&next);
            let committed =
                self.commit(Some(id), writes, event.clone(), reason.clone(), changes, attempt, answer).await;
            self.inner.records.forget_tenant(id);
            match committed {
                Err(CommitError::Unexpected(Subject::Tenant(_)) | CommitError::Replay(_)) => continue,
                result => return result.map_err(unexpected)?,
            }
        }
    }
}

fn changes(from: &TenantRecord, to: &TenantRecord) -> Vec<Change> {
    [
        Change::between("company_name", &from.company_name, &to.company_name),
        Change::of("admin_email", &from.admin_email, &to.admin_email),
        Change::between("time_zone", &from.time_zone, &to.time_zone),
        Change::between("require_mfa", from.require_mfa, to.require_mfa),
        Change::between("tier", from.tier, to.tier),
        Change::between("status", from.status.name(), to.status.name()),
    ]
    .into_iter()
    .flatten()
    .chain(overrides::changes(from.limit_overrides.as_ref(), to.limit_overrides.as_ref()))
    .chain(configuration::changes(&from.settings, &to.settings))
    .collect()
}

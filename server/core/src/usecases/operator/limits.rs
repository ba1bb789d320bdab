//! What the operator grants a tenant beside its plan.

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::TenantId,
        overrides::LimitOverrides,
        precondition::Precondition,
        tenant::TenantRecord,
    },
    usecases::{
        handle::Operator,
        operator::tenants::{check_reason, wrong_status},
    },
};

impl Operator {
    /// Replaces whatever was overridden before.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn override_limits(
        &self,
        id: TenantId,
        overrides: LimitOverrides,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let overrides = overrides.check(self.inner.now())?;
        let (event, reason) = (EventKind::TenantLimitsChanged, Some(overrides.reason.clone()));
        self.change(id, precondition, attempt, event, reason, answer, |current| {
            if current.status.is_gone() {
                return Err(wrong_status(current, "given other limits"));
            }
            Ok(TenantRecord { limit_overrides: Some(overrides.clone()), ..current.clone() })
        })
        .await
    }

    /// Ends the overrides, so that the plan's limits hold again.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn lift_overrides(
        &self,
        id: TenantId,
        reason: &str,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        let event = EventKind::TenantLimitsChanged;
        self.change(id, precondition, attempt, event, Some(reason), answer, |current| {
            if current.limit_overrides.is_none() {
                return Err(Error::conflict("no_limit_overrides", "the tenant has the limits of its plan already"));
            }
            Ok(TenantRecord { limit_overrides: None, ..current.clone() })
        })
        .await
    }
}

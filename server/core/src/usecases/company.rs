//! Changes a tenant's record: the next version of what the caller saw.

use crate::{
    domain::{
        configuration,
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::TenantId,
        journal::Change,
        overrides,
        precondition::Precondition,
        tenant::TenantRecord,
    },
    ports::commit::{ControlWrite, Expect},
    runtime::{committed::Committed, control::Control, retry::WaitsFor, turns::Thing},
};

impl Control<'_> {
    /// Reads, checks what the caller saw, and commits the next version.
    #[expect(clippy::too_many_arguments, reason = "each is one word of the sentence that the callers write")]
    pub(super) async fn change_tenant(
        &self,
        id: TenantId,
        precondition: &Precondition,
        attempt: &Attempt,
        event: EventKind,
        reason: Option<String>,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
        next: impl Fn(&TenantRecord) -> Result<TenantRecord> + Send + Sync,
    ) -> Result<Outcome> {
        let answer = |tenant: &TenantRecord| answer(tenant).at(tenant.version);
        let change = |_| async {
            let current = self.inner.control.tenant(id).await?.ok_or(Error::NotFound)?;
            if let Err(stale) = precondition.check(current.version) {
                return match self.inner.made_by(attempt, current.version).await? {
                    true => Ok(Committed::Done(Outcome::repeated(answer(&current)))),
                    false => Err(stale),
                };
            }
            let next = next(&current)?;
            if next == current {
                return Ok(Committed::Done(Outcome::fresh(answer(&current))));
            }
            let next = TenantRecord { version: current.version + 1, updated_at: self.inner.now(), ..next };
            let changes = changes(&current, &next);
            let expect = Expect::Version(current.version);
            let writes = vec![ControlWrite::Tenant { tenant: next.clone(), expect }];
            let answer = answer(&next);
            let committed =
                self.commit(Some(id), writes, event.clone(), reason.clone(), changes, attempt, answer).await;
            self.inner.records.forget_tenant(id);
            committed
        };
        self.inner.retry_on_conflict(WaitsFor::Changes(Thing::Tenant(id)), change).await
    }
}

fn changes(from: &TenantRecord, to: &TenantRecord) -> Vec<Change> {
    let TenantRecord {
        company_name,
        admin_email,
        tier,
        status,
        time_zone,
        require_mfa,
        limit_overrides,
        settings,
        // The tier that is asked for is judged by the operator, whose answer is a change of the tier.
        requested_tier: _,
        // Operations journal where the data is.
        placement: _,
        epoch: _,
        // The entry says why, and when.
        status_reason: _,
        deleted_at: _,
        updated_at: _,
        version: _,
        // Never changes.
        id: _,
        currency: _,
        created_at: _,
    } = to;
    [
        Change::between("company_name", &from.company_name, company_name),
        Change::of("admin_email", &from.admin_email, admin_email),
        Change::between("time_zone", &from.time_zone, time_zone),
        Change::between("require_mfa", from.require_mfa, *require_mfa),
        Change::between("tier", from.tier, *tier),
        Change::between("status", from.status.name(), status.name()),
    ]
    .into_iter()
    .flatten()
    .chain(overrides::changes(from.limit_overrides.as_ref(), limit_overrides.as_ref()))
    .chain(configuration::changes(&from.settings, settings))
    .collect()
}

//! What the operator does with tenants. None of it reaches a tenant's data; an
//! export does (`export.rs`).

use jiff::SignedDuration;

use crate::{
    domain::{
        consumer,
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::{EventId, TenantId},
        invitation::NewInvitation,
        journal::Entry,
        member::Role,
        money::{Currency, check_currency},
        operation::{Operation, OperationKind},
        page::{Cursors, Page, PageRequest},
        precondition::Precondition,
        tenant::{GRACE_DAYS, Placement, TenantProfile, TenantQuery, TenantRecord, TenantStatus},
        text::Check,
        tier::Tier,
    },
    policy::refusals::unexpected,
    ports::{
        commit::{ControlWrite, Expect},
        relay::{DeadLetter, MAX_REDRIVEN, Redriven},
    },
    usecases::handle::Operator,
};

/// A tenant that the operator creates; its owner is invited.
#[derive(Clone, Debug)]
pub struct NewTenant {
    pub profile: TenantProfile,
    pub currency: Currency,
    pub tier: Tier,
    pub placement: Placement,
}

impl NewTenant {
    pub fn new(profile: TenantProfile, currency: &str, tier: Tier, placement: Placement) -> Result<Self> {
        let mut check = Check::default();
        let currency = check_currency(&mut check, currency);
        check.done(Self { profile, currency, tier, placement })
    }
}

#[derive(Clone, Debug)]
pub struct TierChange {
    pub tier: Tier,
    pub reason: String,
}

impl TierChange {
    pub fn new(tier: Tier, reason: &str) -> Result<Self> {
        Ok(Self { tier, reason: check_reason(reason)? })
    }
}

pub(in crate::usecases) fn check_reason(reason: &str) -> Result<String> {
    let mut check = Check::default();
    let reason = check.required("/reason", reason, 500);
    check.done(reason)
}

impl Operator {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenants(&self, query: &TenantQuery, page: &PageRequest) -> Result<Page<TenantRecord>> {
        let cursors = Cursors::new(&self.inner.signer, b"operator", "tenants", query);
        let from = cursors.read(page)?;
        Ok(cursors.page(self.inner.control.tenants(query, from.as_ref(), page.limit).await?))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant(&self, id: TenantId) -> Result<TenantRecord> {
        self.inner.control.tenant(id).await?.ok_or(Error::NotFound)
    }

    /// Any tier and placement; the address in it is invited as the owner.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_tenant(
        &self,
        new: &NewTenant,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        if let Some(kept) = self.inner.kept(attempt).await? {
            return Ok(kept);
        }
        self.check_placement("/isolation_model", new.placement)?;
        let now = self.inner.now();
        let tenant = TenantRecord {
            id: self.inner.id(now),
            company_name: new.profile.company_name.clone(),
            admin_email: new.profile.admin_email.clone(),
            tier: new.tier,
            requested_tier: None,
            placement: new.placement,
            epoch: 1,
            status: TenantStatus::Active,
            status_reason: None,
            currency: new.currency,
            time_zone: new.profile.time_zone.clone(),
            require_mfa: new.profile.require_mfa,
            limit_overrides: None,
            settings: new.profile.settings.clone(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
            version: 1,
        };
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        let owner = NewInvitation { email: tenant.admin_email.clone(), role: Role::Owner };
        let invitation = control.invitation(tenant.id, &owner, None);
        let invited = EventKind::InvitationSent { invitation: invitation.id };
        let mut writes = vec![
            ControlWrite::Tenant { tenant: tenant.clone(), expect: Expect::Absent },
            ControlWrite::CountUsers { tenant: tenant.id, delta: 1, max: None },
            ControlWrite::Invitation { invitation, expect: Expect::Absent },
        ];
        let mut events = vec![EventKind::TenantRegistered, invited];
        // Pools are there; a place of its own is yet to be made.
        if !tenant.placement.is_shared() {
            let operation = self.inner.id(now);
            let (kind, target) = (OperationKind::Provision, Some(tenant.placement));
            let operation = Operation::new(operation, tenant.id, kind, target, None, now);
            events.push(EventKind::OperationStarted { operation: operation.id });
            writes.push(ControlWrite::Operation { operation, expect: Expect::Absent });
        }
        control
            .commit_with(Some(tenant.id), writes, events, None, Vec::new(), attempt, answer(&tenant))
            .await?
            .finish(unexpected)
    }

    /// An installation may have no silos, since what is not replicated would be lost with its region, and no
    /// provisioned pool, which costs also while nobody is in it.
    pub(in crate::usecases) fn check_placement(&self, pointer: &str, placement: Placement) -> Result<()> {
        match self.inner.settings.placements.unavailable(placement) {
            Some((code, why)) => Err(Error::invalid(pointer, code, why)),
            None => Ok(()),
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_tenant(
        &self,
        id: TenantId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&TenantRecord) -> Result<TenantProfile> + Send + Sync,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.change(id, precondition, attempt, EventKind::TenantUpdated, None, answer, |current| {
            if current.status == TenantStatus::Erased {
                return Err(wrong_status(current, "changed"));
            }
            current.revised(revise(current)?)
        })
        .await
    }

    /// Its people are refused with the reason; its data stays untouched.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn suspend(
        &self,
        id: TenantId,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        let event = EventKind::TenantSuspended;
        self.change(id, &Precondition::Any, attempt, event, Some(reason.clone()), answer, |current| {
            if current.status != TenantStatus::Active {
                return Err(wrong_status(current, "suspended"));
            }
            Ok(TenantRecord { status: TenantStatus::Suspended, status_reason: Some(reason.clone()), ..current.clone() })
        })
        .await
    }

    /// Ends a suspension, or undoes a deletion within the grace period.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn reactivate(
        &self,
        id: TenantId,
        reason: &str,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let reason = check_reason(reason)?;
        let now = self.inner.now();
        let event = EventKind::TenantReactivated;
        self.change(id, &Precondition::Any, attempt, event, Some(reason.clone()), answer, |current| {
            if matches!(current.status, TenantStatus::Active | TenantStatus::Erased) {
                return Err(wrong_status(current, "reactivated"));
            }
            let grace = SignedDuration::from_hours(24 * GRACE_DAYS);
            if current.deleted_at.is_some_and(|deleted| now.duration_since(deleted) > grace) {
                return Err(Error::conflict(
                    "grace_period_over",
                    format!("it was deleted more than {GRACE_DAYS} days ago"),
                ));
            }
            Ok(TenantRecord { status: TenantStatus::Active, status_reason: None, deleted_at: None, ..current.clone() })
        })
        .await
    }

    /// Changes what the tenant may do; where its data lives stays.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn change_tier(
        &self,
        id: TenantId,
        change: &TierChange,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let event = EventKind::TenantTierChanged;
        self.change(id, &Precondition::Any, attempt, event, Some(change.reason.clone()), answer, |current| {
            if current.status.is_gone() {
                return Err(wrong_status(current, "given a tier"));
            }
            Ok(TenantRecord { tier: change.tier, requested_tier: None, ..current.clone() })
        })
        .await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn delete_tenant(
        &self,
        id: TenantId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let now = self.inner.now();
        let reason = "deleted by the operator".to_owned();
        self.change(id, precondition, attempt, EventKind::TenantDeleted, Some(reason.clone()), answer, |current| {
            if current.status.is_gone() {
                return Err(wrong_status(current, "deleted"));
            }
            Ok(TenantRecord {
                status: TenantStatus::Deleted,
                status_reason: Some(reason.clone()),
                deleted_at: Some(now),
                ..current.clone()
            })
        })
        .await
    }

    /// Returns what was done to a tenant and its people; not what they did with their data.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant_journal(&self, id: TenantId, page: &PageRequest) -> Result<Page<Entry>> {
        use crate::domain::{
            ids::EntryId,
            page::{Position, Slice},
        };
        self.tenant(id).await?;
        let cursors = Cursors::new(&self.inner.signer, id.as_bytes(), "tenant journal", &());
        let before = cursors.read(page)?.map(|position| match position {
            Position::Before(id) | Position::After(_, id) => EntryId(id),
        });
        let entries = self.inner.control.journal(id, before, page.limit + 1).await?;
        Ok(cursors.page(Slice::cut(entries, page.limit, |entry| Position::Before(entry.id.0))))
    }

    /// Events that a consumer gave up on.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn dead_letters(&self, page: &PageRequest) -> Result<Page<DeadLetter>> {
        let cursors = Cursors::new(&self.inner.signer, b"operator", "dead letters", &());
        let from = cursors.read(page)?;
        Ok(cursors.page(self.inner.relay.dead_letters(from.as_ref(), page.limit).await?))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn redrive(&self, event: EventId, consumer: &str) -> Result<()> {
        if self.inner.relay.redrive(event, consumer).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Hands all dead letters of a consumer to it once more, at most [`MAX_REDRIVEN`] in a call. Calling it again takes
    /// those that are left, and changes nothing if there are none.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn redrive_all(&self, consumer: &str) -> Result<Redriven> {
        if !consumer::NAMES.contains(&consumer) {
            let detail = format!("must be one of {}", consumer::NAMES.join(", "));
            return Err(Error::invalid("/consumer", "unknown", detail));
        }
        let redriven = self.inner.relay.redrive_all(consumer, MAX_REDRIVEN).await?;
        let (operator, count) = (self.user(), redriven.count);
        tracing::info!(%operator, consumer, count, "{count} dead letters of {consumer} are redriven");
        Ok(redriven)
    }

    #[expect(clippy::too_many_arguments, reason = "each is one word of the sentence that the callers write")]
    pub(in crate::usecases) async fn change(
        &self,
        id: TenantId,
        precondition: &Precondition,
        attempt: &Attempt,
        event: EventKind,
        reason: Option<String>,
        answer: impl Fn(&TenantRecord) -> Answer + Send + Sync,
        next: impl Fn(&TenantRecord) -> Result<TenantRecord> + Send + Sync,
    ) -> Result<Outcome> {
        if let Some(kept) = self.inner.kept(attempt).await? {
            return Ok(kept);
        }
        let control = self.inner.control(self.actor(), self.request_id.as_deref());
        control.change_tenant(id, precondition, attempt, event, reason, answer, next).await
    }
}

pub(in crate::usecases) fn wrong_status(tenant: &TenantRecord, done: &str) -> Error {
    Error::conflict("wrong_tenant_status", format!("a tenant that is {} can't be {done}", tenant.status.name()))
}

//! Mails to a company about itself.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Letter, Mails};
use crate::{
    domain::{
        event::{Event, EventKind},
        limit::Limit,
        names::in_mail,
        overrides::Bound,
        tenant::{GRACE_DAYS, TenantRecord, TenantStatus},
    },
    policy::consume_error::ConsumeError,
};

impl Mails {
    pub(super) async fn company_letter(&self, event: &Event) -> Result<Option<Letter>, ConsumeError> {
        match &event.kind {
            EventKind::TenantSuspended => {
                self.tenant_letter(event, "is suspended", |tenant| {
                    let reason = tenant.status_reason.as_deref().unwrap_or("none was given");
                    format!("The operator suspended the company. Reason: {reason}")
                })
                .await
            }
            EventKind::TenantReactivated => {
                self.tenant_letter(event, "is active again", |_| "You can sign in and work as before.".to_owned()).await
            }
            EventKind::TenantTierChanged => {
                self.tenant_letter(event, "has a new plan", |tenant| format!("The plan is now {}.", tenant.tier)).await
            }
            EventKind::TenantLimitsChanged => {
                let now = self.worker.inner.now();
                self.tenant_letter(event, "has new limits", |tenant| limits_text(tenant, now)).await
            }
            EventKind::TenantDeleted => {
                self.tenant_letter(event, "was deleted", |_| {
                    format!(
                        "The operator can restore the company for {GRACE_DAYS} days. After that, all of its data is \
                         erased."
                    )
                })
                .await
            }
            EventKind::TenantExported => {
                self.tenant_letter(event, "is being exported", |_| {
                    "Someone started an export of all of the company's data. The audit log shows who.".to_owned()
                })
                .await
            }
            _ => Ok(None),
        }
    }

    async fn tenant_letter(
        &self,
        event: &Event,
        what: &str,
        text: impl Fn(&TenantRecord) -> String + Send,
    ) -> Result<Option<Letter>, ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(None) };
        let record = self.worker.inner.control.tenant(tenant).await?;
        let record = record.filter(|record| record.status != TenantStatus::Erased);
        Ok(record.map(|record| {
            let (subject, text) = (format!("{} {what}", in_mail(&record.company_name)), format!("{}\n", text(&record)));
            Letter::to_company(&record, subject, text)
        }))
    }
}

pub(super) fn near_text(tenant: &TenantRecord, limit: Limit, now: Timestamp) -> String {
    let max = Bound::from(limit.max(&tenant.limits(now)));
    format!(
        "The {} plan includes {max} {}. Once you reach that limit, you can't add more. To raise it, contact the \
         operator.",
        tenant.tier,
        limit.noun()
    )
}

/// Lists the limits that apply now, and when those of the plan apply again.
fn limits_text(tenant: &TenantRecord, now: Timestamp) -> String {
    let limits = tenant.limits(now);
    let quota = tenant.quota(now);
    let mut text = String::from("Your new limits:\n\n");
    let all = [("Products", limits.max_products), ("Orders per month", limits.max_orders), ("Users", limits.max_users)];
    for (name, max) in all {
        let _ = writeln!(text, "{name}: {}", Bound::from(max));
    }
    let _ = writeln!(text, "Requests: {} per second, {} at once", quota.rate(), quota.burst);
    let until = tenant.limit_overrides.as_ref().filter(|overrides| overrides.in_force(now));
    if let Some(expires_at) = until.and_then(|overrides| overrides.expires_at) {
        let until = tenant.local(expires_at).strftime("%Y-%m-%d %H:%M %Z");
        let _ = writeln!(text, "\nOn {until}, the limits of the {} plan apply again.", tenant.tier);
    }
    text
}

//! Mails that events cause. Links are sealed again from their ids at each
//! try, so no secret is ever stored.

mod account;
mod notices;

use std::{fmt::Write as _, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{ConsumeError, Consumer};
use crate::{
    address::to_ascii,
    event::{Event, EventKind},
    handle::Worker,
    ids::OrderId,
    insights::{Effect, Effects, OrderMail},
    invitation::INVITATION_HOURS,
    mail::{Mail, Mailer},
    money::Money,
    names::in_mail,
    near::Limit,
    notice::NoticeKind,
    order::{Order, Status},
    overrides::Bound,
    registration::{REGISTRATION_HOURS, RESET_MINUTES},
    tenant::{GRACE_DAYS, TenantRecord, TenantStatus},
    text::fold_email,
    ticket::Purpose,
};

pub(super) struct Mails {
    pub worker: Worker,
    pub mailer: Arc<dyn Mailer>,
}

/// Who gets what.
struct Letter {
    to: String,
    /// Get a copy each.
    copies: Vec<String>,
    subject: String,
    text: String,
    from_name: Option<String>,
    reply_to: Option<String>,
}

impl Letter {
    fn new(to: String, subject: impl Into<String>, text: String) -> Self {
        Self { to, copies: Vec::new(), subject: subject.into(), text, from_name: None, reply_to: None }
    }

    /// To the tenant's admin, and to whom else the tenant wants told.
    fn to_company(record: &TenantRecord, subject: String, text: String) -> Self {
        let to = fold_email(&record.admin_email);
        let addresses = record.settings.notification_addresses.iter();
        let copies = addresses.filter(|address| fold_email(address) != to).cloned().collect();
        Self { copies, ..Self::new(record.admin_email.clone(), subject, text) }
    }

    fn mails(self, event: &Event) -> Vec<Mail> {
        let Letter { to, copies, subject, text, from_name, reply_to } = self;
        let mail = |id: String, to: String| Mail {
            id,
            tenant: event.tenant,
            // One from before the rule for addresses is tried as it is.
            to: to_ascii(&to).unwrap_or(to),
            subject: subject.clone(),
            text: text.clone(),
            from_name: from_name.clone(),
            reply_to: reply_to.as_ref().map(|address| to_ascii(address).unwrap_or_else(|| address.clone())),
        };
        let copies: Vec<Mail> = copies.into_iter().map(|to| mail(copy_id(event, &to), to)).collect();
        std::iter::once(mail(event.id.to_string(), to)).chain(copies).collect()
    }
}

/// The same at each try, also when other addresses come or go in between.
fn copy_id(event: &Event, to: &str) -> String {
    let digest = Sha256::digest(fold_email(to).as_bytes());
    format!("{}-{:02x}{:02x}{:02x}{:02x}", event.id, digest[0], digest[1], digest[2], digest[3])
}

#[async_trait]
impl Consumer for Mails {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn wants(&self, kind: &EventKind) -> bool {
        causes_mail(kind)
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        self.resume(event, &[]).await
    }

    /// A recipient whose mail went out is not written to again because another one's did not.
    async fn resume(&self, event: &Event, done: &[String]) -> Result<(), ConsumeError> {
        let Some(letter) = self.letter(event).await? else { return Ok(()) };
        let subject = letter.subject.clone();
        let mails = letter.mails(event);
        let count = mails.len() as u64;
        let (mut sent, mut failed) = (Vec::new(), None);
        for mail in mails.into_iter().filter(|mail| !done.contains(&mail.id)) {
            let id = mail.id.clone();
            match self.mailer.send(mail).await {
                Ok(()) => sent.push(id),
                // What may still go out is waited for, whatever else was rejected.
                Err(error) if error.is_passing() => failed = Some(error),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        let written = match failed {
            None => self.remember(event, subject, count).await,
            Some(error) => Err(error.into()),
        };
        written.map_err(|error| ConsumeError::Unfinished { done: sent, source: Box::new(error) })
    }
}

impl Mails {
    /// Each mail counts once for its tenant, however often it had to be sent,
    /// and an order's timeline shows what its customer was told, and when.
    async fn remember(&self, event: &Event, subject: String, mails: u64) -> Result<(), ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(()) };
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(()) };
        let inner = &self.worker.inner;
        let day = record.local_date(event.at);
        let mut effects = vec![Effect::Usage { day, mails, products: 0, members: 0 }];
        if let EventKind::OrderPlaced { order } | EventKind::OrderMoved { order, .. } = event.kind {
            effects.push(Effect::Mailed(OrderMail { order, event: event.id, subject, at: inner.now() }));
        }
        let effects = Effects { consumer: self.name(), event: event.id, at: event.at, effects };
        inner.store.apply(&key, effects).await?;
        Ok(())
    }

    async fn letter(&self, event: &Event) -> Result<Option<Letter>, ConsumeError> {
        match &event.kind {
            EventKind::RegistrationRequested { registration } => {
                let waiting = self.worker.inner.control.registration(*registration).await?;
                Ok(waiting.map(|waiting| {
                    let code = self.worker.inner.seal.ticket(Purpose::Confirm, waiting.id.0);
                    let action = format!("to open {} on Tenantry", in_mail(&waiting.company_name));
                    let until = format!("{REGISTRATION_HOURS} hours");
                    let text = self.link_mail(&in_mail(&waiting.name), "confirm", &code, &action, &until);
                    Letter::new(waiting.email, "Confirm your e-mail address", text)
                }))
            }
            EventKind::AddressKnown { user } => {
                let member = self.worker.inner.control.member(*user).await?;
                Ok(member.map(|member| {
                    let text = format!(
                        "Hello {},\n\nsomebody, perhaps you, tried to register a company with this address. It has \
                         an account already: sign in at {}/signin, or reset the password there.\n\nIf it was not \
                         you, there is nothing to do.\n",
                        in_mail(&member.name),
                        self.worker.inner.settings.public_url
                    );
                    Letter::new(member.email, "You have an account already", text)
                }))
            }
            EventKind::ResetRequested { reset } => {
                let inner = &self.worker.inner;
                let Some(reset) = inner.control.reset(*reset).await? else { return Ok(None) };
                Ok(inner.control.member(reset.user).await?.map(|member| {
                    let code = inner.seal.ticket(Purpose::Reset, reset.id.0);
                    let until = format!("{RESET_MINUTES} minutes");
                    let text = self.link_mail(
                        &in_mail(&member.name),
                        "reset-password",
                        &code,
                        "to choose a new password",
                        &until,
                    );
                    Letter::new(member.email, "Choose a new password", text)
                }))
            }
            EventKind::PasswordReset { .. }
            | EventKind::PasswordChanged { .. }
            | EventKind::TotpEnabled { .. }
            | EventKind::TotpDisabled { .. }
            | EventKind::TotpRecovered { .. }
            | EventKind::RecoveryCodesRenewed { .. }
            | EventKind::NewDevice { .. } => self.account_letter(event).await,
            EventKind::InvitationSent { invitation } => {
                let Some(invitation) = self.worker.inner.control.invitation(*invitation).await? else {
                    return Ok(None);
                };
                let tenant = self.worker.inner.control.tenant(invitation.tenant).await?;
                Ok(tenant.map(|tenant| {
                    let code = self.worker.inner.seal.ticket(Purpose::Invitation, invitation.id.0);
                    let company = in_mail(&tenant.company_name);
                    let action = format!("to join {company} as {}", invitation.role);
                    let until = format!("{} days", INVITATION_HOURS / 24);
                    let text = self.link_mail(&invitation.email, "invitation", &code, &action, &until);
                    Letter::new(invitation.email, format!("Join {company} on Tenantry"), text)
                }))
            }
            EventKind::OrderPlaced { order } => self.order_letter(event, *order, Status::Pending).await,
            EventKind::OrderMoved { order, to, .. } => self.order_letter(event, *order, *to).await,
            EventKind::InventoryLow { .. } => self.notices(event, NoticeKind::LowStock).await,
            EventKind::LimitNear { .. } => self.notices(event, NoticeKind::LimitNear).await,
            EventKind::TenantSuspended => {
                self.tenant_letter(event, "is suspended", |tenant| {
                    let reason = tenant.status_reason.as_deref().unwrap_or("none was given");
                    format!("The operator has suspended it. The reason: {reason}")
                })
                .await
            }
            EventKind::TenantReactivated => {
                self.tenant_letter(event, "is active again", |_| "You can work as before.".to_owned()).await
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
                    format!("For {GRACE_DAYS} days the operator can bring it back, then all of its data is erased.")
                })
                .await
            }
            EventKind::TenantExported => {
                self.tenant_letter(event, "is being exported", |_| {
                    "Somebody has begun to take all of its data along. The audit log says who it is.".to_owned()
                })
                .await
            }
            // What causes no mail is named in `causes_mail`.
            _ => Ok(None),
        }
    }

    fn link_mail(&self, name: &str, page: &str, code: &str, action: &str, until: &str) -> String {
        let url = &self.worker.inner.settings.public_url;
        format!(
            "Hello {name},\n\nopen this link {action}:\n\n{url}/{page}?code={code}\n\nOr paste this code:\n\n{code}\n\n\
             It works once and for {until}. If you did not ask for it, there is nothing to do.\n"
        )
    }

    async fn order_letter(&self, event: &Event, order: OrderId, to: Status) -> Result<Option<Letter>, ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(None) };
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(None) };
        let order = self.worker.inner.store.order(&key, order).await?;
        let company = &in_mail(record.display_name());
        // Nobody reads mails to customers that are invented.
        Ok(order.filter(|order| !order.sample).map(|order| Letter {
            from_name: Some(company.clone()),
            reply_to: record.settings.reply_to.clone(),
            ..Letter::new(order.customer_email.clone(), order_subject(company, to), order_text(company, &order, to))
        }))
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

/// Whether events of this kind can cause a mail. A new kind must be thought of.
fn causes_mail(kind: &EventKind) -> bool {
    match kind {
        EventKind::RegistrationRequested { .. }
        | EventKind::AddressKnown { .. }
        | EventKind::ResetRequested { .. }
        | EventKind::PasswordReset { .. }
        | EventKind::PasswordChanged { .. }
        | EventKind::TotpEnabled { .. }
        | EventKind::TotpDisabled { .. }
        | EventKind::TotpRecovered { .. }
        | EventKind::RecoveryCodesRenewed { .. }
        | EventKind::NewDevice { .. }
        | EventKind::InvitationSent { .. }
        | EventKind::OrderPlaced { .. }
        | EventKind::OrderMoved { .. }
        | EventKind::InventoryLow { .. }
        | EventKind::LimitNear { .. }
        | EventKind::TenantSuspended
        | EventKind::TenantReactivated
        | EventKind::TenantTierChanged
        | EventKind::TenantLimitsChanged
        | EventKind::TenantDeleted
        | EventKind::TenantExported => true,
        EventKind::ProductCreated { .. }
        | EventKind::ProductUpdated { .. }
        | EventKind::ProductArchived { .. }
        | EventKind::ProductRestored { .. }
        | EventKind::ProductsImported { .. }
        | EventKind::OrderUpdated { .. }
        | EventKind::SampleOrderAdded { .. }
        | EventKind::SampleOrderRemoved { .. }
        | EventKind::TenantRegistered
        | EventKind::TenantUpdated
        | EventKind::InvitationWithdrawn { .. }
        | EventKind::MemberJoined { .. }
        | EventKind::MemberUpdated { .. }
        | EventKind::MemberRemoved { .. }
        | EventKind::OperatorCreated { .. }
        | EventKind::OperationStarted { .. }
        | EventKind::OperationRetried { .. }
        | EventKind::OperationDone { .. }
        | EventKind::OperationFailed { .. }
        | EventKind::TenantMoved => false,
    }
}

fn order_subject(company: &str, to: Status) -> String {
    match to {
        Status::Pending => format!("{company} has your order"),
        Status::Confirmed => format!("{company} has confirmed your order"),
        Status::Shipped => format!("{company} has shipped your order"),
        Status::Delivered => format!("{company} has delivered your order"),
        Status::Cancelled => format!("{company} has cancelled your order"),
    }
}

fn order_text(company: &str, order: &Order, to: Status) -> String {
    let mut text = format!("Your order {} at {company} is {to}.\n\n", order.number());
    let shown = |amount: Money| amount.show(order.currency);
    for line in &order.lines {
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{} x {} at {} = {}",
            line.quantity,
            in_mail(&line.product_name),
            shown(line.price),
            shown(line.subtotal)
        );
    }
    let _ = writeln!(text, "\nTotal: {} {}", shown(order.total), order.currency);
    if let (Status::Shipped, Some(tracking)) = (to, &order.tracking) {
        let _ = writeln!(text, "Tracking: {tracking}");
    }
    text
}

fn near_text(tenant: &TenantRecord, limit: Limit, now: Timestamp) -> String {
    let max = Bound::from(limit.max(&tenant.limits(now)));
    format!(
        "The plan {} has room for so many {}: {max}. Past that, none can be added until there is room again. Ask the \
         operator if you need more.",
        tenant.tier,
        limit.noun()
    )
}

/// What holds now, and until when.
fn limits_text(tenant: &TenantRecord, now: Timestamp) -> String {
    let limits = tenant.limits(now);
    let quota = tenant.quota(now);
    let mut text = String::from("From now on these limits hold:\n\n");
    let all = [("Products", limits.max_products), ("Orders a month", limits.max_orders), ("Users", limits.max_users)];
    for (name, max) in all {
        let _ = writeln!(text, "{name}: {}", Bound::from(max));
    }
    let _ = writeln!(text, "Requests: {} a second, {} at once", quota.rate(), quota.burst);
    let until = tenant.limit_overrides.as_ref().filter(|overrides| overrides.in_force(now));
    if let Some(expires_at) = until.and_then(|overrides| overrides.expires_at) {
        let until = tenant.local(expires_at).strftime("%Y-%m-%d %H:%M %Z");
        let _ = writeln!(text, "\nOn {until} those of the plan {} hold again.", tenant.tier);
    }
    text
}

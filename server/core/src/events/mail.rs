//! Mails that events cause. Links are signed again from their ids at each
//! try, so no secret is ever stored.

mod account;
mod company;
mod letter;
mod links;
mod notices;
mod orders;
mod webhooks;

use std::sync::Arc;

use async_trait::async_trait;

use self::letter::Letter;
use super::consumer::Consumer;
use crate::{
    domain::{
        event::{Event, EventKind},
        insights::{Effect, Effects, OrderMail},
        notice::NoticeKind,
        order_status::Status,
    },
    policy::consume_error::ConsumeError,
    ports::mail::Mailer,
    usecases::Worker,
};

pub(super) struct Mails {
    pub worker: Worker,
    pub mailer: Arc<dyn Mailer>,
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
    /// and an order's timeline shows the mails to its customer, and when they were sent.
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
            EventKind::RegistrationRequested { .. }
            | EventKind::AddressKnown { .. }
            | EventKind::ResetRequested { .. }
            | EventKind::InvitationSent { .. } => self.link_letter(event).await,
            EventKind::PasswordReset { .. }
            | EventKind::PasswordChanged { .. }
            | EventKind::TotpEnabled { .. }
            | EventKind::TotpDisabled { .. }
            | EventKind::TotpRecovered { .. }
            | EventKind::RecoveryCodesRenewed { .. }
            | EventKind::NewDevice { .. } => self.account_letter(event).await,
            EventKind::OrderPlaced { order } => self.order_letter(event, *order, Status::Pending).await,
            EventKind::OrderMoved { order, to, .. } => self.order_letter(event, *order, *to).await,
            EventKind::InventoryLow { .. } => self.notices(event, NoticeKind::LowStock).await,
            EventKind::LimitNear { .. } => self.notices(event, NoticeKind::LimitNear).await,
            EventKind::TenantSuspended
            | EventKind::TenantReactivated
            | EventKind::TenantTierChanged
            | EventKind::TenantLimitsChanged
            | EventKind::TenantDeleted
            | EventKind::TenantExported => self.company_letter(event).await,
            EventKind::WebhookEndpointDisabled { endpoint } => self.webhook_letter(event, *endpoint).await,
            // What causes no mail is named in `causes_mail`.
            _ => Ok(None),
        }
    }
}

/// Returns whether events of this kind can cause a mail. A new kind must be thought of.
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
        | EventKind::TenantExported
        | EventKind::WebhookEndpointDisabled { .. } => true,
        EventKind::ProductCreated { .. }
        | EventKind::ProductUpdated { .. }
        | EventKind::ProductArchived { .. }
        | EventKind::ProductRestored { .. }
        | EventKind::ProductsImported { .. }
        | EventKind::ApiKeyCreated { .. }
        | EventKind::ApiKeyRotated { .. }
        | EventKind::ApiKeyRevoked { .. }
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
        | EventKind::TenantMoved
        | EventKind::Resource { .. } => false,
    }
}

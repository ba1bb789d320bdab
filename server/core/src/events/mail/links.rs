//! Mails to an address that is to be verified, or that a caller entered.

use super::{Letter, Mails};
use crate::{
    domain::{
        event::{Event, EventKind},
        ids::{InvitationId, RegistrationId, ResetId, UserId},
        names::in_mail,
        signing::Purpose,
    },
    policy::{
        consume_error::ConsumeError,
        retention::{INVITATION_HOURS, REGISTRATION_HOURS, RESET_MINUTES},
    },
};

impl Mails {
    pub(super) async fn link_letter(&self, event: &Event) -> Result<Option<Letter>, ConsumeError> {
        match &event.kind {
            EventKind::RegistrationRequested { registration } => self.confirmation(*registration).await,
            EventKind::AddressKnown { user } => self.known_address(*user).await,
            EventKind::ResetRequested { reset } => self.reset(*reset).await,
            EventKind::InvitationSent { invitation } => self.invitation(*invitation).await,
            _ => Ok(None),
        }
    }

    async fn confirmation(&self, registration: RegistrationId) -> Result<Option<Letter>, ConsumeError> {
        let waiting = self.worker.inner.control.registration(registration).await?;
        Ok(waiting.map(|waiting| {
            let code = self.worker.inner.signer.signed_token(Purpose::Confirm, waiting.id.0);
            let action = format!("to open {} on Tenantry", in_mail(&waiting.company_name));
            let until = format!("{REGISTRATION_HOURS} hours");
            let text = self.link_mail(&in_mail(&waiting.name), "confirm", &code, &action, &until);
            Letter::new(waiting.email, "Confirm your email address", text)
        }))
    }

    async fn known_address(&self, user: UserId) -> Result<Option<Letter>, ConsumeError> {
        let member = self.worker.inner.control.member(user).await?;
        Ok(member.map(|member| {
            let text = format!(
                "Hello {},\n\nSomeone tried to register a company with this email address. It already has an account. \
                 To sign in or reset your password, go to {}/signin.\n\nIf this wasn't you, ignore this email.\n",
                in_mail(&member.name),
                self.worker.inner.settings.public_url
            );
            Letter::new(member.email, "You already have an account", text)
        }))
    }

    async fn reset(&self, reset: ResetId) -> Result<Option<Letter>, ConsumeError> {
        let inner = &self.worker.inner;
        let Some(reset) = inner.control.reset(reset).await? else { return Ok(None) };
        Ok(inner.control.member(reset.user).await?.map(|member| {
            let code = inner.signer.signed_token(Purpose::Reset, reset.id.0);
            let until = format!("{RESET_MINUTES} minutes");
            let text =
                self.link_mail(&in_mail(&member.name), "reset-password", &code, "to reset your password", &until);
            Letter::new(member.email, "Reset your password", text)
        }))
    }

    async fn invitation(&self, invitation: InvitationId) -> Result<Option<Letter>, ConsumeError> {
        let Some(invitation) = self.worker.inner.control.invitation(invitation).await? else {
            return Ok(None);
        };
        let tenant = self.worker.inner.control.tenant(invitation.tenant).await?;
        Ok(tenant.map(|tenant| {
            let code = self.worker.inner.signer.signed_token(Purpose::Invitation, invitation.id.0);
            let company = in_mail(&tenant.company_name);
            let action = format!("to join {company} as {}", invitation.role);
            let until = format!("{} days", INVITATION_HOURS / 24);
            let text = self.link_mail(&invitation.email, "invitation", &code, &action, &until);
            Letter::new(invitation.email, format!("Join {company} on Tenantry"), text)
        }))
    }

    fn link_mail(&self, name: &str, page: &str, code: &str, action: &str, until: &str) -> String {
        let url = &self.worker.inner.settings.public_url;
        format!(
            "Hello {name},\n\nOpen this link {action}:\n\n{url}/{page}?code={code}\n\nOr paste this code:\n\n{code}\n\n\
             The link works once and expires in {until}. If you didn't request this, you can ignore this email.\n"
        )
    }
}

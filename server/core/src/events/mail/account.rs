//! Mails to users about their own accounts, so that they notice what they
//! did not do.

use super::{Letter, Mails};
use crate::{
    domain::{
        event::{Event, EventKind},
        ids::{SessionId, UserId},
        names::in_mail,
    },
    policy::consume_error::ConsumeError,
};

/// The recipient of a mail, and their name.
struct Recipient {
    email: String,
    name: String,
}

impl Mails {
    pub(super) async fn account_letter(&self, event: &Event) -> Result<Option<Letter>, ConsumeError> {
        let url = &self.worker.inner.settings.public_url;
        let (user, subject, what) = match &event.kind {
            EventKind::PasswordReset { user } => (
                user,
                "Your password was changed",
                format!(
                    "Your password was changed and all sessions were signed out. If this wasn't you, reset it now at \
                     {url}/forgot-password."
                ),
            ),
            EventKind::PasswordChanged { user } => (
                user,
                "Your password was changed",
                format!(
                    "Your password was changed and your other sessions were signed out. If this wasn't you, reset it \
                     now at {url}/forgot-password."
                ),
            ),
            EventKind::TotpEnabled { user } => (
                user,
                "Two-factor authentication is on",
                "From now on, signing in takes a code from your authenticator app. Keep your recovery codes somewhere \
                 you can reach without your phone. If this wasn't you, contact an admin of your company now."
                    .to_owned(),
            ),
            EventKind::TotpDisabled { user } => (
                user,
                "Two-factor authentication is off",
                format!(
                    "Signing in no longer takes a code. If this wasn't you, reset your password now at \
                     {url}/forgot-password."
                ),
            ),
            EventKind::TotpRecovered { user } => (
                user,
                "A recovery code was used",
                format!(
                    "One of your recovery codes was used to sign in. It can't be used again; your other codes still \
                     work, and two-factor authentication stays on. If you've lost your authenticator app, turn two-factor \
                     authentication off in the settings and set it up again. If this wasn't you, reset your password \
                     now at {url}/forgot-password."
                ),
            ),
            EventKind::RecoveryCodesRenewed { user } => (
                user,
                "You have new recovery codes",
                format!(
                    "You have new recovery codes, and the old ones no longer work. If this wasn't you, reset your \
                     password now at {url}/forgot-password."
                ),
            ),
            EventKind::NewDevice { user, session } => {
                (user, "A new device signed in", self.new_device(event, *session).await?)
            }
            _ => return Ok(None),
        };
        Ok(self
            .recipient(*user)
            .await?
            .map(|Recipient { email, name }| Letter::new(email, subject, format!("Hello {name},\n\n{what}\n"))))
    }

    async fn new_device(&self, event: &Event, session: SessionId) -> Result<String, ConsumeError> {
        let inner = &self.worker.inner;
        let session = inner.sign_ins.session(session).await?;
        // It may be signed out already; then its time is all there is to report.
        let device = session.map_or_else(
            || "a device that you haven't used recently".to_owned(),
            |session| format!("{} at {}", session.device, session.address),
        );
        let at = event.at.strftime("%Y-%m-%d %H:%M UTC");
        Ok(format!(
            "Someone signed in to your account with {device}, on {at}. If this was you, you can ignore this email. If \
             not, reset your password now at {}/forgot-password.",
            inner.settings.public_url
        ))
    }

    async fn recipient(&self, user: UserId) -> Result<Option<Recipient>, ConsumeError> {
        let control = &self.worker.inner.control;
        if let Some(member) = control.member(user).await? {
            return Ok(Some(Recipient { email: member.email, name: in_mail(&member.name) }));
        }
        let operator = control.operator(user).await?;
        Ok(operator.map(|operator| Recipient { email: operator.email, name: in_mail(&operator.name) }))
    }
}

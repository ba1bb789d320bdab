//! What people are told of their own accounts, so that they notice what they
//! did not do.

use super::{Letter, Mails};
use crate::{
    consume::ConsumeError,
    event::{Event, EventKind},
    ids::{SessionId, UserId},
    names::in_mail,
};

/// Whom to write to, and how to address them.
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
                    "your password was changed and all sessions were ended. If it was not you, reset it at once at \
                     {url}/forgot-password."
                ),
            ),
            EventKind::PasswordChanged { user } => (
                user,
                "Your password was changed",
                format!(
                    "your password was changed and all other sessions were ended. If it was not you, reset it at \
                     once at {url}/forgot-password."
                ),
            ),
            EventKind::TotpEnabled { user } => (
                user,
                "Your second factor is on",
                "from now on, signing in takes a code of your authenticator app. Keep the recovery codes where you \
                 find them without your phone. If it was not you, ask an admin of your company for help at once."
                    .to_owned(),
            ),
            EventKind::TotpDisabled { user } => (
                user,
                "Your second factor is off",
                format!(
                    "signing in takes no code any more. If it was not you, reset your password at once at \
                     {url}/forgot-password."
                ),
            ),
            EventKind::TotpRecovered { user } => (
                user,
                "A recovery code was used",
                format!(
                    "one of your recovery codes was used to sign in. It is used up; the other codes are still good, and \
                     two-factor authentication stays on. If you have lost your app, turn it off in the settings and \
                     set it up anew. If it was not you, reset your password at once at {url}/forgot-password."
                ),
            ),
            EventKind::RecoveryCodesRenewed { user } => (
                user,
                "You have new recovery codes",
                format!(
                    "new recovery codes were made and the old ones are void. If it was not you, reset your password \
                     at once at {url}/forgot-password."
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
        // It may be signed out already; then when it was is all there is to tell.
        let device = session.map_or_else(
            || "a device that you have not used for long, or never".to_owned(),
            |session| format!("{} at {}", session.device, session.address),
        );
        let at = event.at.strftime("%Y-%m-%d %H:%M UTC");
        Ok(format!(
            "somebody signed in to your account with {device}, on {at}. If it was you, there is nothing to do. If \
             not, reset your password at once at {}/forgot-password.",
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

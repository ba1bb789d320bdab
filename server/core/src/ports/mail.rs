//! The port to the mail service.

use async_trait::async_trait;

use crate::domain::{error::Cause, ids::TenantId};

/// An email to one recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Derived from the event, so a mail that is sent again after a crash has the same id.
    pub id: String,
    /// The tenant on whose behalf it is sent; `None` for the installation's own mails.
    pub tenant: Option<TenantId>,
    /// The recipient's address (RFC 5321 `addr-spec`, ASCII).
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The body in plain text, lines ended by `\n`.
    pub text: String,
    /// The display name of the sender; `None` shows the installation's.
    pub from_name: Option<String>,
    /// The `Reply-To` address; `None` takes the installation's, or leaves the header out where there is none.
    pub reply_to: Option<String>,
}

/// A mail is personal and may carry a link that signs in, so it never prints itself.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The reason why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The service that sends mail is away, busy or out of order, or asks to come again: the same mail may go out
    /// later. As SMTP's replies 4xx (RFC 5321, 4.2.1), connections that fail, and throttling.
    #[error("the mail can't be sent just now")]
    Passing(#[source] Cause),
    /// This mail or its recipient is refused, and will be again. As SMTP's replies 5xx, but for those about the sender's
    /// sign-in (RFC 4954, 6), which pass.
    #[error("the mail was rejected")]
    Rejected(#[source] Cause),
}

impl MailError {
    /// Returns whether the same mail may be sent later.
    pub fn is_passing(&self) -> bool {
        matches!(self, MailError::Passing(_))
    }
}

/// The mail service.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Sends the mail at least once: after a crash it may be sent again with the same [`Mail::id`], by which a receiver can
    /// drop the second one (in `Message-ID`, or `X-Tenantry-Mail-Id` where the service chooses that). When this returns, the mail service is responsible for the mail.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

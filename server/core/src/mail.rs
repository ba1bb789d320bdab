//! The port to whoever sends mail.

use async_trait::async_trait;

use crate::{error::Cause, ids::TenantId};

#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Stable: a mail that is sent again after a crash bears the same id.
    pub id: String,
    pub tenant: Option<TenantId>,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Who it is from, for the reader's eyes; nothing means the installation.
    pub from_name: Option<String>,
    /// Where an answer goes, if not to the sender.
    pub reply_to: Option<String>,
}

/// A mail is personal and may carry a link that signs in, so it never prints itself.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The service that sends mail is away, busy or out of order, or asks to come again: the same mail may go out
    /// later. As SMTP's replies 4xx (RFC 5321, 4.2.1), connections that fail, and throttling.
    #[error("the mail can't be sent just now")]
    Passing(#[source] Cause),
    /// This mail or its recipient is refused, and will be again. As SMTP's replies 5xx.
    #[error("the mail was rejected")]
    Rejected(#[source] Cause),
}

impl MailError {
    pub fn is_passing(&self) -> bool {
        matches!(self, MailError::Passing(_))
    }
}

#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// At least once; the receiver may drop a second one of the same id.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

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

#[derive(Debug, thiserror::Error)]
#[error("the mail can't be sent just now")]
pub struct MailError(#[source] pub Cause);

#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// At least once; the receiver may drop a second one of the same id.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

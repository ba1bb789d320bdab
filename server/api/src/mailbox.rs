//! The mails of a deployment that keeps them to itself, readable in development.

use async_trait::async_trait;
use jiff::Timestamp;

/// A mail as it would have been sent.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredMail {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub from_name: Option<String>,
    pub reply_to: Option<String>,
    pub at: Timestamp,
}

pub type Cause = Box<dyn std::error::Error + Send + Sync>;

#[async_trait]
pub trait MailboxReader: Send + Sync + 'static {
    /// Newest first; with `to`, only those to this address.
    async fn mails(&self, to: Option<&str>, limit: usize) -> Result<Vec<StoredMail>, Cause>;
}

//! What the router asks of this deployment.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use tenantry_api::{Cause, MailboxReader, Readiness, StoredMail};
use tenantry_embedded::{Backend, Mailbox};

/// Ready while the stores answer and the process is not on its way out.
pub struct BackendReadiness {
    pub backend: Arc<Backend>,
    pub stopping: Arc<AtomicBool>,
}

#[async_trait]
impl Readiness for BackendReadiness {
    async fn check(&self) -> Result<(), String> {
        if self.stopping.load(Ordering::Relaxed) {
            return Err("the server is stopping".into());
        }
        self.backend.check().await
    }
}

pub struct LocalMailbox(pub Arc<Mailbox>);

#[async_trait]
impl MailboxReader for LocalMailbox {
    async fn mails(&self, to: Option<&str>, limit: usize) -> Result<Vec<StoredMail>, Cause> {
        let mails = self.0.mails(to, limit).await?;
        Ok(mails
            .into_iter()
            .map(|mail| StoredMail {
                id: mail.id,
                to: mail.to,
                subject: mail.subject,
                text: mail.text,
                from_name: mail.from_name,
                reply_to: mail.reply_to,
                at: mail.at,
            })
            .collect())
    }
}

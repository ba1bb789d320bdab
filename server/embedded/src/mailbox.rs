//! The mailer of a laptop: mails are kept in a file of their own, to be read
//! at a page. A mail that is sent twice is kept once.

use std::sync::Arc;

use async_trait::async_trait;
use fail::fail_point;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use tenantry_core::{
    domain::text::fold_email,
    ports::mail::{Mail, MailError, Mailer},
};

use crate::{
    partition::Partition,
    sqlite::{Fault, millis, time},
};

pub struct Mailbox {
    partition: Arc<Partition>,
}

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

#[derive(Debug, thiserror::Error)]
#[error("the mailbox can't be read just now")]
pub struct MailboxError(#[source] Fault);

impl Mailbox {
    pub(crate) fn new(partition: Arc<Partition>) -> Self {
        Self { partition }
    }

    /// Newest first; of one recipient, or of all.
    pub async fn mails(&self, to: Option<&str>, limit: usize) -> Result<Vec<StoredMail>, MailboxError> {
        let (file, _) = self.partition.mail();
        let read = |conn: &Connection| {
            let mut statement = conn.prepare_cached(
                "SELECT mail_id, recipient, subject, body, at, from_name, reply_to FROM mails WHERE ?1 IS NULL OR to_fold = ?1 \
                 ORDER BY mail_id DESC LIMIT ?2",
            )?;
            let mails = statement.query_map(params![to.map(fold_email), limit as i64], |row| {
                Ok(StoredMail {
                    id: row.get(0)?,
                    to: row.get(1)?,
                    subject: row.get(2)?,
                    text: row.get(3)?,
                    at: time(row.get(4)?)?,
                    from_name: row.get(5)?,
                    reply_to: row.get(6)?,
                })
            })?;
            mails.collect()
        };
        file.read(read).map_err(|error| MailboxError(error.into()))
    }
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let (file, writer) = self.partition.mail();
        let at = Timestamp::now();
        let keep = move |conn: &Connection| {
            conn.prepare_cached(
                "INSERT OR IGNORE INTO mails (mail_id, tenant_id, to_fold, recipient, subject, body, at, from_name, reply_to) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                mail.id,
                mail.tenant.map(|tenant| *tenant.as_bytes()),
                fold_email(&mail.to),
                mail.to,
                mail.subject,
                mail.text,
                millis(at),
                mail.from_name,
                mail.reply_to,
            ])
        };
        let kept = writer.run_unruled(file, keep).await;
        fail_point!("mail-sent");
        kept.map(drop).map_err(|fault| MailError::Passing(Box::new(fault)))
    }
}

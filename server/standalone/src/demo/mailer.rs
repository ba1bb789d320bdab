//! The demo's past causes thousands of mails to people who do not exist. Only
//! those of its last hours are kept, so that the mailbox looks like today's.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::ports::mail::{Mail, MailError, Mailer};
use uuid::Uuid;

/// How old a mail may be that is still sent.
const RECENT: SignedDuration = SignedDuration::from_hours(6);

pub struct PresentMailer {
    mailer: Arc<dyn Mailer>,
    since: Timestamp,
}

impl PresentMailer {
    pub fn new(mailer: Arc<dyn Mailer>, loaded_at: Timestamp) -> Self {
        Self { mailer, since: loaded_at - RECENT }
    }
}

#[async_trait]
impl Mailer for PresentMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match caused_at(&mail) {
            Some(at) if at < self.since => Ok(()),
            _ => self.mailer.send(mail).await,
        }
    }
}

/// A mail's id begins with that of the event that caused it, and in a UUIDv7 stands when.
fn caused_at(mail: &Mail) -> Option<Timestamp> {
    let (seconds, nanos) = Uuid::parse_str(mail.id.get(..36)?).ok()?.get_timestamp()?.to_unix();
    Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanos).ok()?).ok()
}

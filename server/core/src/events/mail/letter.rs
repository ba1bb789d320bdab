//! A mail before it is addressed: who gets what.

use sha2::{Digest, Sha256};

use crate::{
    domain::{address::to_ascii, event::Event, tenant::TenantRecord, text::fold_email},
    ports::mail::Mail,
};

/// A mail without its id and sender.
pub(super) struct Letter {
    pub to: String,
    /// Get a copy each.
    pub copies: Vec<String>,
    pub subject: String,
    pub text: String,
    pub from_name: Option<String>,
    pub reply_to: Option<String>,
}

impl Letter {
    pub fn new(to: String, subject: impl Into<String>, text: String) -> Self {
        Self { to, copies: Vec::new(), subject: subject.into(), text, from_name: None, reply_to: None }
    }

    /// To the tenant's admin and its other alert recipients.
    pub fn to_company(record: &TenantRecord, subject: String, text: String) -> Self {
        let to = fold_email(&record.admin_email);
        let addresses = record.settings.notification_addresses.iter();
        let copies = addresses.filter(|address| fold_email(address) != to).cloned().collect();
        Self { copies, ..Self::new(record.admin_email.clone(), subject, text) }
    }

    pub fn mails(self, event: &Event) -> Vec<Mail> {
        let Letter { to, copies, subject, text, from_name, reply_to } = self;
        let mail = |id: String, to: String| Mail {
            id,
            tenant: event.tenant,
            // One from before the rule for addresses is tried as it is.
            to: to_ascii(&to).unwrap_or(to),
            subject: subject.clone(),
            text: text.clone(),
            from_name: from_name.clone(),
            reply_to: reply_to.as_ref().map(|address| to_ascii(address).unwrap_or_else(|| address.clone())),
        };
        let copies: Vec<Mail> = copies.into_iter().map(|to| mail(copy_id(event, &to), to)).collect();
        std::iter::once(mail(event.id.to_string(), to)).chain(copies).collect()
    }
}

/// The same at each try, also when other addresses come or go in between.
fn copy_id(event: &Event, to: &str) -> String {
    let digest = Sha256::digest(fold_email(to).as_bytes());
    format!("{}-{:02x}{:02x}{:02x}{:02x}", event.id, digest[0], digest[1], digest[2], digest[3])
}

//! Mail by SMTP. What fails is handed back to the pump, which tries again as long as the failure says nothing about the
//! mail; the Message-ID is made of the mail's id, so a second copy can be recognized.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        self, PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use tenantry_core::ports::mail::{Mail, MailError, Mailer};

use crate::config::{MailServer, SmtpKind};

const PASSWORD: &str = "TENANTRY_SMTP_PASSWORD";
/// How long one command of the SMTP session may take.
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections to the server at once; the pump hands out more mails than that.
const CONNECTIONS: u32 = 4;

pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl SmtpMailer {
    /// Reads the settings; `None` if no server is named.
    pub fn of(config: &MailServer) -> Result<Option<Arc<Self>>> {
        let (Some(url), Some(from)) = (&config.smtp_url, &config.mail_from) else { return Ok(None) };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&url.host)
            .port(url.port)
            .timeout(Some(SMTP_TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        builder = match url.kind {
            SmtpKind::Plain => builder,
            SmtpKind::Tls => builder.tls(Tls::Wrapper(tls(&url.host)?)),
            SmtpKind::StartTls => builder.tls(Tls::Required(tls(&url.host)?)),
        };
        if let Some(name) = &config.smtp_username {
            builder = builder.credentials(Credentials::new(name.clone(), password(config)?));
        }
        Ok(Some(Arc::new(Self {
            transport: builder.build(),
            from: from.clone(),
            reply_to: config.mail_reply_to.clone(),
        })))
    }

    /// Returns the sender: the installation's address, with the company's name if the mail is a company's.
    fn sender(&self, mail: &Mail) -> Mailbox {
        let name = mail.from_name.clone().or_else(|| self.from.name.clone());
        Mailbox::new(name, self.from.email.clone())
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let to = mail.to.parse().map_err(unsendable)?;
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let mut message = Message::builder()
            .from(self.sender(mail))
            .to(Mailbox::new(None, to))
            .message_id(Some(id))
            .subject(mail.subject.as_str())
            .header(ContentType::TEXT_PLAIN);
        let reply_to = match &mail.reply_to {
            Some(address) => Some(Mailbox::new(None, address.parse().map_err(unsendable)?)),
            None => self.reply_to.clone(),
        };
        if let Some(reply_to) = reply_to {
            message = message.reply_to(reply_to);
        }
        message.body(mail.text.clone()).map_err(unsendable)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.message(&mail)?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            // An address in another script, to a server that takes none (RFC 6531): that is about the mail.
            if error.is_client() && !mail.to.is_ascii() { unsendable(error) } else { failed(error) }
        })
    }
}

/// No server would take it.
fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Rejected(Box::new(error))
}

/// Only a reply 5xx is about the mail, unless it is about us: that we may not sign in, or must encrypt. Connections
/// that fail, replies 4xx, and servers that lack what we ask for (STARTTLS, a way to sign in) pass.
fn failed(error: smtp::Error) -> MailError {
    let code = error.status().map(u16::from);
    if error.is_permanent() && !code.is_some_and(is_about_us) {
        MailError::Rejected(Box::new(error))
    } else {
        MailError::Passing(Box::new(error))
    }
}

/// Replies of the extension for signing in (RFC 4954, section 6), and of a host that takes no mail at all (RFC 7504).
fn is_about_us(code: u16) -> bool {
    matches!(code, 521 | 530 | 534 | 535 | 538)
}

fn tls(host: &str) -> Result<TlsParameters> {
    TlsParameters::new_rustls(host.to_owned()).with_context(|| format!("TLS to {host} can't be set up"))
}

fn password(config: &MailServer) -> Result<String> {
    if let Some(path) = &config.smtp_password_file {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("--smtp-password-file {} can't be read", path.display()))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    std::env::var(PASSWORD).with_context(|| format!("--smtp-username needs a password in {PASSWORD}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use proptest::prelude::*;
    use tenantry_core::domain::address::to_ascii;

    /// Near the edge of the rule, where two readings of it part.
    fn addresses() -> impl Strategy<Value = String> {
        let local = prop_oneof!["[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,8}", "[ab.\"\\\\ é]{0,6}", "\\PC{0,5}", "a{60,70}"];
        let domain = prop_oneof![
            "[a-z0-9-]{1,5}(\\.[a-z0-9-]{1,5}){0,3}",
            "[a-zäß。.-]{0,10}\\.(de|example|jp)",
            "(xn--)?[a-z0-9-]{1,8}\\.com",
            "\\PC{0,8}",
            "[0-9]{1,3}(\\.[0-9]{1,3}){1,3}",
            "(a{62,64}\\.){1,4}de",
        ];
        (local, domain).prop_map(|(local, domain)| format!("{local}@{domain}"))
    }

    static TAKEN: AtomicU32 = AtomicU32::new(0);

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_address_that_core_takes_can_be_mailed(address in addresses()) {
            if let Some(ascii) = to_ascii(&address) {
                TAKEN.fetch_add(1, Ordering::Relaxed);
                prop_assert!(ascii.is_ascii());
                prop_assert!(ascii.parse::<lettre::Address>().is_ok(), "{} as {}", address, ascii);
            }
        }
    }

    #[test]
    fn what_the_mailer_refuses_core_refuses_too() {
        for address in ["a..b@example.com", ".a@example.com", "a.@example.com", "a@x-.example"] {
            assert!(address.parse::<lettre::Address>().is_err(), "{address}");
            assert_eq!(to_ascii(address), None, "{address}");
        }
    }
}

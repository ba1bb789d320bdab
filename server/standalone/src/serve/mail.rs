//! Mail by SMTP. What fails is handed back to the pump, which tries again; the
//! Message-ID is made of the mail's id, so a second copy can be told.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use tenantry_core::mail::{Mail, MailError, Mailer};

use crate::config::{MailServer, SmtpKind};

const PASSWORD: &str = "TENANTRY_SMTP_PASSWORD";
/// For one step of the talk with the server.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections to the server at once; the pump hands out more mails than that.
const CONNECTIONS: u32 = 4;

pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl SmtpMailer {
    /// Nothing, if no server is named.
    pub fn of(config: &MailServer) -> Result<Option<Arc<Self>>> {
        let (Some(url), Some(from)) = (&config.smtp_url, &config.mail_from) else { return Ok(None) };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&url.host)
            .port(url.port)
            .timeout(Some(PATIENCE))
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

    /// The company's name, where it is its mail, with the installation's address.
    fn sender(&self, mail: &Mail) -> Mailbox {
        let name = mail.from_name.clone().or_else(|| self.from.name.clone());
        Mailbox::new(name, self.from.email.clone())
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let to = mail.to.parse().map_err(failed)?;
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let mut message = Message::builder()
            .from(self.sender(mail))
            .to(Mailbox::new(None, to))
            .message_id(Some(id))
            .subject(mail.subject.as_str())
            .header(ContentType::TEXT_PLAIN);
        let reply_to = match &mail.reply_to {
            Some(address) => Some(Mailbox::new(None, address.parse().map_err(failed)?)),
            None => self.reply_to.clone(),
        };
        if let Some(reply_to) = reply_to {
            message = message.reply_to(reply_to);
        }
        message.body(mail.text.clone()).map_err(failed)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.transport.send(self.message(&mail)?).await.map(drop).map_err(failed)
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError(Box::new(error))
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

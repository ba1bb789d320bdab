//! How mail leaves the installation. Without a server it stays in the local
//! mailbox.

use std::{fmt, path::PathBuf, str::FromStr};

use axum::http::Uri;
use clap::Args;
use lettre::message::Mailbox;

#[derive(Args, Debug)]
#[command(next_help_heading = "Mail")]
pub struct MailServer {
    /// Send mail by this server: smtps://HOST:465 (TLS) or smtp+starttls://HOST:587. Default: mail stays here.
    #[arg(long, env = "TENANTRY_SMTP_URL", value_name = "URL")]
    pub smtp_url: Option<SmtpUrl>,
    /// Sign in to the mail server; the password comes from TENANTRY_SMTP_PASSWORD or --smtp-password-file.
    #[arg(long, env = "TENANTRY_SMTP_USERNAME", value_name = "NAME")]
    pub smtp_username: Option<String>,
    /// A file whose first line is the password for the mail server.
    #[arg(long, env = "TENANTRY_SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// Whom mail is from, like "Tenantry <no-reply@shop.example.com>".
    #[arg(long, env = "TENANTRY_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<Mailbox>,
    /// Where answers to mail go, if not to --mail-from.
    #[arg(long, env = "TENANTRY_MAIL_REPLY_TO", value_name = "ADDRESS")]
    pub mail_reply_to: Option<Mailbox>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmtpUrl {
    pub kind: SmtpKind,
    pub host: String,
    pub port: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmtpKind {
    Tls,
    StartTls,
    /// Only to this machine, as for a relay that runs beside.
    Plain,
}

impl FromStr for SmtpUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let why = || "must be like smtps://mail.example.com:465 or smtp+starttls://mail.example.com:587".to_owned();
        let url: Uri = text.parse().map_err(|_| why())?;
        let (kind, port) = match url.scheme_str() {
            Some("smtps") => (SmtpKind::Tls, 465),
            Some("smtp+starttls") => (SmtpKind::StartTls, 587),
            Some("smtp") => (SmtpKind::Plain, 25),
            _ => return Err(why()),
        };
        let authority = url.authority().ok_or_else(why)?;
        if authority.as_str().contains('@') {
            return Err("must not hold a name or a password: those are --smtp-username and \
                        TENANTRY_SMTP_PASSWORD"
                .to_owned());
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        if host.is_empty() || url.path_and_query().is_some_and(|path| path != "/") {
            return Err(why());
        }
        let is_local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if kind == SmtpKind::Plain && !is_local {
            return Err("smtp:// is not encrypted, so it is for a server on this machine only".to_owned());
        }
        Ok(Self { kind, host, port: authority.port_u16().unwrap_or(port) })
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.kind {
            SmtpKind::Tls => "smtps",
            SmtpKind::StartTls => "smtp+starttls",
            SmtpKind::Plain => "smtp",
        };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_encrypted_or_on_this_machine() {
        let read = |text: &str| text.parse::<SmtpUrl>().map(|url| url.to_string());
        assert_eq!(read("smtps://mail.example.com").as_deref(), Ok("smtps://mail.example.com:465"));
        assert_eq!(read("smtp+starttls://mail.example.com:25").as_deref(), Ok("smtp+starttls://mail.example.com:25"));
        assert_eq!(read("smtp://127.0.0.1:1025").as_deref(), Ok("smtp://127.0.0.1:1025"));
        for (bad, words) in [
            ("smtp://mail.example.com", "not encrypted"),
            ("smtps://me:secret@mail.example.com", "must not hold"),
            ("https://mail.example.com", "must be like"),
            ("smtps://mail.example.com/?tls=none", "must be like"),
            ("mail.example.com", "must be like"),
        ] {
            let answer = read(bad).expect_err(bad);
            assert!(answer.contains(words), "{bad}: {answer}");
        }
    }
}

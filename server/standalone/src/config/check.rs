//! Rejects settings that contradict each other at start.

use anyhow::{Result, bail};
use tenantry_core::policy::retention::ACCESS_TOKEN_MAX;

use super::{MetricsListen, Serve, Switch, Tls};

impl Serve {
    pub fn check(&self) -> Result<()> {
        let listen = self.listen.listen;
        if self.demo.demo && !self.is_loopback() {
            bail!(
                "--demo makes accounts whose passwords are printed on the terminal, so it needs a loopback address, \
                 and --listen {listen} can be reached from outside. Leave out --demo, or listen on 127.0.0.1."
            );
        }
        if listen.port() != 0 && self.listen.metrics_listen == MetricsListen::At(listen) {
            bail!("--listen and --metrics-listen are both {listen}; give them different ports");
        }
        self.check_connections()?;
        if !(1..=300).contains(&self.limits.request_timeout) {
            bail!("--request-timeout must be from 1 to 300 seconds");
        }
        let longest = ACCESS_TOKEN_MAX.as_secs().unsigned_abs();
        if !(60..=longest).contains(&self.limits.access_token_lifetime) {
            bail!("--access-token-lifetime must be from 60 to {longest} seconds");
        }
        if self.web.secure_cookies && self.web.public_url.as_ref().is_some_and(|url| !url.is_https()) {
            bail!(
                "--secure-cookies keeps browsers from sending cookies to an http --public-url; make the public URL \
                 https, or leave the flag out"
            );
        }
        if self.backups.backup_dir.is_some() && self.backups.backup_keep == 0 {
            bail!("--backup-keep must be at least 1");
        }
        self.check_tls()?;
        self.check_mail()
    }

    fn check_connections(&self) -> Result<()> {
        let listen = &self.listen;
        let counts = [
            ("--max-connections", listen.max_connections),
            ("--max-connections-per-address", listen.max_connections_per_address),
            ("--max-streams", listen.max_streams as usize),
        ];
        if let Some((flag, _)) = counts.iter().find(|(_, count)| *count == 0) {
            bail!("{flag} must be at least 1");
        }
        let times = [
            ("--header-timeout", listen.header_timeout),
            ("--idle-timeout", listen.idle_timeout),
            ("--write-timeout", listen.write_timeout),
        ];
        if let Some((flag, _)) = times.iter().find(|(_, seconds)| !(1..=3_600).contains(seconds)) {
            bail!("{flag} must be from 1 to 3600 seconds");
        }
        Ok(())
    }

    fn check_tls(&self) -> Result<()> {
        let Tls { tls_cert, tls_key } = &self.tls;
        match (tls_cert, tls_key) {
            (Some(_), None) => bail!("--tls-cert needs the private key: name it with --tls-key"),
            (None, Some(_)) => bail!("--tls-key needs the certificate: name it with --tls-cert"),
            _ => {}
        }
        if self.tls.is_on() && self.web.public_url.as_ref().is_some_and(|url| !url.is_https()) {
            bail!("with --tls-cert people reach the installation by https, so --public-url must begin with https://");
        }
        Ok(())
    }

    fn check_mail(&self) -> Result<()> {
        let mail = &self.mail;
        if mail.smtp_url.is_none() {
            let without = [
                ("--smtp-username", mail.smtp_username.is_some()),
                ("--smtp-password-file", mail.smtp_password_file.is_some()),
            ];
            if let Some((flag, _)) = without.iter().find(|(_, given)| *given) {
                bail!("{flag} is for a mail server: name it with --smtp-url");
            }
            return Ok(());
        }
        if mail.mail_from.is_none() {
            bail!("--smtp-url needs the address that mail is from: name it with --mail-from");
        }
        if self.signup.mailbox == Some(Switch::On) {
            bail!(
                "with --smtp-url mail is sent and not kept, so --mailbox on has nothing to show; leave one of them out"
            );
        }
        if self.demo.demo {
            bail!("--demo mails people who do not exist; leave out --smtp-url, or --demo");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::{Cli, Command};

    fn check(flags: &[&str]) -> Result<(), String> {
        let args = ["tenantry", "serve"].iter().chain(flags);
        let cli = Cli::try_parse_from(args).map_err(|error| error.to_string())?;
        let Command::Serve(serve) = cli.command else { unreachable!("serve was asked for") };
        serve.check().map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_sound() {
        assert_eq!(check(&[]), Ok(()));
        assert_eq!(check(&["--metrics-listen", "off", "--self-service-tier", "basic,premium"]), Ok(()));
        assert_eq!(check(&["--cors-origin", "https://shop.example.com", "--cors-origin", "http://a.b:3000"]), Ok(()));
    }

    #[test]
    fn contradictions_are_named() {
        let cases: [(&[&str], &str); 17] = [
            (&["--max-connections-per-address", "0"], "at least 1"),
            (&["--write-timeout", "0"], "from 1 to 3600"),
            (&["--demo", "--listen", "0.0.0.0:8080"], "needs a loopback address"),
            (&["--listen", "127.0.0.1:1", "--metrics-listen", "127.0.0.1:1"], "different ports"),
            (&["--metrics-listen", "nowhere"], "\"off\""),
            (&["--request-timeout", "0"], "from 1 to 300"),
            (&["--access-token-lifetime", "59"], "from 60 to 86400"),
            (&["--secure-cookies", "--public-url", "http://shop.example.com"], "https"),
            (&["--public-url", "ftp://shop.example.com"], "must be like"),
            (&["--cors-origin", "*"], "every origin is not an origin"),
            (&["--cors-origin", "https://shop.example.com/"], "host and port only"),
            (&["--tls-cert", "cert.pem"], "--tls-key"),
            (&["--tls-key", "key.pem"], "--tls-cert"),
            (&["--tls-cert", "c", "--tls-key", "k", "--public-url", "http://a.example"], "https"),
            (&["--smtp-url", "smtps://mail.example"], "--mail-from"),
            (&["--smtp-username", "me"], "--smtp-url"),
            (&["--smtp-url", "smtps://mail.example", "--mail-from", "a@b.example", "--demo"], "do not exist"),
        ];
        for (flags, words) in cases {
            let answer = check(flags).expect_err("a contradiction");
            assert!(answer.contains(words), "{flags:?}: {answer}");
        }
    }
}

//! What a person reads on the terminal: where to go, and who can sign in.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write as _},
    net::SocketAddr,
    path::Path,
};

use anyhow::{Context, Result};
use secrecy::ExposeSecret;

use crate::demo::{Marker, SignIn};

pub struct Welcome<'a> {
    /// Where the API is reached from here.
    pub api: String,
    /// Whether the binary was built with it.
    pub web_app: bool,
    pub metrics: Option<SocketAddr>,
    pub mailbox: bool,
    pub data: &'a Path,
    /// Who was made just now.
    pub sign_ins: &'a [SignIn],
    pub demo: Option<&'a Marker>,
    /// A demo was asked for, but the installation holds something else.
    pub demo_left_out: bool,
    pub always: bool,
}

impl Welcome<'_> {
    pub fn print(&self) -> Result<()> {
        if !self.always && self.sign_ins.is_empty() && !io::stdout().is_terminal() {
            return Ok(());
        }
        let api = &self.api;
        let mut text = "\nTenantry is ready.\n\n".to_owned();
        if self.web_app {
            text += &format!("  Web app    {api}/\n");
        }
        text += &format!("  API docs   {api}/v1/docs\n");
        if self.mailbox {
            text += &format!("  Mailbox    {api}/mailbox\n");
        }
        if let Some(metrics) = self.metrics {
            text += &format!("  Metrics    {}/metrics\n", base(metrics, false));
        }
        text += &format!("  Data       {}\n", self.data.display());
        if !self.web_app {
            text += "\nThe web app is not in this binary: it is built by `cargo xtask run` where npm is at hand.\n";
        }
        text += &self.about_demo(api);
        say(&text)
    }

    fn about_demo(&self, base: &str) -> String {
        if !self.sign_ins.is_empty() {
            let curl = self.sign_ins.iter().find(|sign_in| sign_in.role == "owner").map(|owner| curl(base, owner));
            return format!(
                "\nDemo sign-ins. The passwords are shown only now; `{} demo reset` makes new ones.\n\n{}{}",
                program(),
                table(self.sign_ins),
                curl.map(|line| format!("\nSign in and list products:\n\n{line}\n\n")).unwrap_or_default()
            );
        }
        if self.demo.is_some() {
            return format!(
                "\nThe demo's passwords were shown when it was loaded. To get new ones, stop the server and run\n\n  \
                 {} demo reset --data {}\n\n",
                program(),
                self.data.display()
            );
        }
        if self.demo_left_out {
            return "\nNo demo data was loaded, since the installation is not empty.\n\n".to_owned();
        }
        "\n".to_owned()
    }
}

fn curl(base: &str, who: &SignIn) -> String {
    format!(
        "curl -s {base}/v1/products -H \"Authorization: Bearer $(curl -s {base}/v1/auth/signin -H 'Content-Type: \
         application/json' -d '{{\"email\":\"{}\",\"password\":\"{}\"}}' | sed \
         's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\"",
        who.email,
        who.password.expose_secret()
    )
}

pub fn print_sign_ins(sign_ins: &[SignIn], title: &str) -> Result<()> {
    say(&format!("\n{title}\n\n{}\n", table(sign_ins)))
}

fn table(sign_ins: &[SignIn]) -> String {
    let mut text = String::new();
    for sign_in in sign_ins {
        let SignIn { email, role, tier, company, password } = sign_in;
        // Writing to a String can't fail.
        let _ = writeln!(text, "  {email:<28} {:<24} {role:<9} {tier:<11} {company}", password.expose_secret());
    }
    text
}

/// How this program was called, so that a printed command can be pasted.
pub fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "tenantry".to_owned())
}

/// As a user on this machine types it.
pub fn base(listen: SocketAddr, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    if listen.ip().is_unspecified() {
        format!("{scheme}://localhost:{}", listen.port())
    } else {
        format!("{scheme}://{listen}")
    }
}

/// Standard output may be closed; that is an error to report, not to panic over.
pub fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output can't be written")
}

//! What can be set about a server. Each field names its flag and its
//! environment variable, and is also a key of the configuration file;
//! [`Serve::check`] compares them with each other before anything is opened.

mod alarms;
mod backup;
mod check;
pub mod file;
mod log;
mod mail;
pub mod print;
mod tls;
mod traces;
mod web;
mod webhooks;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

pub use self::{
    alarms::AlarmRules,
    backup::{Backups, Every},
    log::{Log, LogFormat},
    mail::{MailServer, SmtpKind},
    tls::Tls,
    traces::Traces,
    web::Web,
    webhooks::WebhookReach,
};

#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    pub tls: Tls,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub web: Web,
    #[command(flatten)]
    pub mail: MailServer,
    #[command(flatten)]
    pub webhooks: WebhookReach,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub signup: SignUp,
    #[command(flatten)]
    pub demo: DemoData,
    #[command(flatten)]
    pub backups: Backups,
    #[command(flatten)]
    pub alarms: AlarmRules,
    #[command(flatten)]
    pub traces: Traces,
    #[command(flatten)]
    pub log: Log,
    /// Print a configuration file with every setting and its default, and end.
    #[arg(long)]
    pub print_config: bool,
    /// Print the alarm rules that are built in, and end.
    #[arg(long)]
    pub print_alarms: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Listening")]
pub struct Listen {
    /// Address and port of the API; port 0 takes any free one.
    #[arg(long, env = "TENANTRY_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// Address and port of the private listener that serves /metrics, or "off".
    #[arg(long, env = "TENANTRY_METRICS_LISTEN", default_value = "127.0.0.1:9464", value_name = "ADDRESS:PORT|off")]
    pub metrics_listen: MetricsListen,
    /// Take the next free port when the wanted one is taken.
    #[arg(long, env = "TENANTRY_NEXT_FREE_PORT")]
    pub next_free_port: bool,
    /// Connections that may be open at once; further ones wait.
    #[arg(long, env = "TENANTRY_MAX_CONNECTIONS", default_value_t = 4096, value_name = "COUNT")]
    pub max_connections: usize,
    /// Connections that one address may have open at once; further ones are closed. With --trust-forwarded-for all come
    /// from the proxy and none is counted.
    #[arg(long, env = "TENANTRY_MAX_CONNECTIONS_PER_ADDRESS", default_value_t = 512, value_name = "COUNT")]
    pub max_connections_per_address: usize,
    /// Requests that one HTTP/2 connection may have under way at once.
    #[arg(long, env = "TENANTRY_MAX_STREAMS", default_value_t = 128, value_name = "COUNT")]
    pub max_streams: u32,
    /// Seconds for the headers of one request, and between two requests of an HTTP/1.1 connection.
    #[arg(long, env = "TENANTRY_HEADER_TIMEOUT", default_value_t = 30, value_name = "SECONDS")]
    pub header_timeout: u64,
    /// Seconds after which a connection ends on which nothing was asked and no answer was read; pings do not count.
    #[arg(long, env = "TENANTRY_IDLE_TIMEOUT", default_value_t = 60, value_name = "SECONDS")]
    pub idle_timeout: u64,
    /// Seconds after which a connection ends whose client has read no byte of what was written to it.
    #[arg(long, env = "TENANTRY_WRITE_TIMEOUT", default_value_t = 30, value_name = "SECONDS")]
    pub write_timeout: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetricsListen {
    Off,
    At(SocketAddr),
}

impl std::str::FromStr for MetricsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("off") {
            return Ok(MetricsListen::Off);
        }
        text.parse()
            .map(MetricsListen::At)
            .map_err(|_| "must be an address and a port, like 127.0.0.1:9464, or \"off\"".into())
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Data")]
pub struct Data {
    /// The directory that holds everything that is kept; made if it is not there.
    #[arg(long, env = "TENANTRY_DATA", default_value = "./tenantry-data", value_name = "DIRECTORY")]
    pub data: PathBuf,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Seconds that one request may take.
    #[arg(long, env = "TENANTRY_REQUEST_TIMEOUT", default_value_t = 15, value_name = "SECONDS")]
    pub request_timeout: u64,
    /// Seconds that an access token lives; an operator's at most 900.
    #[arg(long, env = "TENANTRY_ACCESS_TOKEN_LIFETIME", default_value_t = 3600, value_name = "SECONDS")]
    pub access_token_lifetime: u64,
}

impl Limits {
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout)
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Sign-up")]
pub struct SignUp {
    /// A tier that a company gets at sign-up without the operator's approval; repeat it, or separate by commas.
    #[arg(
        long,
        env = "TENANTRY_SELF_SERVICE_TIER",
        value_delimiter = ',',
        default_value = "basic",
        value_name = "basic|premium|enterprise"
    )]
    pub self_service_tier: Vec<tenantry_core::domain::tier::Tier>,
    /// Operators can do nothing before they have set up a second factor.
    #[arg(long, env = "TENANTRY_OPERATORS_NEED_MFA")]
    pub operators_need_mfa: bool,
    /// Show all mail that was sent at /mailbox. Default: on for a loopback address without a mail server, else off.
    #[arg(long, env = "TENANTRY_MAILBOX", value_name = "on|off")]
    pub mailbox: Option<Switch>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Demo")]
pub struct DemoData {
    /// Load demo data if the installation is empty.
    #[arg(long, env = "TENANTRY_DEMO")]
    pub demo: bool,
    /// Print where to go, also when standard output is not a terminal.
    #[arg(long, env = "TENANTRY_PRINT_WELCOME")]
    pub print_welcome: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

impl Serve {
    pub fn is_loopback(&self) -> bool {
        self.listen.listen.ip().is_loopback()
    }

    pub fn mailbox(&self) -> bool {
        let default = self.is_loopback() && self.mail.smtp_url.is_none();
        self.signup.mailbox.map_or(default, |switch| switch == Switch::On)
    }

    /// Browsers reach it over TLS, here or at a proxy in front.
    pub fn secure_cookies(&self) -> bool {
        self.tls.is_on() || self.web.secure_cookies()
    }
}

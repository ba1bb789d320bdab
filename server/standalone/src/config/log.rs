//! What is logged and in which form.

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub struct Log {
    /// The form of log lines on standard error.
    #[arg(long, env = "TENANTRY_LOG", default_value = "json", value_name = "json|text|off")]
    pub log: LogFormat,
    /// What is logged: a level, or directives like "info,tenantry_core=debug".
    #[arg(long, env = "TENANTRY_LOG_LEVEL", default_value = "info", value_name = "LEVEL")]
    pub log_level: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    Json,
    Text,
    Off,
}

//! What is logged, in which form, and where to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
#[command(next_help_heading = "Logging")]
pub struct Log {
    /// The form of log lines.
    #[arg(long, env = "TENANTRY_LOG", default_value = "json", value_name = "json|text|off")]
    pub log: LogFormat,
    /// What is logged: a level, or directives like "info,tenantry_core=debug".
    #[arg(long, env = "TENANTRY_LOG_LEVEL", default_value = "info", value_name = "LEVEL")]
    pub log_level: String,
    /// Append log lines to this file instead of standard error; opened anew at SIGHUP, for logrotate.
    #[arg(long, env = "TENANTRY_LOG_FILE", value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    Json,
    Text,
    Off,
}

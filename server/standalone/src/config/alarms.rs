//! What the operators are called for.

use std::path::PathBuf;

use clap::Args;
use lettre::Address;

use super::Every;

#[derive(Args, Debug)]
#[command(next_help_heading = "Alarms")]
pub struct AlarmRules {
    /// Rules for alarms, in TOML; `tenantry serve --print-alarms` prints those that are built in.
    #[arg(long, env = "TENANTRY_ALARMS", value_name = "FILE")]
    pub alarms: Option<PathBuf>,
    /// How often the rules are looked at, as 15s or 1m.
    #[arg(long, env = "TENANTRY_ALARMS_EVERY", default_value = "15s", value_name = "TIME")]
    pub alarms_every: Every,
    /// Mail alarms to this address; repeat it, or separate by commas. Default: all operators.
    #[arg(long, env = "TENANTRY_ALARMS_MAIL", value_delimiter = ',', value_name = "ADDRESS")]
    pub alarms_mail: Vec<Address>,
}

//! Which addresses webhooks are sent to.

use clap::{Args, ValueEnum};
use tenantry_webhooks::{Network, Reach};

#[derive(Args, Debug)]
#[command(next_help_heading = "Webhooks")]
pub struct WebhookReach {
    /// Addresses that webhooks are sent to: public ones by https, or any, by http too. "any" is for receivers on the same
    /// machine: every admin of a company could have requests sent into this network.
    #[arg(long, env = "TENANTRY_WEBHOOK_REACH", default_value = "public", value_name = "public|any")]
    pub webhook_reach: Receivers,
    /// A public network that webhooks are not sent to either, as 203.0.113.0/24: the installation's own, or what its NAT64
    /// translates. Repeat it, or separate by commas.
    #[arg(long, env = "TENANTRY_WEBHOOK_REJECTED_NETWORK", value_delimiter = ',', value_name = "NETWORK")]
    pub webhook_rejected_network: Vec<Network>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Receivers {
    Public,
    Any,
}

impl WebhookReach {
    pub fn reach(&self) -> Reach {
        match self.webhook_reach {
            Receivers::Public => Reach::Public,
            Receivers::Any => Reach::Anywhere,
        }
    }
}

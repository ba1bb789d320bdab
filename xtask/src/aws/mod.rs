//! The AWS backend without an account: its adapters and functions tried against
//! servers that stand in for AWS, and the whole of it on a laptop.

mod account;
mod calls;
mod parts;
mod system;
mod up;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Verb {
    /// Test the adapters and the functions, each by itself; what it needs is installed.
    Test {
        /// Every case on every server and placement, which takes an hour.
        #[arg(long)]
        all: bool,
    },
    /// Test the whole: the templates deployed, requests through the gateway, mails received.
    System {
        /// Add the calls that were made to those in infra/proof instead of comparing them.
        #[arg(long)]
        write: bool,
    },
    /// Serve the whole until ctrl-c: the templates deployed, the functions behind the gateway.
    Up,
    /// Stand in for an empty account until ctrl-c, to which `cargo xtask deploy` deploys as to one of AWS.
    Account,
}

pub fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Test { all } => parts::run(all),
        Verb::System { write } => system::run(write),
        Verb::Up => up::run(),
        Verb::Account => account::run(),
    }
}

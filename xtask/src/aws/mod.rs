//! The second home without an account: its adapters and functions tried against
//! servers that stand in for AWS, and the whole of it on a laptop.

mod calls;
mod parts;
mod system;
mod up;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use crate::shell::{cargo, run as shell_run, target};

#[derive(Subcommand)]
pub enum Verb {
    /// Test the adapters and the functions, each by itself; what it needs is installed.
    Test,
    /// Test the whole: the templates deployed, requests through the gateway, mails received.
    System {
        /// Write the calls that were made to infra/proof instead of comparing them.
        #[arg(long)]
        write: bool,
    },
    /// Serve the whole until ctrl-c: the templates deployed, the functions behind the gateway.
    Up,
}

pub fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Test => parts::run(),
        Verb::System { write } => system::run(write),
        Verb::Up => up::run(),
    }
}

/// The functions, built with a test and the features of all: by themselves they would be built once more.
fn functions() -> Result<PathBuf> {
    let build = &["build", "--locked", "--workspace", "--bin", "bootstrap", "--test", "system"];
    shell_run(cargo(build))?;
    Ok(target().join("debug").join("bootstrap"))
}

//! What there is in the cloud: templates, and the proofs that they hold what
//! they promise. Nothing here needs an account.

#[cfg(test)]
mod agreement;
mod build;
mod check;
#[cfg(test)]
mod edge;
mod emulate;
mod gateway;
mod guard;
mod models;
mod mutants;
#[cfg(test)]
mod pipeline;
mod refusals;
mod rehearse;
mod tools;
#[cfg(test)]
mod watching;
mod yaml;

use anyhow::Result;
use clap::Subcommand;

use crate::deploy;

pub use build::{files, output, services};
pub use check::{policies, run as check};
pub use emulate::run as emulate;
pub use rehearse::run as rehearse;
pub use tools::install as install_tools;

#[derive(Subcommand)]
pub enum Verb {
    /// Write the templates as they are deployed to target/infra.
    Build,
    /// Every proof that needs no account.
    Check,
    /// Deploy to an emulator, as far as it goes, and walk the runbook there.
    Emulate,
    /// Play the life of an installation over the templates, and say what AWS would reject.
    Rehearse {
        /// Print each resource of each step.
        #[arg(long)]
        everything: bool,
    },
    /// Build the functions, the web app and the templates for `deploy --packaged`.
    Package {
        /// Rust's name of the functions' system.
        #[arg(long, default_value = "aarch64-unknown-linux-musl")]
        target: String,
    },
}

pub fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Build => build(),
        Verb::Check => check(),
        Verb::Emulate => emulate(),
        Verb::Rehearse { everything } => rehearse(everything),
        Verb::Package { target } => deploy::package(&target),
    }
}

/// For tests of what knows its parameters.
#[cfg(test)]
pub fn root_template() -> Result<serde_json::Value> {
    build::templates()?.remove("template").ok_or_else(|| anyhow::anyhow!("there is no root"))
}

pub fn build() -> Result<()> {
    build::run().map(drop)
}

/// Before a deployment; the other proofs, and that the rules can fail, are the pipeline's.
pub fn rules_hold() -> Result<()> {
    guard::hold()
}

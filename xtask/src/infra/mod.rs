//! What there is in the cloud: templates, and the proofs that they hold what
//! they promise. Nothing here needs an account.

#[cfg(test)]
mod agreement;
mod build;
mod check;
mod emulate;
mod gateway;
mod guard;
mod models;
mod mutants;
mod refusals;
mod tools;
mod yaml;

use anyhow::Result;
use clap::Subcommand;

use crate::deploy;

pub use build::output;
pub use check::{policies, run as check};
pub use emulate::run as emulate;

#[derive(Subcommand)]
pub enum Verb {
    /// Write the templates as they are deployed to target/infra.
    Build,
    /// Every proof that needs no account.
    Check,
    /// Deploy to an emulator, as far as it goes.
    Emulate,
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
        Verb::Package { target } => deploy::package(&target),
    }
}

pub fn build() -> Result<()> {
    build::run().map(drop)
}

/// Before a deployment; the other proofs, and that the rules can fail, are the pipeline's.
pub fn rules_hold() -> Result<()> {
    guard::hold()
}

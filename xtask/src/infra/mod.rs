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
mod openapi30;
mod refusals;
mod tools;
mod yaml;

use anyhow::Result;
use clap::Subcommand;

pub use check::run as check;
pub use emulate::run as emulate;

#[derive(Subcommand)]
pub enum Verb {
    /// Write the templates as they are deployed to target/infra.
    Build,
    /// Every proof that needs no account.
    Check,
    /// Deploy to an emulator, as far as it goes.
    Emulate,
}

pub fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Build => build::run().map(drop),
        Verb::Check => check(),
        Verb::Emulate => emulate(),
    }
}

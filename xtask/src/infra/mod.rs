//! What there is in the cloud: templates, and the proofs that they hold what
//! they promise. Nothing here needs an account.

mod build;
mod gateway;
mod models;
mod openapi30;
mod refusals;
mod yaml;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Verb {
    /// Write the templates as they are deployed to target/infra.
    Build,
}

pub fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Build => build::run().map(drop),
    }
}

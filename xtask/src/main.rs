//! The verbs that people and CI use. `run` needs only Rust and a C compiler, and is carried out by the launcher, which
//! builds nothing of this; `test` installs what it needs into `target/tools`.

mod advisories;
mod aws;
mod bench;
mod check;
mod client;
mod clients;
mod deploy;
#[cfg(test)]
mod docs;
mod emulator;
mod functions;
mod infra;
#[cfg(test)]
mod manifests;
mod openapi;
mod readme;
mod retail;
mod schemathesis;
mod server;
mod suites;
mod test;
mod tools;
mod web;
mod words;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask_launcher::shell;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The verbs of this repository")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build, then serve with demo data on the next free port; what follows is passed to `tenantry serve`.
    Run {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Everything: formatting, lints, tests, contract, clients, templates, README, web app, and the AWS backend.
    Test,
    /// Formatting, standard terms, lints, licenses and sources.
    Check,
    /// Look for words in code and docs that are not the standard terms.
    Words,
    /// Look up known vulnerabilities of what is built in; needs access to their databases.
    Advisories,
    /// Write docs/openapi.json and docs/openapi-3.0.json.
    Openapi {
        /// Fail if it is stale instead of writing it.
        #[arg(long)]
        check: bool,
    },
    /// Try the HTTP contract with generated requests.
    Schemathesis {
        /// Cases for each operation.
        #[arg(long, default_value_t = 100)]
        cases: u32,
    },
    /// Lint the API's document, generate six clients from it, and use two against a server.
    Clients,
    /// Measure, against references in the same run; what follows is passed to the benchmark. `--against REV` takes turns with
    /// another commit, `lambda` starts the functions.
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// The AWS backend without an account: its tests, and the whole of it on this machine.
    Aws {
        #[command(subcommand)]
        verb: aws::Verb,
    },
    /// Paste the README's lines against a fresh server.
    Readme,
    /// The templates of the cloud, and the proofs that they hold.
    Infra {
        #[command(subcommand)]
        verb: infra::Verb,
    },
    /// Build, check and bring an installation to an account: shows the changes, applies them, prints the addresses.
    Deploy(deploy::Deploy),
    /// Take an installation away; data stays unless it is named again.
    Undeploy(deploy::Undeploy),
    /// Ask a deployed installation whether it answers as it must.
    Smoke(deploy::DeploymentTarget),
    /// Load an Online Retail file twice into a fresh server and check the figures.
    Retail { file: PathBuf },
}

fn main() -> ExitCode {
    match run_verb(Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_verb(verb: Verb) -> Result<()> {
    match verb {
        Verb::Run { args } => xtask_launcher::run::run(&args),
        Verb::Test => test::run(),
        Verb::Check => check::run(),
        Verb::Words => words::check(),
        Verb::Openapi { check: true } => openapi::check(),
        Verb::Openapi { check: false } => openapi::write(),
        Verb::Schemathesis { cases } => schemathesis::run(cases),
        Verb::Clients => clients::run(),
        Verb::Advisories => advisories::run(),
        Verb::Bench { args } => bench::run(&args),
        Verb::Aws { verb } => aws::run(verb),
        Verb::Readme => readme::run(),
        Verb::Deploy(what) => deploy::deploy(&what),
        Verb::Undeploy(what) => deploy::undeploy(&what),
        Verb::Smoke(place) => deploy::smoke(&place),
        Verb::Infra { verb } => infra::run(verb),
        Verb::Retail { file } => retail::run(&file),
    }
}

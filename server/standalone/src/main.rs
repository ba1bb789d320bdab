//! Tenantry in one process: SQLite, its own identity provider, its own event
//! pump and mailbox. Nothing else to install.

mod cli;
mod config;
mod demo;
mod installation;
mod logging;
mod metrics;
mod operator;
mod password;
mod retail;
mod serve;
mod welcome;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use self::cli::{Cli, Command, Demo, Operator};

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever started it reads this, in one line, whatever form the log has.
            eprintln!("tenantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let _logging = match &command {
        Command::Serve(serve) => Some(logging::start(&serve.log)?),
        Command::Demo(Demo::Reset(offline) | Demo::Remove(offline)) => Some(logging::start(&offline.log)?),
        Command::Operator(Operator::Create(new)) => Some(logging::start(&new.offline.log)?),
        Command::Openapi | Command::LoadRetail(_) => None,
    };
    let runtime = tokio::runtime::Runtime::new().context("the runtime can't be started")?;
    runtime.block_on(async {
        match command {
            Command::Serve(config) => serve::run(*config).await,
            Command::Demo(command) => demo::run(command).await,
            Command::Operator(command) => operator::run(command).await,
            Command::Openapi => welcome::say(&openapi()?),
            Command::LoadRetail(command) => retail::run(command).await,
        }
    })
}

/// As it is served, made readable, with a line end.
fn openapi() -> Result<String> {
    let document = serde_json::to_string_pretty(&tenantry_api::openapi()).context("the document can't be printed")?;
    Ok(document + "\n")
}

//! Tenantry in one process: SQLite, its own identity provider, its own event
//! pump and mailbox. Nothing else to install.

mod certificate;
mod cli;
mod config;
mod demo;
mod installation;
mod keys;
mod logging;
mod metrics;
mod operator;
mod password;
mod retail;
mod serve;
mod welcome;

use std::{ffi::OsString, process::ExitCode};

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches};

use self::{
    cli::{Cli, Command, Demo, Keys, Operator},
    config::file::ConfigFile,
};

fn main() -> ExitCode {
    match parse().and_then(|cli| run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever started it reads this, in one line, whatever form the log has.
            eprintln!("tenantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The command line, with the configuration file for its defaults.
fn parse() -> Result<Cli> {
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut command = Cli::command();
    if let Some(path) = ConfigFile::named(&args) {
        command = ConfigFile::read(&path, &command)?.apply(command);
    }
    let matches = command.get_matches_from(args);
    Cli::from_arg_matches(&matches).context("the command line can't be read")
}

fn run(command: Command) -> Result<()> {
    if let Command::Serve(serve) = &command
        && serve.print_config
    {
        return welcome::say(&config::print::default_file(&Cli::command()));
    }
    if let Command::Completions { shell } = &command {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut Cli::command(), "tenantry", &mut script);
        return welcome::say(&String::from_utf8_lossy(&script));
    }
    let logging = match &command {
        Command::Serve(serve) => Some(logging::start(&serve.log)?),
        Command::Demo(Demo::Reset(offline) | Demo::Remove(offline)) => Some(logging::start(&offline.log)?),
        Command::Operator(Operator::Create(new)) => Some(logging::start(&new.offline.log)?),
        Command::Keys(Keys::Rotate(rotate)) => Some(logging::start(&rotate.offline.log)?),
        Command::Openapi | Command::LoadRetail(_) | Command::Completions { .. } => None,
    };
    let runtime = tokio::runtime::Runtime::new().context("the runtime can't be started")?;
    runtime.block_on(async {
        match command {
            Command::Serve(config) => {
                serve::run(*config, logging.as_ref().map(|logging| logging.reopen.clone()).unwrap_or_default()).await
            }
            Command::Demo(command) => demo::run(command).await,
            Command::Operator(command) => operator::run(command).await,
            Command::Completions { .. } => Ok(()),
            Command::Keys(command) => keys::run(command).await,
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

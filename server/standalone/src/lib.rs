//! Tenantry in one process: SQLite, its own identity provider, its own event
//! pump and mailbox. Nothing else to install.

mod alarms;
mod backup;
mod certificate;
mod cli;
mod clock;
mod config;
mod demo;
mod doctor;
mod export;
mod installation;
mod keys;
mod logging;
mod memory;
mod metrics;
mod operator;
mod password;
mod retail;
mod serve;
mod traces;
mod welcome;

use std::{ffi::OsString, process::ExitCode};

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches};
use tenantry_api::Kinds;

use self::{
    cli::{Cli, Command, Demo, Keys, Operator, Spec},
    config::file::ConfigFile,
    logging::Logging,
    traces::Traces,
};

/// Runs the command line of a server that keeps and serves these kinds of records. It is the `main` of `tenantry`, and
/// that of a program which adds kinds of its own.
pub fn main(kinds: &Kinds) -> ExitCode {
    memory::use_small_pages();
    match parse().and_then(|cli| run(cli.command, kinds)) {
        Ok(code) => code,
        Err(error) => {
            // The user who started it reads this, in one line, whatever the log format.
            eprintln!("tenantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Parses the command line; flags that are not given have the values of the configuration file.
fn parse() -> Result<Cli> {
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut command = Cli::command();
    if let Some(path) = ConfigFile::named(&args) {
        command = ConfigFile::read(&path, &command)?.apply(command);
    }
    let matches = command.get_matches_from(args);
    Cli::from_arg_matches(&matches).context("the command line can't be read")
}

fn run(command: Command, kinds: &Kinds) -> Result<ExitCode> {
    let at_once = match &command {
        Command::Serve(serve) if serve.print_config => welcome::say(&config::print::default_file(&Cli::command())),
        Command::Serve(serve) if serve.print_alarms => welcome::say(alarms::rules::DEFAULT),
        Command::Completions { shell } => welcome::say(&completions(*shell)),
        Command::Openapi { spec } => welcome::say(&openapi(*spec, kinds)?),
        Command::Backup(command) => backup::take(command),
        Command::Restore(command) => backup::restore(command),
        Command::Doctor(command) => return doctor::run(command),
        _ => return run_with_runtime(command, kinds).map(|()| ExitCode::SUCCESS),
    };
    at_once.map(|()| ExitCode::SUCCESS)
}

fn run_with_runtime(command: Command, kinds: &Kinds) -> Result<()> {
    let logging = match &command {
        Command::Serve(serve) => logging::start(&serve.log, Traces::of(&serve.traces)?)?,
        Command::Demo(Demo::Reset(offline) | Demo::Remove(offline)) => logging::start(&offline.log, None)?,
        Command::Operator(Operator::Create(new)) => logging::start(&new.offline.log, None)?,
        Command::Clock(cli::Clock::Show(offline) | cli::Clock::Accept(offline)) => logging::start(&offline.log, None)?,
        Command::Keys(Keys::Rotate(rotate)) => logging::start(&rotate.offline.log, None)?,
        _ => Logging::default(),
    };
    let runtime = tokio::runtime::Runtime::new().context("the runtime can't be started")?;
    runtime.block_on(async {
        match command {
            Command::Serve(config) => serve::run(*config, &logging, kinds.clone()).await,
            Command::Demo(command) => demo::run(command).await,
            Command::Operator(command) => operator::run(command).await,
            Command::Keys(command) => keys::run(command).await,
            Command::Clock(command) => clock::run(command).await,
            Command::Export(command) => export::run(command).await,
            Command::LoadRetail(command) => retail::run(command).await,
            // These were done without a runtime.
            Command::Backup(_) | Command::Restore(_) | Command::Doctor(_) => Ok(()),
            Command::Completions { .. } | Command::Openapi { .. } => Ok(()),
        }
    })
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tenantry", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// As it is served, made readable, with a line end.
fn openapi(spec: Spec, kinds: &Kinds) -> Result<String> {
    let document = match spec {
        Spec::V3_1 => serde_json::to_string_pretty(&tenantry_api::openapi_of(kinds)),
        Spec::V3_0 => serde_json::to_string_pretty(&tenantry_api::openapi_3_0_of(kinds)?),
    };
    Ok(document.context("the document can't be printed")? + "\n")
}

//! `cargo xtask`: `run` is done here; every other verb is handed to the package `xtask`, which is built when it is first
//! asked for something.

use std::{env, process::ExitCode};

use anyhow::{Context, Result};
use xtask_launcher::{run::run, shell::cargo};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let done = match args.split_first() {
        Some((verb, rest)) if verb == "run" && !rest.iter().any(|flag| flag == "--help" || flag == "-h") => {
            run(rest).map(|()| ExitCode::SUCCESS)
        }
        _ => hand_over(&args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn hand_over(args: &[String]) -> Result<ExitCode> {
    let mut all = cargo(&["run", "--quiet", "--locked", "--package", "xtask", "--"]);
    let status = all.args(args).status().context("cargo can't be started")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

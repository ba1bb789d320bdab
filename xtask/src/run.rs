//! From a clone to a server that somebody can look at.

use anyhow::Result;

use crate::{
    shell::{cargo, command, run as shell_run, target},
    web,
};

pub fn run(args: &[String]) -> Result<()> {
    println!("Building Tenantry; the first time takes some minutes.");
    web::build_if_possible()?;
    shell_run(cargo(&["build", "--release", "--package", "tenantry-standalone"]))?;
    let mut serve =
        command(target().join("release/tenantry"), &["serve", "--demo", "--next-free-port", "--print-welcome"]);
    serve.args(args);
    become_it(serve)
}

/// The server takes the place of this process, so that ctrl-c and exit codes are its own.
#[cfg(unix)]
fn become_it(mut serve: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(serve.exec()).context("tenantry can't be started"))
}

#[cfg(not(unix))]
fn become_it(serve: std::process::Command) -> Result<()> {
    shell_run(serve)
}

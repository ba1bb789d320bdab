//! Our own server, as people run it: everything on, an optimised build.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    folder::target,
    process::{Process, free_port},
};

pub fn command(data: &Path, at: std::net::SocketAddr) -> Result<Command> {
    let program = target()?.join("release").join("tenantry");
    if !program.is_file() {
        bail!("{} is not there; build it with `cargo build --release`", program.display());
    }
    let mut command = Command::new(program);
    command.args(["serve", "--metrics-listen", "off", "--trust-forwarded-for", "--listen", &at.to_string(), "--data"]);
    command.arg(data);
    Ok(command)
}

pub fn start(data: &Path) -> Result<Process> {
    let at = free_port()?;
    Process::start(command(data, at)?, at)?.listening()
}

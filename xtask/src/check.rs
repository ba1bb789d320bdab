//! What can be said about the code without running it.

use anyhow::Result;

use crate::{
    advisories,
    shell::{cargo, command, run as shell_run},
    tools,
};

pub fn run() -> Result<()> {
    format()?;
    lint()?;
    deny()
}

pub fn format() -> Result<()> {
    shell_run(cargo(&["fmt", "--all", "--check"]))
}

pub fn lint() -> Result<()> {
    shell_run(cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"]))
}

pub fn deny() -> Result<()> {
    let deny = tools::cargo_deny()?;
    shell_run(command(deny, &["--locked", "--workspace", "check", "licenses", "bans", "sources"]))?;
    println!("Note: {}.", advisories::ELSEWHERE);
    Ok(())
}

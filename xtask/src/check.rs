//! What can be said about the code without running it.

use anyhow::Result;

use crate::{
    advisories,
    shell::{cargo, command, run as shell_run},
    tools, words,
};

pub fn run() -> Result<()> {
    format()?;
    words::check()?;
    lint()?;
    deny()
}

pub fn format() -> Result<()> {
    shell_run(cargo(&["fmt", "--all", "--check"]))
}

pub fn lint() -> Result<()> {
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--locked"]);
    // The programs that only packages need, as well.
    clippy.args(["--features", "tenantry-lambda/functions", "--", "--deny", "warnings"]);
    shell_run(clippy)
}

pub fn deny() -> Result<()> {
    let deny = tools::cargo_deny()?;
    shell_run(command(deny, &["--locked", "--workspace", "check", "licenses", "bans", "sources"]))?;
    println!("Note: {}.", advisories::ELSEWHERE);
    Ok(())
}

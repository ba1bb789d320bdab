//! Known vulnerabilities of what is built in. They are looked up where their
//! databases can be reached: in the workflow on GitHub, not in `cargo xtask test`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    shell::{command, root, run as shell_run},
    tools,
};

/// What is said wherever they are not looked up.
pub const ELSEWHERE: &str =
    "known vulnerabilities are not looked up here; `cargo xtask advisories` does, with access to their databases";

pub fn run() -> Result<()> {
    let deny = tools::cargo_deny()?;
    let checked = shell_run(command(deny, &["--locked", "--workspace", "check", "advisories"]));
    // An answer is worth as much as the database is new, so its date is shown also with a refusal.
    let date = newest_database(&cargo_home()?.join("advisory-dbs"));
    match &date {
        Ok(date) => println!("RustSec's database is of {date}."),
        Err(error) => println!("RustSec's database has no date: {error:#}"),
    }
    checked?;
    date?;
    // What browsers are sent; then the tools that it is built and tried with.
    npm_audit("client", &["--omit=dev"])?;
    npm_audit("client", &["--audit-level=high"])?;
    npm_audit("clients", &["--audit-level=critical"])?;
    npm_audit("bench/peer", &["--audit-level=critical"])
}

fn cargo_home() -> Result<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).context("there is no home of cargo")
}

/// Returns the day of the newest commit of the databases that were fetched, as `2026-11-30`.
fn newest_database(folder: &Path) -> Result<String> {
    let mut days = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} can't be listed", folder.display()))? {
        let mut log = command("git", &["log", "-1", "--format=%cs"]);
        let output = log.current_dir(entry?.path()).output().context("git can't be started")?;
        days.extend(
            String::from_utf8(output.stdout).ok().map(|day| day.trim().to_owned()).filter(|day| !day.is_empty()),
        );
    }
    days.into_iter().max().context("no database was fetched")
}

fn npm_audit(folder: &str, flags: &[&str]) -> Result<()> {
    println!("-- npm audit of {folder}, asked of the registry now");
    let mut audit = command("npm", &["audit"]);
    audit.args(flags).current_dir(root().join(folder));
    if let Err(error) = shell_run(audit) {
        bail!("{folder}: {error}");
    }
    Ok(())
}

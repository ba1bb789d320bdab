//! Test tools, each of a fixed version, installed once into `target/tools`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell::{answers, cargo, command, run, target};

const CARGO_DENY: &str = "0.20.2";
const SCHEMATHESIS: &str = "4.32.5";
const DYNOXIDE: &str = "3.2.0";
const MINISTACK: &str = "1.5.33";
/// What ministack needs besides for the services that the tests use.
const MINISTACK_WITH: &[&str] =
    &["hypercorn", "cryptography", "jsonata-python", "graphql-core", "boto3", "aws-sam-translator==1.115.0"];

/// A tool that this machine lacks and that could not be brought here: on a
/// laptop its step is skipped, in CI it is a failure.
#[derive(Debug)]
pub struct Missing(pub &'static str);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

fn tools() -> PathBuf {
    target().join("tools")
}

pub fn cargo_deny() -> Result<PathBuf> {
    let program = tools().join("bin").join("cargo-deny");
    if !answers(command(&program, &["--version"])) {
        println!("Installing cargo-deny {CARGO_DENY}; it takes some minutes, once.");
        let root = tools();
        let mut install = cargo(&["install", "cargo-deny", "--locked", "--version", CARGO_DENY, "--root"]);
        install.arg(&root);
        run(install).context(Missing("cargo-deny can't be installed; it needs access to crates.io once"))?;
    }
    Ok(program)
}

/// What the README asks of somebody who pastes its lines.
pub fn need_for_readme() -> Result<()> {
    for (program, what) in [("bash", "install bash"), ("curl", "install curl"), ("jq", "install jq")] {
        if !answers(command(program, &["--version"])) {
            bail!(Missing(what));
        }
    }
    Ok(())
}

pub fn has_nextest() -> bool {
    answers(cargo(&["nextest", "--version"]))
}

pub fn schemathesis() -> Result<PathBuf> {
    let venv = tools().join("venv");
    let program = venv.join("bin").join("schemathesis");
    let version = command(&program, &["--version"]).output();
    let wanted = version.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(SCHEMATHESIS));
    if !wanted {
        println!("Installing schemathesis {SCHEMATHESIS} into its own Python environment, once.");
        let mut make = command("python3", &["-m", "venv"]);
        make.arg(&venv);
        run(make).context(Missing(
            "a Python environment can't be made; install Python 3.10 or newer with its venv module",
        ))?;
        let package = format!("schemathesis=={SCHEMATHESIS}");
        let pip =
            command(venv.join("bin").join("pip"), &["install", "--quiet", "--disable-pip-version-check", &package]);
        run(pip).context(Missing("schemathesis can't be installed; it needs access to PyPI once"))?;
    }
    Ok(program)
}

/// The servers that stand in for AWS in the tests of `server/aws`.
pub fn aws() -> Result<()> {
    dynoxide()?;
    ministack()
}

fn dynoxide() -> Result<()> {
    if answers(command(tools().join("bin").join("dynoxide"), &["--version"])) {
        return Ok(());
    }
    println!("Installing dynoxide {DYNOXIDE}; it takes some minutes, once.");
    let mut install = cargo(&["install", "dynoxide-rs", "--locked", "--version", DYNOXIDE, "--no-default-features"]);
    install.args(["--features", "native-sqlite,http-server,cli", "--root"]).arg(tools());
    run(install).context(Missing("dynoxide can't be installed; it needs access to crates.io once"))
}

fn ministack() -> Result<()> {
    let venv = tools().join("ministack");
    if venv.join("bin").join("ministack").is_file() {
        return Ok(());
    }
    println!("Installing ministack {MINISTACK} into its own Python environment, once.");
    let mut make = command("python3", &["-m", "venv"]);
    make.arg(&venv);
    run(make)
        .context(Missing("a Python environment can't be made; install Python 3.10 or newer with its venv module"))?;
    let package = format!("ministack=={MINISTACK}");
    let mut pip =
        command(venv.join("bin").join("pip"), &["install", "--quiet", "--disable-pip-version-check", &package]);
    pip.args(MINISTACK_WITH);
    run(pip).context(Missing("ministack can't be installed; it needs access to PyPI once"))
}

//! Test tools, each of a fixed version, installed once into `target/tools`.

mod python;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

pub use xtask_launcher::Missing;

pub use self::python::Environment;
use crate::shell::{answers, cargo, command, run, target};

const CARGO_DENY: &str = "0.20.2";
const DYNOXIDE: &str = "3.2.0";
const SCHEMATHESIS: Environment = Environment { name: "venv", packages: &["schemathesis==4.32.5"] };
/// It stands in for AWS in the tests of `server/aws`, and takes the templates in `infra emulate`.
const EMULATOR: Environment = Environment {
    name: "ministack",
    packages: &[
        "ministack==1.5.33",
        "hypercorn",
        "cryptography",
        "jsonata-python",
        "graphql-core",
        "boto3",
        "awscli",
        "aws-sam-translator==1.115.0",
    ],
};

pub fn tools() -> PathBuf {
    target().join("tools")
}

pub fn cargo_deny() -> Result<PathBuf> {
    let program = tools().join("bin").join("cargo-deny");
    if !has_crate("cargo-deny", CARGO_DENY) || !answers(command(&program, &["--version"])) {
        println!("Installing cargo-deny {CARGO_DENY}; it takes some minutes, once.");
        let root = tools();
        let mut install = cargo(&["install", "cargo-deny", "--locked", "--version", CARGO_DENY, "--root"]);
        install.arg(&root);
        run(install).context(Missing("cargo-deny can't be installed; it needs access to crates.io once"))?;
    }
    Ok(program)
}

/// Cargo keeps a list of what it installed; a program may say another version
/// of itself than its package bears.
fn has_crate(name: &str, version: &str) -> bool {
    fs::read_to_string(tools().join(".crates.toml")).is_ok_and(|list| list.contains(&format!("\"{name} {version} (")))
}

/// What the README asks of a user who pastes its lines.
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
    Ok(SCHEMATHESIS.bin()?.join("schemathesis"))
}

/// The servers that stand in for AWS in the tests of `server/aws`.
pub fn aws() -> Result<()> {
    dynoxide()?;
    EMULATOR.bin().map(drop)
}

pub fn emulator_tool(program: &str) -> Result<PathBuf> {
    Ok(EMULATOR.bin()?.join(program))
}

fn dynoxide() -> Result<()> {
    let program = tools().join("bin").join("dynoxide");
    if has_crate("dynoxide-rs", DYNOXIDE) && answers(command(&program, &["--version"])) {
        return Ok(());
    }
    println!("Installing dynoxide {DYNOXIDE}; it takes some minutes, once.");
    let mut install = cargo(&["install", "dynoxide-rs", "--locked", "--version", DYNOXIDE, "--no-default-features"]);
    install.args(["--features", "native-sqlite,http-server,cli", "--root"]).arg(tools());
    run(install).context(Missing("dynoxide can't be installed; it needs access to crates.io once"))
}

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
    from_source("cargo-deny", "cargo-deny", CARGO_DENY, "0", &[])
}

/// Installs a program, built to be ready soon; its own profile would have it built for as long as it takes.
fn from_source(package: &str, program: &str, version: &str, optimized: &str, flags: &[&str]) -> Result<PathBuf> {
    let path = tools().join("bin").join(program);
    if has_crate(package, version) && answers(command(&path, &["--version"])) {
        return Ok(path);
    }
    println!("Installing {package} {version}; it takes some minutes, once.");
    let mut install = cargo(&["install", package, "--locked", "--version", version, "--root"]);
    install.arg(tools()).args(flags);
    for (key, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "none"), ("OPT_LEVEL", optimized)] {
        install.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    run(install).context(Missing("a tool can't be built; that needs access to crates.io once"))?;
    Ok(path)
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

/// What is neither for the infrastructure nor for clients.
pub fn others() -> Result<()> {
    cargo_deny()?;
    SCHEMATHESIS.bin().map(drop)
}

pub fn emulator_tool(program: &str) -> Result<PathBuf> {
    Ok(EMULATOR.bin()?.join(program))
}

/// Thousands of tests wait for its answers, so it is optimized.
fn dynoxide() -> Result<()> {
    let features = ["--no-default-features", "--features", "native-sqlite,http-server,cli"];
    from_source("dynoxide-rs", "dynoxide", DYNOXIDE, "2", &features).map(drop)
}

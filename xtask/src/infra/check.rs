//! All proofs that need no account, cheapest first.

use std::{fs, path::Path, time::Instant};

use anyhow::Result;

use super::{build, guard, tools};
use crate::shell::{command, root, run as shell_run};

/// Only for what wants to know one; nothing is asked of it.
const REGION: &str = "eu-central-1";

pub fn run() -> Result<()> {
    let templates = build::run()?;
    step("our rules", || guard::check(&templates))?;
    step("policies", policies)?;
    step("transformed", transformed)?;
    step("cost", || script("cost.mjs"))?;
    step("speed", || script("speed.mjs"))?;
    step("OpenAPI 3.0", document)?;
    step("cfn-lint", || lint(&templates))?;
    step("sam validate", || {
        // SAM knows more than cfn-lint only of what it transforms.
        templates.iter().filter(|(_, one)| one.get("Transform").is_some()).try_for_each(|(name, _)| validate(name))
    })?;
    step("workflows", workflows)?;
    step("checkov", checkov)
}

fn step(name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("-- {name}");
    let started = Instant::now();
    run()?;
    println!("-- {name}: passed in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Asks an IAM evaluator what the built policies allow.
pub fn policies() -> Result<()> {
    let mut node = command("node", &[]);
    node.arg(root().join("infra/proof/policies.mjs")).arg(build::output()).arg(tools::node_packages()?);
    shell_run(node)
}

/// A script that computes what a page of docs says, and fails where that holds no more.
fn script(name: &str) -> Result<()> {
    let mut node = command("node", &[]);
    node.arg(root().join("infra").join(name));
    shell_run(node)
}

/// What SAM makes of them, in the environment that has it.
fn transformed() -> Result<()> {
    let mut python = command(tools::template_tool("python")?, &[]);
    python.arg(root().join("infra/proof/transformed.py")).arg(build::output());
    shell_run(python)
}

fn document() -> Result<()> {
    let file = root().join("docs/openapi-3.0.json");
    shell_run(with(command(tools::template_tool("openapi-spec-validator")?, &["--schema", "3.0"]), &file))
}

fn lint(templates: &build::Templates) -> Result<()> {
    let mut lint = command(tools::template_tool("cfn-lint")?, &[]);
    lint.args(templates.keys().map(|name| build::file(&build::output(), name)));
    shell_run(lint)
}

fn validate(name: &str) -> Result<()> {
    let sam = command(tools::template_tool("sam")?, &["validate", "--lint", "--region", REGION, "--template-file"]);
    let mut sam = with(sam, &build::file(&build::output(), name));
    sam.env("SAM_CLI_TELEMETRY", "0");
    shell_run(sam)
}

/// What GitHub would run, by its own schema, which the tool brings along.
fn workflows() -> Result<()> {
    let mut check = command(tools::check_jsonschema()?, &["--builtin-schema", "vendor.github-workflows"]);
    for file in fs::read_dir(root().join(".github/workflows"))? {
        check.arg(file?.path());
    }
    shell_run(check)
}

fn checkov() -> Result<()> {
    let mut checkov = command(tools::checkov()?, &["--quiet", "--compact"]);
    checkov.arg("--config-file").arg(root().join("infra/proof/checkov.yaml")).arg("--directory").arg(build::output());
    shell_run(checkov)
}

fn with(mut command: std::process::Command, file: &Path) -> std::process::Command {
    command.arg(file);
    command
}

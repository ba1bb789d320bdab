//! The test binaries of the workspace, out of one build.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    shell::{command, root, run as shell_run, show, target},
    tools,
    workspace::cargo_for_all,
};

/// Their tests share emulators by the process, so that each binary runs as a whole: `aws test`.
const AWS: [&str; 3] = ["server/aws", "server/lambda", "examples/appointments"];
const AWS_PACKAGES: &str = "not (package(tenantry-aws) | package(tenantry-lambda) | package(appointments))";

/// Builds all tests, and all programs that they start.
pub fn build() -> Result<()> {
    binaries().map(drop)
}

/// Every test that needs no emulator of AWS.
pub fn all_but_aws() -> Result<()> {
    if tools::has_nextest() {
        shell_run(cargo_for_all(&["nextest", "run", "--no-fail-fast", "-E", AWS_PACKAGES]))?;
    } else {
        run(|folder| !is_of_aws(folder), &[])?;
    }
    shell_run(cargo_for_all(&["test", "--doc"]))
}

/// The adapters and functions of AWS, each by itself.
pub fn aws(all: bool) -> Result<()> {
    let settings: &[(&str, &str)] = if all { &[("TENANTRY_AWS_ALL", "1")] } else { &[("CONFORMANCE_CONTENDED", "8")] };
    run(is_of_aws, settings)
}

/// The functions as they are deployed, each a program of its own: one test that starts every one of them.
pub fn functions_apart() -> Result<()> {
    const TEST: &str = "an_operator_works_over_every_function";
    let is_it = |program: &Path| {
        program.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("bootstrap-"))
    };
    let (test, folder) = binaries()?
        .into_iter()
        .find(|(program, folder)| is_of_aws(folder) && is_it(program))
        .context("the test of the functions was not built")?;
    let mut test = command(&test, &[TEST]);
    test.current_dir(folder).env("TENANTRY_FUNCTIONS", target().join("debug"));
    shell_run(test)
}

fn is_of_aws(folder: &Path) -> bool {
    AWS.iter().any(|package| folder == root().join(package))
}

/// As `cargo test` does, one binary after another.
fn run(chosen: impl Fn(&Path) -> bool, settings: &[(&str, &str)]) -> Result<()> {
    let mut failed = Vec::new();
    for (program, folder) in binaries()?.into_iter().filter(|(_, folder)| chosen(folder)) {
        let mut tests = command(&program, &[]);
        tests.current_dir(&folder).envs(settings.iter().copied());
        if let Err(error) = shell_run(tests) {
            failed.push(error.to_string());
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("; ")) }
}

fn binaries() -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut build = cargo_for_all(&["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    println!("$ {}", show(&build));
    let built = build.stderr(Stdio::inherit()).output().context("cargo can't be started")?;
    if !built.status.success() {
        bail!("the tests can't be built");
    }
    let printed = String::from_utf8(built.stdout).context("cargo prints no text")?;
    let found: Vec<_> = printed.lines().filter_map(binary).collect();
    if found.is_empty() {
        bail!("cargo built no test");
    }
    Ok(found)
}

/// Returns a test binary and the folder of its package, from a line of cargo's messages.
fn binary(line: &str) -> Option<(PathBuf, PathBuf)> {
    let printed: Value = serde_json::from_str(line).ok()?;
    let is_test = printed["reason"] == "compiler-artifact" && printed["profile"]["test"] == true;
    let program = printed["executable"].as_str().filter(|_| is_test)?;
    let folder = Path::new(printed["manifest_path"].as_str()?).parent()?;
    Some((program.into(), folder.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_other_artifacts_and_by_their_package() {
        let line = |package: &str, test: bool| {
            let manifest = root().join(package).join("Cargo.toml");
            serde_json::json!({
                "reason": "compiler-artifact", "profile": { "test": test }, "executable": "/t/costs-1",
                "manifest_path": manifest,
            })
            .to_string()
        };
        let (program, folder) = binary(&line("server/aws", true)).unwrap();
        assert_eq!((program.as_path(), folder.as_path()), (Path::new("/t/costs-1"), &*root().join("server/aws")));
        assert!(is_of_aws(&folder));
        assert!(!is_of_aws(&root().join("server/core")));
        assert_eq!(binary(&line("server/aws", false)), None);
        assert_eq!(binary("   Compiling tenantry-aws"), None);
    }
}

//! The adapters and the functions, each by itself. Their tests share servers by
//! the process, so they are run as `cargo test` does, one binary after another.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    shell::{cargo, command, in_ci, root, run as shell_run, show},
    tools,
};

const PACKAGES: [&str; 2] = ["server/aws", "server/lambda"];

pub fn run() -> Result<()> {
    install()?;
    let mut failed = Vec::new();
    for (program, folder) in binaries()? {
        let mut tests = command(&program, &[]);
        tests.current_dir(folder);
        if let Err(error) = shell_run(tests) {
            failed.push(error.to_string());
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("; ")) }
}

/// Where the servers can't be had, the tests are listed as ignored; in CI that is a failure.
fn install() -> Result<()> {
    match tools::aws() {
        Err(error) if error.is::<tools::Missing>() && !in_ci() => {
            println!("{error:#}");
            Ok(())
        }
        installed => installed,
    }
}

/// Built with the features of the whole workspace, as everything else is, so that nothing is built twice.
fn binaries() -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut build =
        cargo(&["test", "--workspace", "--locked", "--no-run", "--message-format", "json-render-diagnostics"]);
    println!("$ {}", show(&build));
    let built = build.stderr(std::process::Stdio::inherit()).output().context("cargo can't be started")?;
    if !built.status.success() {
        bail!("the tests can't be built");
    }
    let told = String::from_utf8(built.stdout).context("cargo tells no text")?;
    let found: Vec<_> = told.lines().filter_map(binary).collect();
    if found.is_empty() {
        bail!("cargo built no test of {}", PACKAGES.join(" and "));
    }
    Ok(found)
}

/// A test binary of ours and the folder of its package, out of a line of what cargo tells.
fn binary(line: &str) -> Option<(PathBuf, PathBuf)> {
    let told: Value = serde_json::from_str(line).ok()?;
    let is_test = told["reason"] == "compiler-artifact" && told["profile"]["test"] == true;
    let program = told["executable"].as_str().filter(|_| is_test)?;
    let folder = Path::new(told["manifest_path"].as_str()?).parent()?;
    let ours = PACKAGES.iter().any(|package| folder == root().join(package));
    ours.then(|| (program.into(), folder.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_this_home_are_told_apart() {
        let line = |package: &str, test: bool| {
            let manifest = root().join(package).join("Cargo.toml");
            serde_json::json!({
                "reason": "compiler-artifact", "profile": { "test": test }, "executable": "/t/costs-1",
                "manifest_path": manifest,
            })
            .to_string()
        };
        assert_eq!(binary(&line("server/aws", true)), Some(("/t/costs-1".into(), root().join("server/aws"))));
        assert_eq!(binary(&line("server/aws", false)), None);
        assert_eq!(binary(&line("server/core", true)), None);
        assert_eq!(binary("   Compiling tenantry-aws"), None);
    }
}

//! The programs of the Lambda functions: one for each, so that none starts with the code of the others.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, run as shell_run, target};

/// By the names of their services, as in `infra/names.json`.
pub const FUNCTIONS: [&str; 13] = [
    "auth",
    "tenants",
    "products",
    "orders",
    "authorizer",
    "pre-token",
    "relay",
    "email",
    "inventory",
    "insights",
    "webhooks",
    "sweeper",
    "provisioning",
];

/// The profile that they are built with (Cargo.toml).
const PROFILE: &str = "function";
/// What a package may have unpacked, in bytes. Lambda would take 250 MB, but loads and maps all of it at each cold start
/// (ADR 81). The goal is 15 MB; the largest that was measured, `tenants`, has 14.92.
const LARGEST: u64 = 16_000_000;
/// What Lambda starts, whichever function it is.
const PROGRAM: &str = "bootstrap";

/// The program of a function, as cargo names it.
pub fn program(service: &str) -> String {
    format!("function-{service}")
}

/// A verb of cargo with what is said of the functions whatever is built of them.
pub fn cargo_build(verb: &str) -> Command {
    let mut cargo = cargo(&[verb, "--profile", PROFILE, "--locked", "--package", "tenantry-lambda"]);
    cargo.args(["--no-default-features", "--features", "functions"]);
    cargo
}

/// Builds all of them for a system, and returns the folder in which they are.
pub fn build(triple: &str) -> Result<PathBuf> {
    let mut build = cargo_build("build");
    build.args(["--bins", "--target", triple]);
    shell_run(build)?;
    Ok(target().join(triple).join(PROFILE))
}

/// Puts each into a folder of its own, which is uploaded as its package, and fails if one is too large.
pub fn pack(built: &Path) -> Result<()> {
    let folder = target().join("lambda");
    if folder.is_dir() {
        // A function that is no more would be deployed on.
        fs::remove_dir_all(&folder).with_context(|| format!("{} can't be removed", folder.display()))?;
    }
    let mut sizes = Vec::new();
    for service in FUNCTIONS {
        let package = package_of(service);
        fs::create_dir_all(folder.join(service))?;
        let bytes = fs::copy(built.join(program(service)), &package)
            .with_context(|| format!("the build left no program of {service}"))?;
        sizes.push((service, bytes));
    }
    report(&sizes)
}

/// What Lambda is given of a function.
pub fn package_of(service: &str) -> PathBuf {
    target().join("lambda").join(service).join(PROGRAM)
}

fn report(sizes: &[(&str, u64)]) -> Result<()> {
    for (service, bytes) in sizes {
        println!("{service:>12} {:5.1} MB", *bytes as f64 / 1e6);
    }
    let large: Vec<&str> = sizes.iter().filter(|(_, bytes)| *bytes > LARGEST).map(|(service, _)| *service).collect();
    if large.is_empty() {
        return Ok(());
    }
    bail!("larger than {} MB: {}", LARGEST / 1_000_000, large.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::shell::root;

    /// What a manifest, the code and the list above name.
    #[test]
    fn each_function_has_its_program() {
        let text = |file: &str| fs::read_to_string(root().join("server/lambda").join(file)).unwrap();
        let between = |text: &str, before: &str, after: &str| -> BTreeSet<String> {
            text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
        };
        let wanted: BTreeSet<String> = FUNCTIONS.map(str::to_owned).into();
        let manifest = text("Cargo.toml");
        assert_eq!(between(&manifest, "name = \"function-", "\""), wanted);
        assert_eq!(between(&manifest, "path = \"src/functions/", ".rs\""), wanted);
        let functions = text("src/function.rs").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(between(&functions, "function!(\"", "\""), wanted);
        for service in FUNCTIONS {
            let constant = service.to_uppercase().replace('-', "_");
            let main = text(&format!("src/functions/{service}.rs"));
            assert!(main.contains(&format!("start(&[tenantry_lambda::function::{constant}])")), "{service}");
            let begun = format!("const {constant}: Function = function!(\"{service}\"");
            assert!(functions.contains(&begun), "{service} has another name in src/function.rs");
        }
    }

    #[test]
    fn a_package_that_is_too_large_is_named() {
        assert!(report(&[("auth", LARGEST), ("orders", 1)]).is_ok());
        let error = report(&[("auth", LARGEST), ("orders", LARGEST + 1)]).unwrap_err().to_string();
        assert_eq!(error, "larger than 16 MB: orders");
    }
}

//! The web app: built into the binary for people, checked for CI.

use anyhow::{Context, Result};

use crate::{
    server::binary,
    shell::{answers, command, root, run},
    tools::Missing,
};

const CHROMIUM: &str = "/usr/bin/chromium";

fn npm(args: &[&str]) -> Result<()> {
    let mut npm = command("npm", args);
    npm.current_dir(root().join("client"));
    run(npm)
}

fn has_npm() -> bool {
    answers(command("npm", &["--version"]))
}

/// As the lock file says; nothing is done twice.
fn install() -> Result<()> {
    if !has_npm() {
        anyhow::bail!(Missing("npm is missing; install Node.js 20.19 or newer"));
    }
    let (lock, done) = (root().join("client/package-lock.json"), root().join("client/node_modules/.package-lock.json"));
    let time = |path| std::fs::metadata(path).and_then(|file| file.modified());
    match (time(&lock), time(&done)) {
        (Ok(wanted), Ok(installed)) if installed >= wanted => Ok(()),
        _ => npm(&["ci", "--no-audit", "--no-fund"]),
    }
}

/// For `run`: without npm the server is built all the same, and says that the app is missing.
pub fn build_if_possible() -> Result<()> {
    if !has_npm() {
        println!("npm is not here, so the web app is left out; the API and its docs are complete.");
        return Ok(());
    }
    install()?;
    npm(&["run", "build"])
}

/// Types, lints, unit tests, the built size, and that the API types are not stale.
pub fn check() -> Result<()> {
    install()?;
    for script in ["api:check", "typecheck", "lint", "test", "build", "size"] {
        npm(&["run", script]).with_context(|| format!("client: {script}"))?;
    }
    Ok(())
}

/// The built app in a real browser, against the real server that carries it.
pub fn end_to_end() -> Result<()> {
    install()?;
    if !std::path::Path::new(CHROMIUM).exists() {
        anyhow::bail!(Missing("chromium is missing; install Debian's package chromium"));
    }
    // The app was just built; the binary that carries it follows.
    let tenantry = binary()?;
    let mut e2e = command("npm", &["run", "e2e"]);
    e2e.current_dir(root().join("client")).env("TENANTRY_BIN", tenantry).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(e2e)
}

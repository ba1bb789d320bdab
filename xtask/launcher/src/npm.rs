//! npm in the folder of the web app.

use std::fs;

use anyhow::{Result, bail};

use crate::{
    Missing,
    shell::{answers, command, root, run, run_quietly},
};

pub fn is_installed() -> bool {
    answers(command("npm", &["--version"]))
}

/// Installs what the lock file names, unless that is done.
pub fn install() -> Result<()> {
    if !is_installed() {
        bail!(Missing("npm is missing; install Node.js 20.19 or newer"));
    }
    if has_packages() { Ok(()) } else { script(&["ci", "--no-audit", "--no-fund"]) }
}

fn has_packages() -> bool {
    let (lock, done) = (root().join("client/package-lock.json"), root().join("client/node_modules/.package-lock.json"));
    let time = |path| fs::metadata(path).and_then(|file| file.modified());
    matches!((time(&lock), time(&done)), (Ok(wanted), Ok(installed)) if installed >= wanted)
}

/// Runs npm with the terminal passed on.
pub fn script(args: &[&str]) -> Result<()> {
    let mut npm = command("npm", args);
    npm.current_dir(root().join("client"));
    run(npm)
}

/// Builds the web app where npm is; without it the server is complete but for the app, and says so.
pub fn build_app_if_possible() -> Result<()> {
    if is_installed() {
        return build_app();
    }
    println!("npm is not installed, so the web app is left out; the API and its docs are complete.");
    Ok(())
}

/// Builds the web app; what npm prints is shown only if it fails.
pub fn build_app() -> Result<()> {
    let steps: &[&[&str]] =
        if has_packages() { &[&["run", "build"]] } else { &[&["ci", "--no-audit", "--no-fund"], &["run", "build"]] };
    steps.iter().try_for_each(|args| {
        let mut npm = command("npm", args);
        npm.current_dir(root().join("client"));
        run_quietly(npm)
    })
}

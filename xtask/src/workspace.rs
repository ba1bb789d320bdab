//! One build for everything that is tested. With other packages, features or a wrapper selected, cargo would build most
//! of it once more, so each verb selects what is selected here.

use std::{
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::shell::{cargo, in_ci};

/// The programs that only packages need are tested as well.
const SELECTED: [&str; 4] = ["--workspace", "--locked", "--features", "tenantry-lambda/functions"];

static LINTS: AtomicBool = AtomicBool::new(false);

/// From here on, and always in CI, the build lints what it compiles, and fails on a warning. Clippy by itself would check all of the
/// libraries beneath once more, which takes as long as half of the build.
pub fn lint_too() {
    LINTS.store(true, Ordering::Relaxed);
}

/// A verb of cargo, for the whole workspace.
pub fn cargo_for_all(verb: &[&str]) -> Command {
    let mut all = cargo(verb);
    all.args(SELECTED);
    if LINTS.load(Ordering::Relaxed) || in_ci() {
        // Not by the environment, which tests hand on that compile something themselves.
        all.args(["--config", "build.rustc-workspace-wrapper='clippy-driver'"]);
        // As `cargo clippy` has it; the divider is its own.
        all.env("CLIPPY_ARGS", "--deny__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
    }
    all
}

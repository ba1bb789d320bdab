//! The web app, checked and tried in a browser.

use anyhow::{Context, Result};
use xtask_launcher::npm;

use crate::{
    server::binary,
    shell::{command, root, run},
    tools::Missing,
};

const CHROMIUM: &str = "/usr/bin/chromium";

/// Types, formatting, lints, unit tests, the built size, and that the API types are not stale.
pub fn check() -> Result<()> {
    npm::install()?;
    for script in ["api:check", "typecheck", "format:check", "lint", "test", "build", "size"] {
        npm::script(&["run", script]).with_context(|| format!("client: {script}"))?;
    }
    Ok(())
}

/// The built app in a real browser, against the real server that carries it.
pub fn end_to_end() -> Result<()> {
    npm::install()?;
    if !std::path::Path::new(CHROMIUM).exists() {
        anyhow::bail!(Missing("chromium is missing; install Debian's package chromium"));
    }
    // The app was just built; the binary that carries it follows.
    let tenantry = binary()?;
    let mut e2e = command("npm", &["run", "e2e"]);
    e2e.current_dir(root().join("client")).env("TENANTRY_BIN", tenantry).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(e2e)
}

//! What goes to the cloud: a package for each function, the web app and the templates.

use std::path::Path;

use anyhow::{Context, Result, bail};
use xtask_launcher::npm;

use crate::{
    functions::{self, FUNCTIONS},
    infra,
    shell::{command, executable, root},
};

/// Static, so that it runs whatever C library Lambda's system has.
pub fn target_of(architecture: Option<&str>) -> &'static str {
    match architecture {
        Some("x86_64") => "x86_64-unknown-linux-musl",
        _ => "aarch64-unknown-linux-musl",
    }
}

/// Fails where this machine can't build the functions, ahead of what takes minutes.
pub fn can_be_built(triple: &str) -> Result<()> {
    let mut rustc = command("rustc", &["--print", "target-libdir", "--target", triple]);
    let said = rustc.output().context("rustc can't be started")?;
    if !Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_dir() {
        bail!(
            "Rust has no target {triple} here: `rustup target add {triple}`, and a C compiler for it (docs/deploying.md)"
        );
    }
    Ok(())
}

pub fn run(triple: &str) -> Result<()> {
    infra::build()?;
    code(triple)
}

pub fn code(triple: &str) -> Result<()> {
    npm::build_app_if_possible()?;
    if !root().join("client/dist/index.html").is_file() {
        bail!("the web app is not built; install Node.js with npm");
    }
    let built = functions::build(triple).with_context(|| {
        format!("the functions can't be built: `rustup target add {triple}`, and a C compiler for it")
    })?;
    functions::pack(&built)?;
    println!("Packaged in target/infra, target/lambda and client/dist");
    Ok(())
}

/// What came through an archive is as it was built again.
pub fn unpacked() -> Result<()> {
    for service in FUNCTIONS {
        executable(&functions::package_of(service)).context("nothing was packaged")?;
    }
    Ok(())
}

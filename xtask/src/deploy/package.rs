//! What goes to the cloud: the functions' binary, the web app and the templates.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{
    infra,
    shell::{cargo, executable, root, run as shell_run, target},
    web,
};

/// Static, so that it runs whatever C library Lambda's system has.
pub fn target_of(architecture: Option<&str>) -> &'static str {
    match architecture {
        Some("x86_64") => "x86_64-unknown-linux-musl",
        _ => "aarch64-unknown-linux-musl",
    }
}

pub fn run(triple: &str) -> Result<()> {
    infra::build()?;
    code(triple)
}

pub fn code(triple: &str) -> Result<()> {
    web::build_if_possible()?;
    if !root().join("client/dist/index.html").is_file() {
        bail!("the web app is not built; install Node.js with npm");
    }
    shell_run(cargo(&["build", "--release", "--locked", "--package", "tenantry-lambda", "--target", triple]))
        .with_context(|| {
            format!("the functions can't be built: `rustup target add {triple}`, and a C compiler for it")
        })?;
    let folder = target().join("lambda");
    fs::create_dir_all(&folder)?;
    fs::copy(target().join(triple).join("release/bootstrap"), folder.join("bootstrap"))
        .context("the build left no bootstrap")?;
    println!("Packaged in target/infra, target/lambda and client/dist");
    Ok(())
}

/// What came through an archive is as it was built again.
pub fn unpacked() -> Result<()> {
    executable(&target().join("lambda").join("bootstrap")).context("nothing was packaged")
}

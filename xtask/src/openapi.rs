//! The API's document as it is committed, so that a change of it is seen in review.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, root, show};

fn committed() -> PathBuf {
    root().join("docs").join("openapi.json")
}

pub fn write() -> Result<()> {
    fs::write(committed(), generate()?).context("docs/openapi.json can't be written")?;
    println!("docs/openapi.json is written.");
    Ok(())
}

pub fn check() -> Result<()> {
    let on_disk = fs::read(committed()).context("docs/openapi.json can't be read; `cargo xtask openapi` writes it")?;
    if on_disk != generate()? {
        bail!("docs/openapi.json is stale: run `cargo xtask openapi` and commit it");
    }
    println!("docs/openapi.json is what the router says.");
    Ok(())
}

fn generate() -> Result<Vec<u8>> {
    let mut print = cargo(&["run", "--quiet", "--package", "tenantry-standalone", "--", "openapi"]);
    let shown = show(&print);
    println!("$ {shown}");
    let output = print.stderr(std::process::Stdio::inherit()).output().context("cargo can't be started")?;
    if !output.status.success() {
        bail!("{shown} failed: {}", output.status);
    }
    Ok(output.stdout)
}

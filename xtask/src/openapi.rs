//! The API's document as it is committed, so that a change of it is seen in review.

use std::{fs, path::PathBuf, process::Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    server::binary,
    shell::{command, root},
};

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
    let mut print = command(binary()?, &["openapi"]);
    let output = print.stderr(Stdio::inherit()).output().context("tenantry can't be started")?;
    if !output.status.success() {
        bail!("tenantry openapi failed: {}", output.status);
    }
    Ok(output.stdout)
}

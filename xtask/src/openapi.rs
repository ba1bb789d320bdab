//! The API's document as it is committed, in both versions of OpenAPI, so that
//! a change of it is seen in review.

use std::{fs, path::PathBuf, process::Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    server::binary,
    shell::{command, root},
};

/// The files below `docs`, and the version of OpenAPI that each is written in.
const DOCUMENTS: [(&str, &str); 2] = [("openapi.json", "3.1"), ("openapi-3.0.json", "3.0")];

pub fn committed(file: &str) -> PathBuf {
    root().join("docs").join(file)
}

pub fn write() -> Result<()> {
    for (file, version) in DOCUMENTS {
        fs::write(committed(file), generate(version)?).with_context(|| format!("docs/{file} can't be written"))?;
        println!("docs/{file} is written.");
    }
    Ok(())
}

pub fn check() -> Result<()> {
    for (file, version) in DOCUMENTS {
        let on_disk = fs::read(committed(file))
            .with_context(|| format!("docs/{file} can't be read; `cargo xtask openapi` writes it"))?;
        if on_disk != generate(version)? {
            bail!("docs/{file} is stale: run `cargo xtask openapi` and commit it");
        }
        println!("docs/{file} is what the router says.");
    }
    Ok(())
}

fn generate(version: &str) -> Result<Vec<u8>> {
    let mut print = command(binary()?, &["openapi", "--spec", version]);
    let output = print.stderr(Stdio::inherit()).output().context("tenantry can't be started")?;
    if !output.status.success() {
        bail!("tenantry openapi failed: {}", output.status);
    }
    Ok(output.stdout)
}

//! `tenantry export`: all of a company's data as a file, one JSON object on
//! each line. It only reads, so it may run beside the server.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use tenantry_core::domain::ids::TenantId;
use tenantry_embedded::Config;

use crate::{config::Data, installation::Installation, welcome};

#[derive(Args)]
pub struct Export {
    /// The id of the tenant.
    #[arg(long, value_name = "ID")]
    pub tenant: TenantId,
    /// The file to make; it appears when it is whole.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub data: Data,
}

pub async fn run(command: Export) -> Result<()> {
    let Export { tenant, out, data } = command;
    anyhow::ensure!(!out.exists(), "{} is there already", out.display());
    let config = Config { reading: true, ..Config::new(data.data.clone()) };
    let installation = Installation::open(config, "http://localhost", |_| {})
        .with_context(|| format!("{} can't be read", data.data.display()))?;
    let partial = out.with_added_extension("partial");
    let written = write(&installation, tenant, &partial).await;
    installation.close().await;
    let counts = match written {
        Ok(counts) => counts,
        Err(error) => {
            // The error is what matters; a part of a company is of no use.
            let _ = fs::remove_file(&partial);
            return Err(error);
        }
    };
    fs::rename(&partial, &out).with_context(|| format!("{} can't be named", out.display()))?;
    let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    welcome::say(&format!("{} holds all of {tenant}: {}.\n", out.display(), counts.join(", ")))
}

async fn write(installation: &Installation, tenant: TenantId, path: &Path) -> Result<BTreeMap<Cow<'static, str>, u64>> {
    let file = private(path).with_context(|| format!("{} can't be made", path.display()))?;
    let (mut file, mut counts) = (BufWriter::new(file), BTreeMap::new());
    let mut export = installation.worker.export(tenant);
    while let Some(items) = export.next().await.with_context(|| format!("the tenant {tenant} can't be read"))? {
        for item in &items {
            let (kind, line) = tenantry_api::exported(item, installation.app.now())?;
            writeln!(file, "{line}")?;
            *counts.entry(kind).or_default() += 1;
        }
    }
    file.into_inner().context("the file can't be written")?.sync_all()?;
    Ok(counts)
}

/// For its owner's eyes only: it holds names and addresses.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

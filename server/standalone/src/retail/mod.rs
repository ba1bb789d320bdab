//! `tenantry load-retail`: a real shop's day, loaded as any integration would
//! load it: through the public API, so that it can be run again without harm.

mod client;
mod file;
mod load;

use std::{fs::File, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use clap::Args;
use secrecy::SecretString;

use self::{client::Client, file::Refusal, load::Report};
use crate::welcome::say;

#[derive(Args)]
pub struct LoadRetail {
    /// The file: InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country.
    pub file: PathBuf,
    /// Where the API is.
    #[arg(long, env = "TENANTRY_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub url: String,
    /// A user who may write in the tenant that the file is loaded into.
    #[arg(long, env = "TENANTRY_EMAIL")]
    pub email: String,
    /// Their password. Set the variable: what is given as a flag can be seen by others on the machine.
    #[arg(long, env = "TENANTRY_PASSWORD", hide_env_values = true)]
    pub password: SecretString,
}

/// The time that the figures may take to catch up with the last order.
const CATCH_UP: Duration = Duration::from_secs(60);

pub async fn run(command: LoadRetail) -> Result<()> {
    let file = File::open(&command.file).with_context(|| format!("{} can't be read", command.file.display()))?;
    let file = file::read(file).with_context(|| format!("{} is no Online Retail file", command.file.display()))?;
    say(&format!(
        "{} invoices, {} lines rejected, {} cancellations\n",
        file.invoices.len(),
        file.refused.len(),
        file.cancellations.len()
    ))?;
    list("rejected", &file.refused)?;
    list("not ordered", &file.cancellations)?;
    let client = Client::sign_in(&command.url, &command.email, &command.password).await?;
    let report = load::load(&client, &file).await?;
    say(&summary(&report))?;
    let figures = client.figures(&report.orders, CATCH_UP).await?;
    say(&format!(
        "revenue {} in {} orders, as of {}\n",
        figures.revenue.show(file::CURRENCY),
        figures.orders,
        figures.as_of
    ))?;
    if !report.not_loaded.is_empty() {
        bail!("{} of the invoices were not loaded", report.not_loaded.len());
    }
    Ok(())
}

fn list(what: &str, rows: &[Refusal]) -> Result<()> {
    rows.iter().try_for_each(|row| say(&format!("  line {}: {what}: {}\n", row.line, row.reason)))
}

fn summary(report: &Report) -> String {
    let mut text = format!(
        "{} orders placed, {} there already, {} products made, {} prices changed\n",
        report.placed, report.present, report.products_made, report.prices_changed
    );
    for (invoice, reason) in &report.not_loaded {
        text += &format!("  invoice {invoice}: not loaded: {reason}\n");
    }
    text
}

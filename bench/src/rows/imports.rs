//! Importing a file against writing its rows one by one: each looked up, then
//! committed by itself, sixteen at once, as imports did before.

use std::time::Instant;

use anyhow::{Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use tenantry_core::{
    App, Caller, Settings, Tenant,
    domain::{
        idempotency::{Answer, Attempt},
        page::PageRequest,
        product::{Prefix, ProductQuery},
    },
    transfer::{ImportFile, ImportOptions, StockUpdate},
};
use tenantry_embedded::{Backend, Config};

use crate::{
    folder::Folder,
    report::{Goals, Row, median},
    seed::{self, Shape, Shop},
    stage::Pace,
};

/// Concurrent imports.
const AT_ONCE: usize = 16;

pub fn imports(pace: Pace, rows: usize) -> Result<Row> {
    let folder = Folder::fresh("imports")?;
    let data = folder.path().join("data");
    // A company for each import, so that each finds an empty catalog.
    let shops = seed::fill(&data, Shape { tenants: 2 * pace.rounds, signed_in: 2 * pace.rounds, products: 0 })?;
    let runtime = tokio::runtime::Runtime::new()?;
    let rounds = runtime.block_on(async {
        let backend = Backend::open(Config::new(&data))?;
        let (app, worker) =
            tenantry_core::usecases::open(backend.ports(), Settings::new(backend.signer(), "http://localhost"));
        let mut rounds = Vec::new();
        for pair in shops.chunks_exact(2) {
            let file = file(rows)?;
            let (slow, fast) = (tenant(&app, &pair[0]).await?, tenant(&app, &pair[1]).await?);
            let started = Instant::now();
            one_by_one(&slow, &file).await?;
            let by_row = started.elapsed().as_secs_f64();
            let started = Instant::now();
            let whole = attempt(&fast, "whole");
            let done = fast.import_products(&file, None, &whole, |report| nothing(report.counts.create));
            if done.await?.answer.read::<usize>()? != rows {
                bail!("the file was not imported");
            }
            rounds.push((by_row, started.elapsed().as_secs_f64()));
        }
        drop((app, worker));
        backend.close().await;
        Ok(rounds)
    })?;
    let ratios: Vec<f64> = rounds.iter().map(|(by_row, whole)| by_row / whole).collect();
    let (by_row, whole): (Vec<f64>, Vec<f64>) = rounds.into_iter().unzip();
    let notes = vec![format!("{:.2} s row by row, {:.2} s as an import", median(&by_row), median(&whole))];
    let work = format!("{rows} rows imported, against one commit for each");
    Ok(Row::of("import", work, &ratios, "", Goals::at_least(3.0, 4.0, 6.0), notes))
}

async fn tenant(app: &App, shop: &Shop) -> Result<Tenant> {
    match app.authenticate(&shop.token, None).await? {
        Caller::Member(tenant) => Ok(tenant),
        Caller::Operator(_) => bail!("the owner is an operator"),
    }
}

fn file(rows: usize) -> Result<ImportFile> {
    let rows: String = (0..rows)
        .map(|n| format!("BRD-{n},Walnut cutting board {n},\"End grain, oiled, 40 x 30 cm.\",64.50,Kitchen,{n}\n"))
        .collect();
    let text = format!("sku,name,description,price,category,inventory\n{rows}");
    let euro = "EUR".parse().map_err(anyhow::Error::msg)?;
    Ok(ImportFile::read(text.as_bytes(), &ImportOptions::of(euro))?)
}

async fn one_by_one(tenant: &Tenant, file: &ImportFile) -> Result<()> {
    let rows = stream::iter(&file.candidates).map(async |candidate| -> Result<()> {
        let search = candidate.sku.as_deref().map(|sku| Prefix::Sku(sku.to_lowercase()));
        let query = ProductQuery { search, ..ProductQuery::default() };
        let page = PageRequest { limit: 1, cursor: None };
        if !tenant.products(&query, &page).await?.items.is_empty() {
            bail!("the row is there already");
        }
        let draft = candidate.draft(None, StockUpdate::Keep)?;
        tenant.create_product(draft, &attempt(tenant, &candidate.row.to_string()), |_| nothing(1)).await?;
        Ok(())
    });
    rows.buffer_unordered(AT_ONCE).try_collect().await
}

fn attempt(tenant: &Tenant, key: &str) -> Attempt {
    Attempt::new(tenant.principal(), "POST", "/v1/products/import", Some(key), &[b"a file"])
}

fn nothing(count: u64) -> Answer {
    Answer::new(&count)
}

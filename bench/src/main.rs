//! `cargo xtask bench`: how fast the standalone server is, as ratios to
//! references that run in the same minute on the same machine. Absolute
//! figures of a shared machine say little; what alternates, can be compared.

mod folder;
mod load;
mod measure;
mod peer;
mod process;
mod reference;
mod report;
mod requests;
mod rows;
mod seed;
mod server;
mod stage;
mod thresholds;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

use self::{
    report::Row,
    stage::{Pace, Stage},
    thresholds::Thresholds,
};

#[derive(Parser)]
#[command(
    name = "cargo xtask bench",
    about = "Measure against references in the same run",
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    other: Option<Other>,
    /// Fewer and shorter rounds, for a first look: about two minutes.
    #[arg(long)]
    quick: bool,
    /// Leave out the Fastify peer, which takes Node and npm.
    #[arg(long)]
    no_peer: bool,
    /// Which rows; all if none is named.
    #[arg(value_parser = ROWS)]
    rows: Vec<String>,
}

#[derive(Subcommand)]
enum Other {
    /// A mix at a steady rate, with thresholds that must not be crossed.
    Load(Thresholds),
}

const ROWS: [&str; 12] = [
    "get",
    "get-key",
    "page",
    "page-writes",
    "sign-ins",
    "neighbour",
    "order",
    "orders",
    "start",
    "tenants",
    "products",
    "import",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [reference::CEILING, at] => reference::serve_ceiling(at.parse::<SocketAddr>()?),
        [reference::DISK, folder, millis] => {
            let rate = reference::append(&PathBuf::from(folder), Duration::from_millis(millis.parse()?))?;
            println!("{rate}");
            Ok(())
        }
        _ => match Cli::parse() {
            Cli { other: Some(Other::Load(limits)), .. } => thresholds::run(&limits),
            cli => bench(&cli),
        },
    }
}

type OnStage = fn(&Stage) -> Result<Row>;

fn bench(cli: &Cli) -> Result<()> {
    let pace = if cli.quick {
        Pace { rounds: 3, round: Duration::from_millis(700) }
    } else {
        Pace { rounds: 5, round: Duration::from_secs(3) }
    };
    let peer = if cli.no_peer { None } else { Some(peer::install()?) };
    let wanted = |row: &str| cli.rows.is_empty() || cli.rows.iter().any(|name| name == row);
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |more: Vec<Row>| {
        more.iter().for_each(Row::print);
        rows.extend(more);
    };
    let on_stage: [(&str, OnStage); 8] = [
        ("get", rows::get),
        ("get-key", rows::get_by_key),
        ("page", rows::page),
        ("page-writes", rows::page_under_writes),
        ("sign-ins", rows::reads_beside_sign_ins),
        ("neighbour", rows::beside_a_noisy_one),
        ("order", rows::one),
        ("orders", rows::many),
    ];
    if on_stage.iter().any(|(name, _)| wanted(name)) {
        let stage = Stage::set(pace, peer.as_ref())?;
        for (name, row) in on_stage {
            if wanted(name) {
                add(vec![row(&stage)?]);
            }
        }
    }
    if wanted("start") {
        add(rows::start_and_memory(pace)?);
    }
    let (tenants, products) = if cli.quick { (1_000, 10_000) } else { (10_000, 100_000) };
    if wanted("tenants") {
        add(rows::tenants(pace, tenants)?);
    }
    if wanted("products") {
        add(rows::products(pace, products)?);
    }
    if wanted("import") {
        add(vec![rows::imports(pace, 10_000)?]);
    }
    println!("\n{}", report::table(&rows));
    let missed: Vec<&str> =
        rows.iter().filter(|row| !row.goals.reaches_first_step(row.value)).map(|row| row.name).collect();
    if !missed.is_empty() {
        bail!("the first step is not reached by {}", missed.join(", "));
    }
    Ok(())
}

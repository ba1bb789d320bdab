//! `cargo xtask bench load`: a working day in seconds. People read, order and
//! sign in at steady rates side by side, and each kind has to stay within its
//! thresholds. It fails where one is crossed, so that a pipeline can ask it.

use std::{thread, time::Duration};

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    folder::Folder,
    load::{Load, Outcome, Until},
    process::Process,
    requests::Walk,
    seed::{self, Shape, Shop},
    server,
};

#[derive(Args, Clone, Copy)]
pub struct Thresholds {
    /// How long.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Requests per second, all kinds together.
    #[arg(long, default_value_t = 500.0)]
    rate: f64,
    /// The p99 of reads that is let pass, in milliseconds; orders may take 4 times as long, sign-ins 10 times.
    #[arg(long, default_value_t = 25.0)]
    p99_ms: f64,
    /// The share of answers that may be no success.
    #[arg(long, default_value_t = 0.0)]
    errors: f64,
}

struct Kind {
    name: &'static str,
    /// Of all requests.
    share: f64,
    /// Its p99 may be so many times that of a read.
    p99_factor: f64,
    request: fn(&mut Walk, &mut Vec<u8>),
}

const KINDS: [Kind; 4] = [
    Kind { name: "get a product", share: 0.60, p99_factor: 1.0, request: Walk::get },
    Kind { name: "page of products", share: 0.28, p99_factor: 1.0, request: Walk::page },
    Kind { name: "place an order", share: 0.10, p99_factor: 4.0, request: Walk::order },
    // Most of the time of a sign-in is meant to be spent on its password.
    Kind { name: "sign in", share: 0.02, p99_factor: 10.0, request: Walk::sign_in },
];

pub fn run(thresholds: &Thresholds) -> Result<()> {
    let folder = Folder::fresh("load")?;
    let data = folder.path().join("data");
    let shops = seed::fill(&data, Shape { tenants: 40, signed_in: 40, products: 500 })?;
    let server = server::start(&data)?;
    let outcomes: Vec<Result<Outcome>> = thread::scope(|scope| {
        let running = KINDS.each_ref().map(|kind| scope.spawn(|| send(&server, &shops, kind, thresholds)));
        let ended = running.map(|running| running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.into()
    });
    let mut crossed = Vec::new();
    for (kind, outcome) in KINDS.iter().zip(outcomes) {
        crossed.extend(judge(kind, &outcome?, thresholds));
    }
    if crossed.is_empty() { Ok(()) } else { bail!("crossed: {}", crossed.join("; ")) }
}

fn send(server: &Process, shops: &[Shop], kind: &Kind, thresholds: &Thresholds) -> Result<Outcome> {
    let mut walk = Walk::through(shops);
    let mut request = |out: &mut Vec<u8>| (kind.request)(&mut walk, out);
    let rate = (thresholds.rate * kind.share).max(1.0);
    let until = Until::Elapsed(Duration::from_secs(thresholds.seconds));
    Load { target: server.at, connections: 32, until, rate: Some(rate), request: &mut request }.run()
}

/// Prints the kind's line; returns what it crossed.
fn judge(kind: &Kind, outcome: &Outcome, thresholds: &Thresholds) -> Vec<String> {
    let limit = thresholds.p99_ms * kind.p99_factor;
    let refused: u64 = outcome.refused.values().sum();
    let share = refused as f64 / outcome.answers as f64;
    println!(
        "{}: {} answers, {:.0}/s, p50 {:.2} ms, p99 {:.2} ms (at most {limit}), {:.2} % no success (at most {:.2} %)",
        kind.name,
        outcome.answers,
        outcome.per_second(),
        outcome.p50(),
        outcome.p99(),
        share * 100.0,
        thresholds.errors * 100.0
    );
    let mut crossed = Vec::new();
    if outcome.p99() > limit {
        crossed.push(format!("{} has a p99 of {:.2} ms, more than {limit}", kind.name, outcome.p99()));
    }
    if share > thresholds.errors {
        crossed.push(format!("{} had answers that are no success: {:?}", kind.name, outcome.refused));
    }
    crossed
}

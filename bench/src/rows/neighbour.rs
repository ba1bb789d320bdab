//! A tenant that asks for twenty times what it may must not be felt by the next.

use std::{thread, time::Duration};

use anyhow::{Context, Result, ensure};
use tenantry_core::domain::tier::Tier;

use super::reads::notes;
use crate::{
    load::{Load, Outcome, Until},
    measure::{How, Measured, measure},
    report::{Goals, Row, median},
    requests::Walk,
    seed::Shop,
    stage::Stage,
};

/// Of the quota of its tier.
const TIMES: f64 = 20.0;
/// Well within what the quiet one may.
const QUIET_RATE: f64 = 500.0;
/// Concurrent connections.
const CONNECTIONS: usize = 16;
/// The HTTP status of a rate-limited request.
const TOO_MANY: u16 = 429;

pub fn beside_a_noisy_one(stage: &Stage) -> Result<Row> {
    let (noisy, quiet) = stage.shops.split_first().context("there is no tenant")?;
    let quiet = quiet.first().context("there is one tenant only")?;
    let how = How::paced(CONNECTIONS, stage.pace.round.max(Duration::from_secs(2)), QUIET_RATE);
    let noise = f64::from(Tier::Enterprise.plan().rate.rate()) * TIMES;
    let (mut alone, mut beside, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..stage.pace.rounds {
        alone.push(read(stage, quiet, how)?);
        let (read, made) = thread::scope(|scope| {
            let noise = scope.spawn(|| make_noise(stage, noisy, how.until, noise));
            let read = read(stage, quiet, how);
            match noise.join() {
                Ok(made) => (read, made),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        beside.push(read?);
        refused.push(refusals(&made?)?);
    }
    let times: Vec<f64> = beside.iter().zip(&alone).map(|(beside, alone)| beside.p99 / alone.p99).collect();
    let mut lines = notes(&[("alone", &alone), ("beside", &beside)]);
    lines.push(format!("of the noisy one's requests {:.0} % were rejected", median(&refused) * 100.0));
    let work = "p99 of a tenant beside one at 20 times its quota, times its p99 alone; no errors";
    Ok(Row::of("neighbour", work, &times, " x", Goals::at_most(1.5, 1.5, 1.2), lines))
}

/// Fails if one of them is not answered well.
fn read(stage: &Stage, shop: &Shop, how: How) -> Result<Measured> {
    let mut walk = Walk::through(std::slice::from_ref(shop));
    measure(&stage.ours, how, &mut |out| walk.get(out))
}

fn make_noise(stage: &Stage, shop: &Shop, until: Until, rate: f64) -> Result<Outcome> {
    let mut walk = Walk::through(std::slice::from_ref(shop));
    let mut request = |out: &mut Vec<u8>| walk.get(out);
    Load { target: stage.ours.at, connections: 64, until, rate: Some(rate), request: &mut request }.run()
}

/// Returns the share of requests that were rate-limited, from 0 to 1; fails if any failed otherwise, or none at all.
fn refusals(outcome: &Outcome) -> Result<f64> {
    ensure!(outcome.refused.keys().all(|status| *status == TOO_MANY), "the noisy one got {:?}", outcome.refused);
    let refused = outcome.refused.get(&TOO_MANY).copied().unwrap_or(0);
    ensure!(refused > 0, "none of the noisy one's requests was rejected, so it was not noisy");
    Ok(refused as f64 / outcome.answers as f64)
}

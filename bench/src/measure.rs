//! One round against one process: how many answers, how slow, at which cost.

use std::time::Duration;

use anyhow::Result;

use crate::{
    load::{Load, Until},
    process::Process,
};

/// As many as two cores answer well, and enough to keep them busy.
pub const CONNECTIONS: usize = 32;

#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub per_second: f64,
    /// In milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// Microseconds of the server's CPU for each request.
    pub cpu: f64,
}

#[derive(Clone, Copy, Debug)]
pub struct How {
    pub connections: usize,
    pub until: Until,
    pub rate: Option<f64>,
}

impl How {
    /// As fast as it goes.
    pub fn flat_out(connections: usize, length: Duration) -> Self {
        Self { connections, until: Until::Elapsed(length), rate: None }
    }

    /// So many per second, whatever comes of them.
    pub fn paced(connections: usize, length: Duration, rate: f64) -> Self {
        Self { connections, until: Until::Elapsed(length), rate: Some(rate) }
    }
}

pub fn measure(server: &Process, how: How, request: &mut (dyn FnMut(&mut Vec<u8>) + Send)) -> Result<Measured> {
    let How { connections, until, rate } = how;
    let before = server.cpu()?;
    let outcome = Load { target: server.at, connections, until, rate, request }.run()?.all_succeeded()?;
    let cpu = (server.cpu()? - before) * 1e6 / outcome.answers as f64;
    Ok(Measured { per_second: outcome.per_second(), p50: outcome.p50(), p99: outcome.p99(), cpu })
}

impl Measured {
    pub fn line(&self, who: &str) -> String {
        let Self { per_second, p50, p99, cpu } = self;
        format!("{who}: {per_second:.0}/s, p50 {p50:.2} ms, p99 {p99:.2} ms, {cpu:.1} us CPU per request")
    }
}

/// Of several rounds, the one in the middle by rate.
pub fn middle(rounds: &[Measured]) -> Option<Measured> {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    sorted.get(sorted.len() / 2).copied()
}

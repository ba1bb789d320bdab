//! Reading, as a share of what the framework can do with nothing behind it.

use std::thread;

use anyhow::Result;

use crate::{
    load::Load,
    measure::{CONNECTIONS, How, Measured, measure, middle},
    report::{Goals, Row},
    requests::{Walk, hello},
    stage::Stage,
};

/// Orders beside the reading of pages, so that what was read goes stale.
const WRITES_PER_SECOND: f64 = 500.0;

type Request = fn(&mut Walk, &mut Vec<u8>);

pub fn get(stage: &Stage) -> Result<Row> {
    let goals = Goals::at_least(0.45, 0.70, 0.80);
    read(stage, "get", "authenticated get of a product, share of the axum ceiling", Walk::get, goals, false)
}

/// By the server's own CPU, which other processes of the machine move least.
pub fn get_by_key(stage: &Stage) -> Result<Row> {
    let how = How::flat_out(CONNECTIONS, stage.pace.round);
    let (mut by_token, mut by_key) = (Vec::new(), Vec::new());
    for _ in 0..stage.pace.rounds {
        by_token.push(ours_alone(stage, how, Walk::get)?);
        by_key.push(ours_alone(stage, how, Walk::get_by_key)?);
    }
    let times: Vec<f64> = by_key.iter().zip(&by_token).map(|(key, token)| key.cpu / token.cpu).collect();
    let goals = Goals::at_most(1.10, 1.05, 1.00);
    let work = "get of a product by an API key, CPU as a multiple of one by a person's token";
    Ok(Row::of("get-key", work, &times, " x", goals, notes(&[("token", &by_token), ("key", &by_key)])))
}

pub fn page(stage: &Stage) -> Result<Row> {
    let goals = Goals::at_least(0.25, 0.60, 0.65);
    read(stage, "page", "authenticated page of 20, share of the axum ceiling", Walk::page, goals, false)
}

pub fn page_under_writes(stage: &Stage) -> Result<Row> {
    let goals = Goals::at_least(0.25, 0.50, 0.65);
    let work = "authenticated page of 20 beside 500 orders per second, share of the axum ceiling";
    read(stage, "page-writes", work, Walk::page, goals, true)
}

fn read(stage: &Stage, name: &'static str, work: &str, request: Request, goals: Goals, writes: bool) -> Result<Row> {
    let how = How::flat_out(CONNECTIONS, stage.pace.round);
    let (mut ours, mut ceiling, mut peer) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..stage.pace.rounds {
        ceiling.push(measure(&stage.ceiling, how, &mut hello)?);
        ours.push(if writes { beside_writes(stage, how, request)? } else { ours_alone(stage, how, request)? });
        if let Some(other) = &stage.peer {
            let mut walk = Walk::through(&other.shops);
            peer.push(measure(&other.process, how, &mut |out| request(&mut walk, out))?);
        }
    }
    let share: Vec<f64> = ours.iter().zip(&ceiling).map(|(ours, most)| ours.per_second / most.per_second).collect();
    Ok(Row::of(name, work, &share, "", goals, notes(&[("ours", &ours), ("ceiling", &ceiling), ("peer", &peer)])))
}

fn ours_alone(stage: &Stage, how: How, request: Request) -> Result<Measured> {
    let mut walk = Walk::through(&stage.shops);
    measure(&stage.ours, how, &mut |out| request(&mut walk, out))
}

fn beside_writes(stage: &Stage, how: How, request: Request) -> Result<Measured> {
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut walk = Walk::through(&stage.shops);
            let How { connections, until, rate } = How::paced(16, stage.pace.round, WRITES_PER_SECOND);
            let mut request = |out: &mut Vec<u8>| walk.order(out);
            Load { target: stage.ours.at, connections, until, rate, request: &mut request }.run()?.all_succeeded()
        });
        let read = ours_alone(stage, how, request);
        match writing.join() {
            Ok(written) => written.and(read),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

pub fn notes(all: &[(&str, &[Measured])]) -> Vec<String> {
    all.iter().filter_map(|(who, rounds)| Some(middle(rounds)?.line(who))).collect()
}

//! A storm of sign-ins must not be felt by everybody else.

use std::{thread, time::Duration};

use anyhow::Result;

use super::reads::notes;
use crate::{
    load::{Load, Outcome, Until},
    measure::{CONNECTIONS, How, Measured, measure},
    report::{Goals, Row},
    requests::Walk,
    stage::Stage,
};

const STORM: f64 = 60.0;
/// Much less than the server can, so that the wait of one is not the work of all.
const READS: f64 = 4_000.0;

pub fn reads_beside_sign_ins(stage: &Stage) -> Result<Row> {
    let how = How::paced(CONNECTIONS, stage.pace.round.max(Duration::from_secs(2)), READS);
    let (mut calm, mut storm, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..stage.pace.rounds {
        calm.push(read(stage, how)?);
        let (read, signed_in) = thread::scope(|scope| {
            let storm = scope.spawn(move || sign_in(stage, how.until, round));
            let read = read(stage, how);
            match storm.join() {
                Ok(signed_in) => (read, signed_in),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        storm.push(read?);
        let signed_in = signed_in?;
        let refused: u64 = signed_in.refused.values().sum();
        taken.push((signed_in.answers - refused) as f64 / signed_in.elapsed.as_secs_f64());
    }
    let times: Vec<f64> = storm.iter().zip(&calm).map(|(storm, calm)| storm.p99 / calm.p99).collect();
    let mut lines = notes(&[("calm", &calm), ("storm", &storm)]);
    lines.push(format!("sign-ins that were let in: {:.0}/s of {STORM} tried", crate::report::median(&taken)));
    let work = "p99 of reads while 60 sign-ins per second are tried, times the calm one";
    Ok(Row::of("sign-ins", work, &times, " x", Goals::at_most(3.0, 1.8, 1.4), lines))
}

fn read(stage: &Stage, how: How) -> Result<Measured> {
    let mut walk = Walk::through(&stage.shops);
    measure(&stage.ours, how, &mut |out| walk.get(out))
}

/// A full queue refuses some: that is what keeps the others fast.
fn sign_in(stage: &Stage, until: Until, round: usize) -> Result<Outcome> {
    let mut walk = Walk::through(&stage.shops);
    walk.skip(round * 10_000);
    let mut request = |out: &mut Vec<u8>| walk.sign_in(out);
    Load { target: stage.ours.at, connections: 64, until, rate: Some(STORM), request: &mut request }.run()
}

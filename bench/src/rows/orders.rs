//! Durable orders, as a multiple of what the disk syncs.

use std::time::Duration;

use anyhow::Result;

use super::reads::notes;
use crate::{
    measure::{How, measure, middle},
    reference,
    report::{Goals, Row, median},
    requests::Walk,
    stage::Stage,
};

const SYNCING: Duration = Duration::from_millis(700);

pub fn many(stage: &Stage) -> Result<Row> {
    place(stage, "orders", 256, Goals::at_least(1.2, 3.0, 4.2))
}

pub fn one(stage: &Stage) -> Result<Row> {
    place(stage, "order", 1, Goals::at_least(0.35, 0.5, 0.65))
}

fn place(stage: &Stage, name: &'static str, clients: usize, goals: Goals) -> Result<Row> {
    let how = How::flat_out(clients, stage.pace.round);
    let (mut ours, mut peer, mut syncs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..stage.pace.rounds {
        let before = reference::disk(stage.folder.path(), SYNCING)?;
        let mut walk = Walk::through(&stage.shops);
        ours.push(measure(&stage.ours, how, &mut |out| walk.order(out))?);
        // What the disk does changes by the second, so it is asked on both sides.
        syncs.push((before + reference::disk(stage.folder.path(), SYNCING)?) / 2.0);
        if let Some(other) = &stage.peer {
            let mut walk = Walk::through(&other.shops);
            peer.push(measure(&other.process, how, &mut |out| walk.order(out))?);
        }
    }
    let multiple: Vec<f64> = ours.iter().zip(&syncs).map(|(ours, syncs)| ours.per_second / syncs).collect();
    let slow = middle(&ours).map_or(f64::NAN, |ours| ours.p99);
    let work = format!("durable orders by {clients} client(s), p99 {slow:.1} ms, times the fdatasync rate");
    let mut lines = notes(&[("ours", &ours), ("peer", &peer)]);
    lines.push(format!("disk: {:.0} appends of 4 KiB per second, each synced", median(&syncs)));
    Ok(Row::of(name, work, &multiple, " x", goals, lines))
}

//! `tenantry clock`: whether the clock is trusted with what can't be undone, and
//! an operator's word for it.

use anyhow::{Context, Result};

use crate::{cli::Clock, installation::Installation, welcome};

pub async fn run(command: Clock) -> Result<()> {
    let (Clock::Show(offline) | Clock::Accept(offline)) = &command;
    let installation = Installation::open_offline(offline)?;
    let said = say(&installation, matches!(command, Clock::Accept(_))).await;
    installation.close().await;
    welcome::say(&said?)
}

async fn say(installation: &Installation, accept: bool) -> Result<String> {
    let worker = &installation.worker;
    let before = worker.clock_state().await.context("the last known time can't be read")?;
    if accept {
        worker.accept_clock().await.context("the time can't be noted")?;
        return Ok(format!("The clock is accepted: it is {:.0}.\n", installation.app.now()));
    }
    Ok(match before.warning() {
        Some(warning) => format!("{warning}.\n"),
        None => format!("Nothing speaks against the clock: it is {:.0}.\n", installation.app.now()),
    })
}

//! A 2xx survives a power cut. A process commits orders while strace logs each
//! of its writes and syncs. From the log the disk is rebuilt as it could be
//! found after a cut at any moment: what was synced is there, of the rest any
//! part is lost or torn. No acknowledged order may be missing.
//!
//! The negative control does the same with `synchronous=NORMAL` and must lose
//! orders: otherwise the test could not see what it looks for.

mod power;

use std::{path::Path, process::Command};

use libtest_mimic::{Arguments, Failed, Trial};
use power::{trace, verify, writer};
use tempfile::TempDir;

/// Cuts per run; a large number on demand.
const CUTS: &str = "POWER_CUTS";

fn main() {
    if let Ok(folder) = std::env::var(writer::FOLDER) {
        writer::run(Path::new(&folder), std::env::var(writer::DURABLE).is_ok());
        return;
    }
    let strace = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    if !strace && !in_ci {
        println!("power_cut: NOT RUN, since strace is not here; install it to run this test");
        return;
    }
    let trials = vec![
        Trial::test("no_acknowledged_order_is_lost", || full().map_err(Failed::from)),
        Trial::test("without_waiting_for_the_disk_orders_are_lost", || normal().map_err(Failed::from)),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn full() -> Result<(), String> {
    let outcome = cut_power(true)?;
    println!("{outcome}");
    if outcome.lost > 0 { Err(format!("acknowledged orders are lost: {outcome}")) } else { Ok(()) }
}

fn normal() -> Result<(), String> {
    let outcome = cut_power(false)?;
    println!("negative control: {outcome}");
    if outcome.lost == 0 { Err(format!("the test is blind: {outcome}")) } else { Ok(()) }
}

fn cut_power(durable: bool) -> Result<verify::Outcome, String> {
    let folder = TempDir::with_prefix("tenantry-power-").map_err(|error| error.to_string())?;
    let log = folder.path().join("strace.log");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).map_err(|error| error.to_string())?;
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-y", "-xx", "-s", "1048576", "-e", "signal=none"]);
    strace.args(["-e", "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename", "-o"]).arg(&log);
    strace.arg(std::env::current_exe().map_err(|error| error.to_string())?).env(writer::FOLDER, &data);
    if durable {
        strace.env(writer::DURABLE, "yes");
    }
    let output = strace.output().map_err(|error| format!("strace can't be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("the writer failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let events = trace::read(&log, &data)?;
    let cuts = tenantry_conformance::count_from_env(CUTS, 40);
    verify::at_random_moments(&events, cuts, folder.path())
}

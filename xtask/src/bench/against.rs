//! `cargo xtask bench --against REV`: another commit is built beside this one, and the benchmarks of both take turns, each
//! with the server of its own commit. So what the machine does from minute to minute falls on both alike.
//! A commit's own benchmark fills its data and knows its answers, so any commit since the first can be compared.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::figures::{Figures, median, read};
use crate::shell::{self, cargo, command, run_quietly};

/// Rows that are better the higher they are; all others, the lower.
const HIGHER_IS_BETTER: [&str; 5] = ["get", "page", "page-writes", "order", "orders"];
/// Below this a row is a loss and not noise.
const WORST: f64 = 0.95;

#[derive(Parser)]
#[command(name = "cargo xtask bench", no_binary_name = true)]
pub struct Against {
    /// The commit to compare with, in whatever form git takes.
    #[arg(long)]
    against: String,
    /// Turns that each of the two has; a row's figure is the median of them.
    #[arg(long, default_value_t = 5)]
    turns: usize,
    /// Take what an earlier call built, so that turns can be repeated in a quiet hour.
    #[arg(long)]
    no_build: bool,
    /// Which rows; all that both know if none is named.
    rows: Vec<String>,
}

/// The benchmark of one commit, built, and what it printed so far.
struct Side {
    name: &'static str,
    program: PathBuf,
    turns: Vec<BTreeMap<String, Figures>>,
}

pub fn run(args: &[String]) -> Result<()> {
    let Against { against, turns, no_build, rows } = Against::parse_from(args);
    let checkouts = [checked_out(&against)?, shell::root()];
    if !no_build {
        checkouts.iter().try_for_each(|checkout| build(checkout))?;
    }
    let [before, now] = checkouts.map(|checkout| target(&checkout).join("release").join("bench"));
    let mut sides = [Side::new("before", before), Side::new("now", now)];
    for turn in 1..=turns {
        println!("Turn {turn} of {turns}");
        // Neither is always the one that finds the machine warm.
        sides.reverse();
        for side in &mut sides {
            side.take_turn(&rows)?;
        }
    }
    sides.sort_by_key(|side| side.name);
    let [before, now] = &sides;
    print(before, now)
}

/// Checks the commit out into a folder below cargo's target directory, and returns it.
fn checked_out(revision: &str) -> Result<PathBuf> {
    let commit = format!("{revision}^{{commit}}");
    let id = output(command("git", &["rev-parse", "--verify", &commit]));
    let id = id.with_context(|| format!("{revision} is no commit"))?;
    let folder = shell::target().join("against").join(&id[..12.min(id.len())]);
    if !folder.is_dir() {
        fs::create_dir_all(folder.parent().context("the target directory has no folder")?)?;
        let path = folder.to_string_lossy();
        run_quietly(command("git", &["worktree", "add", "--detach", "--force", &path, &id]))?;
    }
    Ok(folder)
}

fn output(mut command: Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn target(checkout: &Path) -> PathBuf {
    if checkout == shell::root() { shell::target() } else { checkout.join("target") }
}

/// Builds the server and its benchmark as they are released.
fn build(checkout: &Path) -> Result<()> {
    let mut build =
        cargo(&["build", "--release", "--locked", "--package", "tenantry-standalone", "--package", "bench"]);
    build.current_dir(checkout).env("CARGO_TARGET_DIR", target(checkout));
    shell::run(build)
}

impl Side {
    fn new(name: &'static str, program: PathBuf) -> Self {
        Self { name, program, turns: Vec::new() }
    }

    fn take_turn(&mut self, rows: &[String]) -> Result<()> {
        let mut bench = Command::new(&self.program);
        bench.args(["--quick", "--no-peer"]).args(rows);
        // It fails where a goal is missed, which is not the question here; a row that is missing is.
        let printed = bench.output().with_context(|| format!("{} can't be started", self.program.display()))?;
        let figures = read(&String::from_utf8_lossy(&printed.stdout));
        if figures.is_empty() {
            bail!("the benchmark of {} printed no row: {}", self.name, String::from_utf8_lossy(&printed.stderr));
        }
        for (row, figures) in &figures {
            println!("  {:6} {row}: {figures}", self.name);
        }
        self.turns.push(figures);
        Ok(())
    }

    fn rows(&self) -> Vec<&String> {
        self.turns.first().map(|turn| turn.keys().collect()).unwrap_or_default()
    }

    fn median(&self, row: &str, figure: impl Fn(&Figures) -> Option<f64>) -> Option<f64> {
        let values: Vec<f64> = self.turns.iter().filter_map(|turn| turn.get(row).and_then(&figure)).collect();
        (values.len() == self.turns.len()).then(|| median(&values))
    }
}

/// Prints how many times as good each row is now; fails if one is worse than [`WORST`].
fn print(before: &Side, now: &Side) -> Result<()> {
    println!("\n| row | before | now | times as good | CPU a request, before / now |\n|---|---|---|---|---|");
    let mut worse = Vec::new();
    for row in now.rows() {
        let (Some(old), Some(new)) =
            (before.median(row, |row| Some(row.value)), now.median(row, |row| Some(row.value)))
        else {
            println!("| {row} | not measured | | | |");
            continue;
        };
        let good = if HIGHER_IS_BETTER.contains(&row.as_str()) { new / old } else { old / new };
        let cpu = before.median(row, |row| row.cpu).zip(now.median(row, |row| row.cpu));
        let cpu = cpu.map_or_else(String::new, |(old, new)| format!("{:.2} ({old:.1} us / {new:.1} us)", old / new));
        println!("| {row} | {old:.2} | {new:.2} | {good:.2} | {cpu} |");
        if good < WORST {
            worse.push(row.as_str());
        }
    }
    if !worse.is_empty() {
        bail!("worse than {WORST} of before: {}", worse.join(", "));
    }
    Ok(())
}

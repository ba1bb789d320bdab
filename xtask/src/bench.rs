//! Figures count only from an optimised build.

use anyhow::Result;

use crate::shell::{cargo, run as shell_run};

pub fn run(args: &[String]) -> Result<()> {
    let mut bench = cargo(&["run", "--release", "--package", "bench", "--"]);
    bench.args(args);
    shell_run(bench)
}

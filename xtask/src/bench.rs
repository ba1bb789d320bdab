//! Figures count only from an optimised build.

use anyhow::Result;

use crate::shell::{cargo, run as shell_run};

pub fn run(args: &[String]) -> Result<()> {
    shell_run(cargo(&["build", "--release", "--locked", "--package", "tenantry-standalone"]))?;
    let mut bench = cargo(&["run", "--release", "--locked", "--package", "bench", "--"]);
    bench.args(args);
    shell_run(bench)
}

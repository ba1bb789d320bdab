//! Figures count only from an optimised build. `lambda` measures the functions
//! of the AWS backend, `--against` compares with another commit, anything else
//! measures the standalone server.

mod against;
mod figures;

use anyhow::Result;

use crate::{
    functions,
    shell::{cargo, run as shell_run},
    tools,
};

pub fn run(args: &[String]) -> Result<()> {
    match args {
        [only] if only == "lambda" => functions(),
        [first, ..] if first.starts_with("--against") => against::run(args),
        _ => standalone(args),
    }
}

fn functions() -> Result<()> {
    tools::emulator_tool("python")?;
    // Programs, hello and the benchmark in one selection, so that cargo builds what is beneath them once.
    let mut build = functions::cargo_build("build");
    build.args(["--example", "hello", "--bench", "functions"]);
    shell_run(build)?;
    let mut bench = functions::cargo_build("bench");
    bench.args(["--bench", "functions"]);
    shell_run(bench)
}

fn standalone(args: &[String]) -> Result<()> {
    shell_run(cargo(&["build", "--release", "--locked", "--package", "tenantry-standalone"]))?;
    let mut bench = cargo(&["run", "--release", "--locked", "--package", "bench", "--"]);
    bench.args(args);
    shell_run(bench)
}

//! Figures count only from an optimised build. `lambda` measures the functions
//! of the AWS home, anything else the standalone home.

use anyhow::Result;

use crate::{
    shell::{cargo, run as shell_run},
    tools,
};

pub fn run(args: &[String]) -> Result<()> {
    match args {
        [only] if only == "lambda" => functions(),
        _ => standalone(args),
    }
}

fn functions() -> Result<()> {
    tools::emulator_tool("python")?;
    let package = ["--locked", "--package", "tenantry-lambda"];
    let mut hello = cargo(&["build", "--release", "--example", "hello"]);
    hello.args(package);
    shell_run(hello)?;
    let mut bench = cargo(&["bench", "--bench", "functions"]);
    bench.args(package);
    shell_run(bench)
}

fn standalone(args: &[String]) -> Result<()> {
    shell_run(cargo(&["build", "--release", "--locked", "--package", "tenantry-standalone"]))?;
    let mut bench = cargo(&["run", "--release", "--locked", "--package", "bench", "--"]);
    bench.args(args);
    shell_run(bench)
}

//! Everything but the tests of the AWS home, cheapest first; CI runs those in a
//! job of their own (`cargo xtask aws test`, `aws system`), since they take as long
//! as all of this. A step that can't run on this machine is skipped with a printed
//! word; under `CI=true` a missing tool is a failure.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{check, infra, openapi, readme, retail, schemathesis, shell, tools, web};

/// Cases for each operation; the large number is for `cargo xtask schemathesis`.
const SMALL: u32 = 15;
const RETAIL: &str = "../shared/data/online-retail-2010-12-01.csv";

struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "format", run: check::format },
    Step { name: "lints", run: check::lint },
    // Ahead of the tests, so that the binary they build carries the app.
    Step { name: "web app", run: web::check },
    Step { name: "tests", run: tests },
    Step { name: "openapi", run: openapi::check },
    Step { name: "licences, bans, sources", run: check::deny },
    Step { name: "infrastructure", run: infra::check },
    Step { name: "infrastructure on an emulator", run: infra::emulate },
    Step { name: "readme", run: readme::run },
    Step { name: "web app in a browser", run: web::end_to_end },
    Step { name: "schemathesis", run: || schemathesis::run(SMALL) },
];

pub fn run() -> Result<()> {
    let mut summary = Vec::new();
    let mut failed = 0;
    for step in STEPS {
        failed += u32::from(!take(step.name, step.run, &mut summary));
    }
    let file = shell::root().join(RETAIL);
    if file.is_file() {
        failed += u32::from(!take("retail", || retail::run(&file), &mut summary));
    } else {
        println!("\n== retail: skipped, since the folder ../shared/data is not here");
        summary.push("  skipped  retail: the folder ../shared/data is not here".to_owned());
    }
    println!("\n== summary");
    summary.iter().for_each(|line| println!("{line}"));
    if failed > 0 {
        bail!("{failed} of the steps failed");
    }
    println!("No step failed.");
    Ok(())
}

/// Later steps run also when one fails, so that one run tells everything.
fn take(name: &str, step: impl Fn() -> Result<()>, summary: &mut Vec<String>) -> bool {
    println!("\n== {name}");
    let started = Instant::now();
    let result = step();
    let took = seconds(started.elapsed());
    match &result {
        Ok(()) => {
            println!("== {name}: passed in {took}");
            summary.push(format!("  passed   {name} ({took})"));
        }
        Err(error) if error.is::<tools::Missing>() && !shell::in_ci() => {
            println!("== {name}: skipped: {error:#}");
            summary.push(format!("  skipped  {name}: {error}"));
            return true;
        }
        Err(error) => {
            println!("== {name}: FAILED in {took}: {error:#}");
            summary.push(format!("  FAILED   {name} ({took}): {error:#}"));
        }
    }
    result.is_ok()
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The second home is linted with everything else.
const OTHER_HOME: [&str; 4] = ["--exclude", "tenantry-aws", "--exclude", "tenantry-lambda"];

fn tests() -> Result<()> {
    println!("The AWS home is not tested here; `cargo xtask aws test` and `cargo xtask aws system` do that.");
    let with = |first: &[&str], more: &[&str]| {
        let mut command = shell::cargo(first);
        command.args(["--workspace", "--locked"]).args(OTHER_HOME).args(more);
        command
    };
    if !tools::has_nextest() {
        return shell::run(with(&["test"], &[]));
    }
    shell::run(with(&["nextest", "run"], &["--no-fail-fast"]))?;
    shell::run(with(&["test"], &["--doc"]))
}

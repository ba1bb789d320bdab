//! Everything, the AWS backend too, cheapest first and with one build. A step that
//! can't run on this machine is skipped with a printed word; under `CI=true` a
//! missing tool is a failure.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    advisories, aws, check, clients, infra, openapi, readme, retail, schemathesis,
    shell::{self, root},
    suites, tools, web, webhooks, words, workspace,
};

/// Cases for each operation; the large number is for `cargo xtask schemathesis`.
const SMALL: u32 = 15;
const RETAIL: &str = "../shared/data/online-retail-2010-12-01.csv";

struct CheckStep {
    name: &'static str,
    run: fn() -> Result<()>,
}

/// Beside these the tools of the others are installed, which is mostly waiting.
const FIRST: &[CheckStep] = &[
    CheckStep { name: "format", run: check::format },
    CheckStep { name: "words", run: words::check },
    // Ahead of the build, so that the server carries the app.
    CheckStep { name: "web app", run: web::check },
    CheckStep { name: "build and lints", run: suites::build },
];

/// One after the other: many need all of the machine, or measure time.
const REST: &[CheckStep] = &[
    CheckStep { name: "tests", run: suites::all_but_aws },
    CheckStep { name: "web app in a browser", run: web::end_to_end },
    CheckStep { name: "openapi", run: openapi::check },
    CheckStep { name: "licenses, bans, sources", run: check::deny },
    // Beside other work the emulators do not answer within the deadline of a call.
    CheckStep { name: "aws test", run: || aws::run(aws::Verb::Test { all: false }) },
    CheckStep { name: "functions by themselves", run: suites::functions_apart },
    CheckStep { name: "aws system", run: || aws::run(aws::Verb::System { write: false }) },
    CheckStep { name: "infrastructure", run: infra::check },
    CheckStep { name: "deployment rehearsal", run: || infra::rehearse(false) },
    CheckStep { name: "infrastructure on an emulator", run: infra::emulate },
    CheckStep { name: "readme", run: readme::run },
    CheckStep { name: "clients", run: clients::run },
    CheckStep { name: "webhooks", run: webhooks::run },
    CheckStep { name: "schemathesis", run: || schemathesis::run(SMALL) },
];

pub fn run() -> Result<()> {
    let started = Instant::now();
    let mut report = Report::default();
    workspace::lint_too();
    let tools = thread::spawn(install_tools);
    report.take_all(FIRST);
    if tools.join().is_err() {
        println!("The installation of tools panicked; each step installs its own.");
    }
    report.take_all(REST);
    let file = root().join(RETAIL);
    if file.is_file() {
        report.take("retail", || retail::run(&file));
    } else {
        report.skip("retail", "the folder ../shared/data is not here");
    }
    report.skip("advisories", advisories::ELSEWHERE);
    report.end(started.elapsed())
}

/// What can't be installed is named by the step that needs it.
fn install_tools() {
    let all: [fn() -> Result<()>; 5] =
        [tools::aws, tools::others, infra::install_tools, clients::install_tools, webhooks::install_tools];
    for install in all {
        if let Err(error) = install() {
            println!("Not installed yet: {error:#}");
        }
    }
}

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    failed: u32,
}

impl Report {
    fn take_all(&mut self, steps: &[CheckStep]) {
        steps.iter().for_each(|step| self.take(step.name, step.run));
    }

    /// Later steps run also when one fails, so that one run reports everything.
    fn take(&mut self, name: &str, step: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let started = Instant::now();
        let result = step();
        self.note(name, &result, started.elapsed());
    }

    fn note(&mut self, name: &str, result: &Result<()>, took: Duration) {
        let took = format!("{:.1} s", took.as_secs_f64());
        match result {
            Ok(()) => {
                println!("== {name}: passed in {took}");
                self.lines.push(format!("  passed   {name} ({took})"));
            }
            Err(error) if error.is::<tools::Missing>() && !shell::in_ci() => self.skip(name, &format!("{error:#}")),
            Err(error) => {
                println!("== {name}: FAILED in {took}: {error:#}");
                self.lines.push(format!("  FAILED   {name} ({took}): {error:#}"));
                self.failed += 1;
            }
        }
    }

    fn skip(&mut self, name: &str, why: &str) {
        println!("\n== {name}: skipped: {why}");
        self.lines.push(format!("  skipped  {name}: {why}"));
    }

    fn end(self, took: Duration) -> Result<()> {
        println!("\n== summary");
        self.lines.iter().for_each(|line| println!("{line}"));
        println!("Took {:.0} min.", took.as_secs_f64() / 60.0);
        if self.failed > 0 {
            bail!("{} of the steps failed", self.failed);
        }
        println!("No step failed.");
        Ok(())
    }
}

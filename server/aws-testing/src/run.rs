//! Runs tests that take a server: where it is not installed they are listed as
//! ignored, and in CI that is a failure.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::server::{self, Which};

/// Reads and writes of every table and index, and who sees them.
const REACHING_TABLES: [&str; 6] = ["commits", "isolation", "pages", "retries", "searching", "stock"];

/// Returns whether a case of the suite could reach the wrong tables.
pub fn reaches_tables(case: &str) -> bool {
    case.split_once("::").is_some_and(|(theme, _)| REACHING_TABLES.contains(&theme))
}

/// Returns whether every case runs on every server and placement, which takes an hour (`cargo xtask aws test --all`),
/// or each once, and in the other places what could reach the wrong tables.
pub fn is_long() -> bool {
    std::env::var_os("TENANTRY_AWS_ALL").is_some()
}

const AT_ONCE: usize = 4;

/// A test with its server.
pub struct Test {
    pub name: String,
    pub on: Which,
    pub run: tenantry_conformance::Case,
}

pub fn all(tests: Vec<Test>) -> ExitCode {
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    for which in Which::ALL.into_iter().filter(|which| !which.is_here()) {
        eprintln!("{} is missing: {}", which.name(), which.how_to_install());
        if in_ci {
            return ExitCode::FAILURE;
        }
    }
    let trials = tests.into_iter().map(|Test { name, on, run }| {
        Trial::test(format!("{}::{name}", on.name()), move || within_a_runtime(run)).with_ignored_flag(!on.is_here())
    });
    let mut arguments = Arguments::from_args();
    // They wait for their server more than they work.
    arguments.test_threads.get_or_insert(AT_ONCE);
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    server::end();
    conclusion.exit_code()
}

fn within_a_runtime(run: tenantry_conformance::Case) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(run());
    Ok(())
}
